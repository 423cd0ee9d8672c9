/** How many trials a run has: so many, or as many as it takes. */
import * as z from 'zod'
import { InputError } from '../../json/input-error.ts'
import { quantityField } from '../../quantities/field.ts'
import { share } from '../../quantities/quantity.ts'
import type { Percentage } from '../../result/percentages.ts'
import type { Adaptive } from '../../run/adaptive.ts'
import { AUTO, USUAL_PERCENTILES, USUAL_PRECISION } from '../compare.ts'

export const TRIALS_MAX = 100_000_000

export const trialsField = z.custom<number | typeof AUTO>(
  (value) =>
    value === AUTO ||
    (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= TRIALS_MAX),
  { params: { expected: `a whole number from 1 to ${TRIALS_MAX}, or ${AUTO}` } },
)

/** Histograms tell times to a thousandth, so that nothing finer can be reached. */
const PRECISION_MIN = 0.002
const PRECISION_MAX = 0.5
const PRECISION = 'a share from 0.2% to 50%, as in "2%"'

export const precisionField = quantityField({ ...share, expected: PRECISION }).refine(
  (value) => value >= PRECISION_MIN && value <= PRECISION_MAX,
  { params: { expected: PRECISION } },
)

interface AskedTrials {
  readonly trials: number | typeof AUTO
  readonly precision?: number | undefined
  readonly percentiles?: readonly Percentage[] | undefined
}

/** @throws {InputError} when something is asked of intervals and the number of trials is given. */
export function adaptiveOf({ trials, precision, percentiles }: AskedTrials): Adaptive | undefined {
  if (trials === AUTO) {
    return {
      precision: precision ?? precisionField.parse(USUAL_PRECISION),
      percentages: percentiles ?? USUAL_PERCENTILES,
    }
  }
  if (precision === undefined) return undefined
  throw new InputError({
    code: 'senseless',
    field: 'precision',
    found: `${trials} trials`,
    expected: `trials to be ${AUTO}, so that they can be as many as it takes`,
  })
}
