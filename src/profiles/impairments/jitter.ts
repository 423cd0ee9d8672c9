import * as z from 'zod'
import type { JitterSettings } from '../../link/jitter.ts'
import type { JitterDistribution } from '../../link/jitter-distribution.ts'
import { quantityField } from '../../quantities/field.ts'
import { deviation, duration } from '../../quantities/quantity.ts'
import { shareText } from '../../quantities/text.ts'
import { CLAMPED, time } from '../../quantities/words.ts'
import { isClamped } from '../clamping.ts'
import { quantilesField } from '../field.ts'
import { shortened } from './shortened.ts'

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

export const jitter = {
  written: z
    .strictObject({
      kind: z.literal('jitter'),
      delay: quantityField(duration),
      distribution,
      reordering: z.boolean().optional().describe('Whether packets may overtake; without it not'),
    })
    .describe('A delay that differs from packet to packet, clamped at zero')
    .transform(({ reordering = false, ...rest }): JitterSettings => ({ ...rest, reordering })),
  words(settings: JitterSettings): string {
    const { delay, distribution, reordering } = settings
    const overtaking = reordering ? ', packets may overtake' : ''
    const clamped = isClamped(settings) ? CLAMPED : ''
    return `delay ${time(delay)}, ${jitterText(distribution)}${overtaking}${clamped}`
  },
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
