/** Profiles that list their impairments in words: a line for each, in the order of the path. */
import type { JitterDistribution, QueueLimit } from '../link/settings.ts'
import { shareText } from '../quantities/text.ts'
import { buffer, burstText, CLAMPED, roundTrip, speed, time } from '../quantities/words.ts'
import { type BitRate, type Duration, sum } from '../units.ts'
import { isClamped } from './clamping.ts'
import type { ListedImpairment } from './impairment-schema.ts'
import { delaysOf } from './listed.ts'
import type { ResolvedListing } from './resolve.ts'

export function describeListing({ link, mtu, folklore }: ResolvedListing): string[] {
  const { up, down } = delaysOf(link)
  const ways = up === down ? '' : ` (${roundTrip(up)} up, ${roundTrip(down)} down)`
  return [
    `RTT ${roundTrip(sum(up, down))}${ways}, the sum of the delays`,
    ...wayLines('up', link.up),
    ...wayLines('down', link.down),
    `MTU ${mtu} bytes at both ends`,
    ...(folklore ? ['folklore: copied from presets, not measured'] : []),
  ]
}

const wayLines = (way: 'up' | 'down', stages: readonly ListedImpairment[]): string[] =>
  stages.length === 0
    ? [`${way}: nothing impairs it`]
    : stages.map((stage, index) => `${way} ${index + 1}: ${impairmentText(stage)}`)

function impairmentText(stage: ListedImpairment): string {
  switch (stage.kind) {
    case 'delay':
      return `delay ${time(stage.delay)}`
    case 'jitter': {
      const overtaking = stage.reordering ? ', packets may overtake' : ''
      const clamped = isClamped(stage) ? CLAMPED : ''
      return `delay ${time(stage.delay)}, ${jitterText(stage.distribution)}${overtaking}${clamped}`
    }
    case 'loss':
      return `loss ${shareText(stage.probability)}`
    case 'burst-loss':
      return `loss ${burstText(stage)}`
    case 'drop-list':
      return `loses ${indicesText(stage.indices)}`
    case 'rate':
      return `rate ${speed(stage.rate)}${queueText(stage.queue)}`
    case 'poisson':
      return `rate ${speed(stage.rate)}, Poisson service${queueText(stage.queue)}`
    case 'trace':
      return `trace of ${traceText(stage.opportunitiesMs)}${queueText(stage.queue)}`
    case 'mtu':
      return `loses packets above ${stage.mtu} bytes`
    case 'duplication':
      return `duplicates ${shareText(stage.probability)}`
    case 'reordering':
      return `holds ${shareText(stage.probability)} back by ${time(stage.delay)}`
    case 'outage':
      return `outage of ${spanText(stage)}`
    case 'hold':
      return `packets wait for ${spanText(stage)}`
    case 'radio': {
      const { initially, promotion, idleAfter } = stage
      return `radio ${initially} at first, wakes in ${time(promotion)}, idle after ${time(idleAfter)}`
    }
  }
}

function jitterText(distribution: JitterDistribution): string {
  switch (distribution.kind) {
    case 'uniform':
      return `jitter ±${time(distribution.spread)}`
    case 'normal':
      return `jitter σ ${time(distribution.deviation)} (normal)`
    case 'pareto':
      return `jitter σ ${time(distribution.deviation)} (Pareto)`
    case 'table': {
      const { points } = distribution.table
      const text = points.map(({ quantile, value }) => `${time(value)} at ${shareText(quantile)}`)
      return `jitter by quantiles ${shortened(text)}`
    }
  }
}

const queueText = (queue: QueueLimit): string =>
  queue.kind === 'unlimited' ? ', queue unlimited' : `, queue ${buffer(queue)}`

function indicesText(indices: readonly number[]): string {
  if (indices.length === 0) return 'no packet'
  const packets = indices.length === 1 ? 'packet' : 'packets'
  return `${packets} ${shortened(indices.map(String))}, counted from 0`
}

/** Of an opportunity, as mahimahi has it. */
const OPPORTUNITY_BITS = 1500 * 8
const MILLISECONDS_PER_SECOND = 1000
const NANOSECONDS_PER_MILLISECOND = 1e6

function traceText(opportunitiesMs: readonly number[]): string {
  const count = opportunitiesMs.length
  const periodMs = opportunitiesMs.at(-1) ?? 1
  const bitsPerSecond = (count * OPPORTUNITY_BITS * MILLISECONDS_PER_SECOND) / periodMs
  const mean = speed(Number(bitsPerSecond.toPrecision(3)) as BitRate)
  const period = time((periodMs * NANOSECONDS_PER_MILLISECOND) as Duration)
  return `${count} opportunities in ${period}, ${mean} on average`
}

function spanText(span: Extract<ListedImpairment, { kind: 'outage' | 'hold' }>): string {
  const again = span.period === undefined ? '' : `, again every ${time(span.period)}`
  return `${time(span.duration)} from ${time(span.start)} on${again}`
}

const SHOWN = 10

/** The first of many, and how many there are. */
function shortened(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join(', ')
  return texts.length > SHOWN ? `${shown}, … (${texts.length} in all)` : shown
}
