/**
 * The building blocks of the profile schema: quantities, spreads and figures as zod schemas.
 *
 * Each block reads text with units and yields base units, refuses with what was expected, and
 * carries the pattern and the example that a JSON Schema gives to editors.
 */
import * as z from 'zod'
import { refuse } from '../json/refuse.ts'
import { STATUSES, type Status } from '../json/sources.ts'
import type { QuantilePoint } from '../quantile-table.ts'
import { quantityField } from '../quantities/field.ts'
import { type Quantity, share } from '../quantities/quantity.ts'
import type { Spread } from './spread.ts'

export const CONFIDENCES = ['high', 'medium', 'low'] as const

export type Confidence = (typeof CONFIDENCES)[number]

/** A value and how we know it. */
export interface Figure<T> {
  readonly value: T
  readonly status: Status
  readonly confidence: Confidence
  /** Keys of the profile's `sources`. */
  readonly sources: readonly string[]
  readonly note?: string | undefined
}

const QUANTILE_NAME = /^(min|max|p\d{1,2}(\.\d{1,3})?)$/
const quantileName = z.string().regex(QUANTILE_NAME, {
  error: 'a quantile named "min", "p50", "p99.9" or "max"',
})

const quantileOf = (name: string): number => {
  if (name === 'min') return 0
  return name === 'max' ? 1 : Number(`${name.slice(1)}e-2`)
}

/** `{ "p5": "43ms", "p50": "86ms", "p95": "198ms" }`, in ascending order. */
export const quantilesField = <T extends number>(quantity: Quantity<T>) =>
  z.record(quantileName, quantityField(quantity)).transform((input, context) => {
    const points: QuantilePoint<T>[] = []
    for (const [name, value] of Object.entries(input)) {
      const point = { quantile: quantileOf(name), value }
      const previous = points.at(-1)
      if (previous !== undefined && point.quantile <= previous.quantile) {
        refuse(context, input, 'quantiles in ascending order', [name])
      } else if (previous !== undefined && value < previous.value) {
        refuse(context, input, 'a value no smaller than that of the quantile before it', [name])
      }
      points.push(point)
    }
    if (points.length < 2) refuse(context, input, 'at least two quantiles')
    return points
  })

/** One value, equally likely ones, or quantiles; drawn once per trial. */
export const spreadField = <T extends number>(quantity: Quantity<T>) =>
  z.union([
    quantityField({ ...quantity, expected: `${quantity.expected}, or quantiles of it` }).transform(
      (value): Spread<T> => ({ kind: 'fixed', value }),
    ),
    z
      .strictObject({ oneOf: z.array(quantityField(quantity)).min(1) })
      .transform(({ oneOf }): Spread<T> => ({ kind: 'one-of', values: oneOf })),
    quantilesField(quantity).transform((points): Spread<T> => ({ kind: 'quantiles', points })),
  ])

/** netem's parameters of a Gilbert–Elliott model. */
export const burstLossFields = {
  p: quantityField(share).describe('Good to bad, per packet'),
  r: quantityField(share).describe('Bad to good, per packet'),
  lossBad: quantityField(share).describe("netem's 1-h"),
  lossGood: quantityField(share).describe("netem's 1-k"),
}

export function checkBurstLoss(
  { p, r }: { readonly p: number; readonly r: number },
  context: z.RefinementCtx,
): void {
  if (p + r > 0) return
  refuse(context, '0%', 'p or r above 0%, or the link never leaves its state', ['r'])
}

/** A value with its provenance. */
export const figure = <Value extends z.ZodType>(value: Value, description: string) =>
  z.strictObject({
    value: value.describe(description),
    ...PROVENANCE,
  })

const PROVENANCE = {
  status: z
    .enum(STATUSES)
    .describe(
      'read: seen in the source. derived: computed from public data. recalled: from memory of the source, not read again. assumed: an engineering choice.',
    ),
  confidence: z.enum(CONFIDENCES),
  sources: z.array(z.string()).min(1).describe('Keys of "sources"'),
  note: z.string().optional(),
}

/** A figure of the literature that the model does not use, and why not. */
export const unusedFigure = z.strictObject({
  figure: z.string().describe('Its name'),
  value: z.json().describe('As in the source; units are in the name or the text'),
  ...PROVENANCE,
  reason: z.string().describe('Why the model does not use it'),
})
