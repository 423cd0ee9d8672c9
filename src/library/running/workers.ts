/** On how many threads a run is done. */
import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { accepted } from '../../json/input-error.ts'
import { checkValue } from '../../json/value.ts'
import { threadsWorth } from '../../run/simulated/size.ts'
import type { RunSpec } from '../../run/spec.ts'
import { countField } from '../../words/reading/fields.ts'
import type { CompareOptions } from '../terms/compare.ts'

export const workersField = countField(1, 256).optional()
const workersSchema = z.object({ workers: workersField })

/** If not said, as many as the run, or one of so many parts of it, is worth. @throws {InputError} */
export function workersIn(options: CompareOptions, spec: RunSpec, parts = 1): number {
  const { workers } = accepted(checkValue(options, workersSchema))
  return workers ?? threadsWorth(spec, availableParallelism(), parts)
}
