/**
 * netem's delay, jitter and reordering. Without a rate packets overtake as their delays have it, as
 * in netem. `reorder` lets some go at once: here all others are held back by the delay, or the jitter
 * has them (`at-once.ts`).
 */
import type { Checked } from '../../../json/input-error.ts'
import { quantileOf } from '../../../link/jitter-distribution.ts'
import { milliseconds, toMilliseconds } from '../../../units.ts'
import { msText, shareOf } from '../decimal.ts'
import {
  type DistributionTable,
  type ImportSource,
  refused,
  type WrittenStage,
} from '../importer.ts'
import { isShown, type NetemArguments } from './arguments.ts'
import { sayable, withSomeAtOnce } from './at-once.ts'
import { correlation, mayCorrelate, type NetemPart, NO_PART } from './part.ts'
import { deviationOf, quantilesOf } from './table.ts'
import { lacksUnit, shareIn, timeOf } from './words.ts'

const LONGEST_MS = 86_400e3

/** tc(8) says microseconds, and its `get_time64`, which netem's delays have now, reads nanoseconds. */
const UNIT_NOTE =
  'A delay without a unit is taken for microseconds, as tc(8) has it; a newer tc takes it for nanoseconds.'

export function delayStages(
  source: ImportSource,
  found: NetemArguments,
  tables: readonly DistributionTable[],
): Checked<NetemPart> {
  const values = found.get('delay')
  if (values === undefined) return withoutDelay(source, found)
  const times = values.slice(0, 2).map(timeOf)
  const isWrong = (time: number | undefined): boolean => time === undefined || time > LONGEST_MS
  const [delay = 0, jitter = 0] = times
  const isCorrelated = values.length <= 3 && mayCorrelate(values[2])
  if (times.length === 0 || times.some(isWrong) || !isCorrelated) {
    return refused(source, ['delay', ...values].join(' '), 'as in "delay 100ms 20ms 25%"')
  }
  const unused = correlation('delay', values[2])
  const notes = values.slice(0, 2).some(lacksUnit) ? [UNIT_NOTE] : []
  if (jitter === 0 && found.has('distribution')) {
    return refused(source, '"distribution" without jitter', 'both, as in "delay 100ms 20ms"')
  }
  if (jitter === 0) return constant(source, found, delay, { unused, notes })
  const jumping = shareThatJumps(found)
  if (jumping === 'wrong') return wrongReorder(source, found)
  const distribution = distributionOf(source, found, jitter, tables)
  if (!distribution.ok) return distribution
  const { written, deviationAt, notes: more } = distribution.value
  const share = sayable(jumping)
  const hasRate = found.has('rate')
  const all = { unused, notes: [...notes, ...more] }
  const stage = (distribution: WrittenStage): WrittenStage => ({
    kind: 'jitter',
    delay: msText(delay),
    distribution,
    reordering: !hasRate,
  })
  if (share === 0) return { ok: true, value: { stages: [stage(written)], ...all } }
  if (hasRate) {
    const reason = `Behind a rate nothing overtakes here: ${shareOf(jumping)} would go at once, without any delay.`
    const idle = { figure: 'reorder', value: reorderText(found) ?? '', reason }
    const value = { stages: [stage(written)], unused: [...unused, idle], notes: all.notes }
    return { ok: true, value }
  }
  const table = withSomeAtOnce(share, delay, deviationAt, written.kind === 'uniform')
  return {
    ok: true,
    value: {
      stages: share === 1 ? [] : [stage({ kind: 'table', table })],
      unused: [...unused, ...correlation('reorder', found.get('reorder')?.[1])],
      notes: [...all.notes, `${shareOf(jumping)} of packets go at once, without delay or jitter.`],
    },
  }
}

function withoutDelay(source: ImportSource, found: NetemArguments): Checked<NetemPart> {
  for (const keyword of ['reorder', 'gap', 'distribution'] as const) {
    if (found.has(keyword)) return refused(source, `"${keyword}" without "delay"`, 'both')
  }
  return { ok: true, value: NO_PART }
}

function constant(
  source: ImportSource,
  found: NetemArguments,
  delayMs: number,
  { unused, notes }: Omit<NetemPart, 'stages'>,
): Checked<NetemPart> {
  const delay = msText(delayMs)
  const jumping = shareThatJumps(found)
  if (jumping === 'wrong') return wrongReorder(source, found)
  const fixed = delayMs === 0 ? [] : [{ kind: 'delay', delay }]
  if (jumping === 0) return { ok: true, value: { stages: fixed, unused, notes } }
  return {
    ok: true,
    value: {
      stages: [{ kind: 'reordering', probability: shareOf(1 - jumping), delay }],
      unused: [...unused, ...correlation('reorder', found.get('reorder')?.[1])],
      notes: [
        ...notes,
        'Packets that netem lets go at once are those that are not held back here.',
      ],
    },
  }
}

/** With a gap, that many less one go before the next may jump: 1 / (gap − 1 + 1 / share) do. */
function shareThatJumps(found: NetemArguments): number | 'wrong' {
  const reorder = found.get('reorder')
  const gapText = found.get('gap')?.[0] ?? '1'
  const share = reorder === undefined ? 0 : shareIn(reorder[0])
  const gap = /^\d{1,6}$/.test(gapText) ? Number(gapText) : undefined
  if (share === undefined || gap === undefined) return 'wrong'
  if ((reorder?.length ?? 0) > 2 || !mayCorrelate(reorder?.[1])) return 'wrong'
  // "gap specified without reorder probability" (`netem_parse_opt` of iproute2).
  if (share === 0) return found.has('gap') && gap > 0 ? 'wrong' : 0
  return 1 / (Math.max(1, gap) - 1 + 1 / share)
}

const wrongReorder = (source: ImportSource, found: NetemArguments): Checked<never> =>
  refused(
    source,
    reorderText(found) ?? '',
    found.has('gap') ? 'as in "reorder 25% gap 5"' : 'as in "reorder 25% 50%"',
  )

function reorderText(found: NetemArguments): string | undefined {
  const parts = (['reorder', 'gap'] as const).flatMap((keyword) => {
    const values = found.get(keyword)
    return values === undefined ? [] : [keyword, ...values]
  })
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** Of the deviation asked for netem's own Pareto table has so much (`link/pareto-quantiles.ts`). */
const PARETO_DEVIATION = 0.82

const SHOWN_NOTE = 'tc does not show which distribution a jitter has: it is taken for uniform.'

interface Distribution {
  readonly written: WrittenStage
  /** At a quantile from 0 to 1, in milliseconds. */
  readonly deviationAt: (quantile: number) => number
  readonly notes: readonly string[]
}

function distributionOf(
  source: ImportSource,
  found: NetemArguments,
  jitterMs: number,
  tables: readonly DistributionTable[],
): Checked<Distribution> {
  const name = found.get('distribution')?.[0] ?? 'uniform'
  const known = (
    written: WrittenStage,
    deviationAt: (quantile: number) => number,
    ...notes: string[]
  ): Checked<Distribution> => ({ ok: true, value: { written, deviationAt, notes } })
  const table = tables.find((one) => one.name === name)
  if (table !== undefined) {
    return known(
      { kind: 'table', table: quantilesOf(table, jitterMs) },
      deviationOf(table, jitterMs),
    )
  }
  switch (name) {
    case 'uniform':
      return known(
        { kind: name, spread: msText(jitterMs) },
        (quantile) => (2 * quantile - 1) * jitterMs,
        ...(isShown(source) ? [SHOWN_NOTE] : []),
      )
    case 'normal':
      return known({ kind: name, deviation: msText(jitterMs) }, drawnFrom(name, jitterMs))
    case 'pareto': {
      const deviationMs = jitterMs * PARETO_DEVIATION
      return known(
        { kind: name, deviation: msText(deviationMs) },
        drawnFrom(name, deviationMs),
        'netem’s Pareto table has 0.82 of the deviation asked for: so has this one, around its mean.',
      )
    }
    default:
      return refused(
        source,
        `distribution ${name}`,
        `uniform, normal, pareto, or the table beside it (/usr/lib/tc/${name}.dist)`,
      )
  }
}

function drawnFrom(kind: 'normal' | 'pareto', deviationMs: number): (quantile: number) => number {
  const quantile = quantileOf({ kind, deviation: milliseconds(deviationMs) })
  return (at) => toMilliseconds(quantile(at))
}
