/** On how many threads a run is done. */
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { accepted } from '../../json/input-error.ts'
import { checkValue } from '../../json/value.ts'
import { countField } from '../../words/reading/fields.ts'
import type { CompareOptions } from '../terms/compare.ts'

export const workersField = countField(1, 256).optional()
const workersSchema = z.object({ workers: workersField })

/** As many as there are processors, if not said. @throws {InputError} */
export function workersIn(options: CompareOptions): number {
  const { workers = availableParallelism() } = accepted(checkValue(options, workersSchema))
  return workers
}
