/** `--samples FILE`: a row for each trial, written while they are run. */
import { GrowingFile } from '../files/growing-file.ts'
import type { CompareOptions } from '../library/terms/compare.ts'
import { samplesHeading, samplesOf } from '../report/samples.ts'
import { written } from './after-run.ts'
import { Ending } from './exit.ts'

export interface Sampled<Value> {
  readonly value: Value
  /** What kept the rows from being written; to be thrown when everything else is told. */
  readonly obstacle: Ending | undefined
}

/**
 * Runs a task that says what trials come to; the file is there when it is over, or not at all. A disk
 * that is full meanwhile ends the file, not the run.
 *
 * @throws {InputError} when nothing can be written there, before the task begins.
 */
export async function sampled<Value>(
  path: string | undefined,
  task: (onOutcomes: CompareOptions['onOutcomes']) => Promise<Value>,
): Promise<Sampled<Value>> {
  if (path === undefined) return { value: await task(undefined), obstacle: undefined }
  const file = new GrowingFile(path)
  let obstacle: Ending | undefined
  const attempted = (write: () => void): void => {
    if (obstacle !== undefined) return
    try {
      written(write)
    } catch (error) {
      file.discard()
      if (!(error instanceof Ending)) throw error
      obstacle = error
    }
  }
  try {
    attempted(() => file.write(samplesHeading()))
    const value = await task((cell, outcomes) =>
      attempted(() => file.write(samplesOf(cell, outcomes))),
    )
    attempted(() => file.finish())
    return { value, obstacle }
  } catch (error) {
    file.discard()
    throw error
  }
}
