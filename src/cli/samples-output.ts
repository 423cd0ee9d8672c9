/** `--samples FILE`: a row for each trial, written while they are run. */
import { GrowingFile } from '../files/growing-file.ts'
import type { CompareOptions } from '../library/terms/compare.ts'
import { samplesHeading, samplesOf } from '../report/samples.ts'

/** Runs a task that says what trials come to; the file is there when it is over, or not at all. */
export async function sampled<Value>(
  path: string | undefined,
  task: (onOutcomes: CompareOptions['onOutcomes']) => Promise<Value>,
): Promise<Value> {
  if (path === undefined) return await task(undefined)
  const file = new GrowingFile(path)
  try {
    file.write(samplesHeading())
    const value = await task((cell, outcomes) => file.write(samplesOf(cell, outcomes)))
    file.finish()
    return value
  } catch (error) {
    file.discard()
    throw error
  }
}
