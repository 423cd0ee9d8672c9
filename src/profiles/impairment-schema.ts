/**
 * What a profile may say of one impairment of an explicit link: every kind that the link has and
 * of which nothing is drawn per trial, with its settings as quantities.
 *
 * The link itself takes settings that make no sense for a bug of its caller, so whatever it
 * requires is checked here and refused with the place in the file. Names are those of
 * `link/settings.ts`; only what is longer there than people would write it is shorter here: a
 * queue is one text, a table of quantiles names them, and a trace may be in a file.
 */
import { z } from 'zod'
import { refuse } from '../json/refuse.ts'
import type { Impairment, JitterDistribution, QueueLimit } from '../link/settings.ts'
import { quantityField } from '../quantities/field.ts'
import { deviation, duration, packetSize, queue, rate, share } from '../quantities/quantity.ts'
import { burstLossFields, checkBurstLoss, quantilesField } from './field.ts'

/** A trace that has yet to be read. */
export interface TraceFileReference {
  readonly kind: 'trace-file'
  /** As written: relative to the profile's own folder. */
  readonly file: string
  readonly queue: QueueLimit
}

/** What can be listed: of random outages the luck is drawn, and nothing of a listed link is. */
export type ListedImpairment = Exclude<Impairment, { readonly kind: 'random-outages' }>

export type WrittenImpairment = ListedImpairment | TraceFileReference

type ImpairmentOf<Kind extends Impairment['kind']> = Extract<Impairment, { kind: Kind }>

const UNLIMITED: QueueLimit = { kind: 'unlimited' }
const tailDrop = quantityField(queue).optional().describe('Tail-drop queue; without it no limit')

const delay = z.strictObject({ kind: z.literal('delay'), delay: quantityField(duration) })

const distribution = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('uniform'), spread: quantityField(duration) })
    .describe('Up to that much more or less'),
  z.strictObject({ kind: z.literal('normal'), deviation: quantityField(duration) }),
  z
    .strictObject({ kind: z.literal('pareto'), deviation: quantityField(duration) })
    .describe('Shape 3, as in tc-netem'),
  z
    .strictObject({ kind: z.literal('table'), table: quantilesField(deviation) })
    .describe('Quantiles of what is added to the delay (or, with a minus, taken from it)')
    .transform(({ table }): JitterDistribution => ({ kind: 'table', table: { points: table } })),
])

const jitter = z
  .strictObject({
    kind: z.literal('jitter'),
    delay: quantityField(duration),
    distribution,
    reordering: z.boolean().optional().describe('Whether packets may overtake; without it not'),
  })
  .describe('A delay that differs from packet to packet, clamped at zero')
  .transform(({ reordering = false, ...rest }): ImpairmentOf<'jitter'> => ({ ...rest, reordering }))

const loss = z
  .strictObject({ kind: z.literal('loss'), probability: quantityField(share) })
  .describe('Independent loss')

const burstLoss = z
  .strictObject({ kind: z.literal('burst-loss'), ...burstLossFields })
  .describe('Gilbert–Elliott, as in tc-netem: gemodel p r 1-h 1-k')
  .transform((fields, context): ImpairmentOf<'burst-loss'> => {
    checkBurstLoss(fields, context)
    return fields
  })

const dropList = z
  .strictObject({ kind: z.literal('drop-list'), indices: z.array(z.int().min(0)) })
  .describe('Loses exactly these packets, counted from 0 as they come')

const constantRate = z
  .strictObject({ kind: z.literal('rate'), rate: quantityField(rate), queue: tailDrop })
  .transform(
    ({ queue: limit = UNLIMITED, ...rest }): ImpairmentOf<'rate'> => ({ ...rest, queue: limit }),
  )

const poisson = z
  .strictObject({ kind: z.literal('poisson'), rate: quantityField(rate), queue: tailDrop })
  .describe('Chances to send 1500 bytes come at random, on average at this rate')
  .transform(
    ({ queue: limit = UNLIMITED, ...rest }): ImpairmentOf<'poisson'> => ({ ...rest, queue: limit }),
  )

const trace = z
  .strictObject({
    kind: z.literal('trace'),
    file: z.string().min(1).optional().describe("mahimahi trace, relative to the profile's folder"),
    opportunitiesMs: z
      .array(z.int().min(0))
      .optional()
      .describe('The lines of such a trace: when 1500 bytes may leave; repeats from the last'),
    queue: tailDrop,
  })
  .describe('A recorded link: either "file" or "opportunitiesMs"')
  .transform(({ file, opportunitiesMs, queue: limit = UNLIMITED }, context): WrittenImpairment => {
    if (file !== undefined && opportunitiesMs !== undefined) {
      refuse(context, file, 'either "file" or "opportunitiesMs", not both', ['file'])
    }
    if (file !== undefined) return { kind: 'trace-file', file, queue: limit }
    if (opportunitiesMs === undefined) {
      const expected = 'the path of a mahimahi trace, or its lines as "opportunitiesMs"'
      refuse(context, undefined, expected, ['file'])
      return z.NEVER
    }
    checkOpportunities(opportunitiesMs, context)
    return { kind: 'trace', opportunitiesMs, queue: limit }
  })

/** As in a trace file: none before the one above it, and the last ends the period. */
function checkOpportunities(opportunitiesMs: readonly number[], context: z.RefinementCtx): void {
  let previous = 0
  for (const [index, ms] of opportunitiesMs.entries()) {
    const path = ['opportunitiesMs', index]
    if (ms < previous) {
      refuse(context, ms, `a time not before ${previous} (milliseconds, ascending)`, path)
      return
    }
    previous = ms
  }
  if (previous > 0) return
  const expected = 'at least one time, the last above 0 (milliseconds)'
  refuse(context, opportunitiesMs, expected, ['opportunitiesMs'])
}

const mtu = z
  .strictObject({ kind: z.literal('mtu'), mtu: quantityField(packetSize) })
  .describe('Larger packets vanish without a word')

const duplication = z
  .strictObject({ kind: z.literal('duplication'), probability: quantityField(share) })
  .describe('Packets that arrive twice')

const reordering = z
  .strictObject({
    kind: z.literal('reordering'),
    probability: quantityField(share),
    delay: quantityField(duration),
  })
  .describe('Packets that are held back, so that later ones overtake them')

const spanFields = {
  start: quantityField(duration).describe('From the beginning of the attempt'),
  duration: quantityField(duration),
  period: quantityField(duration).optional().describe('From one beginning to the next'),
}

interface SpanFields {
  readonly start: ImpairmentOf<'outage'>['start']
  readonly duration: ImpairmentOf<'outage'>['duration']
  readonly period?: ImpairmentOf<'outage'>['period'] | undefined
}

const outage = z
  .strictObject({ kind: z.literal('outage'), ...spanFields })
  .describe('Nothing passes')
  .transform(
    (fields, context): ImpairmentOf<'outage'> => ({ kind: 'outage', ...span(fields, context) }),
  )

const hold = z
  .strictObject({ kind: z.literal('hold'), ...spanFields })
  .describe('Packets wait for its end')
  .transform(
    (fields, context): ImpairmentOf<'hold'> => ({ kind: 'hold', ...span(fields, context) }),
  )

function span({ start, duration: length, period }: SpanFields, context: z.RefinementCtx) {
  if (period === undefined) return { start, duration: length }
  if (period === 0) refuse(context, period, 'a period above 0ms', ['period'])
  else if (length >= period) refuse(context, length, 'a duration below the period', ['duration'])
  return { start, duration: length, period }
}

const radio = z
  .strictObject({
    kind: z.literal('radio'),
    promotion: quantityField(duration).describe('How long the packet that finds it idle waits'),
    idleAfter: quantityField(duration).describe('Silence both ways after which it falls idle'),
    initially: z.enum(['idle', 'connected']),
  })
  .describe("The device's radio, the same one for both directions")

/** One impairment. Those that have a trace in a file still name it. */
export const impairmentField = z.discriminatedUnion('kind', [
  delay,
  jitter,
  loss,
  burstLoss,
  dropList,
  constantRate,
  trace,
  poisson,
  mtu,
  duplication,
  reordering,
  outage,
  hold,
  radio,
])
