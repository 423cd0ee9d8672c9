/** What is left to do when a run is over: none of it is left out because something else has failed. */
import { InputError } from '../json/input-error.ts'
import { Ending, EXIT } from './exit.ts'
import { inOptions } from './options/names.ts'
import { remark, type Surroundings } from './surroundings.ts'

/**
 * Writes what could be written to before the run: what is wrong now, as a full disk, is nobody's input.
 *
 * @throws {Ending}
 */
export function written(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new Ending(EXIT.incomplete, inOptions(error))
  }
}

/** Takes every step, whatever others end in. The first end is that of all, and said last. @throws {Ending} */
export function allOf(around: Surroundings, steps: readonly (() => void)[]): void {
  const ends = steps.flatMap((step) => endOf(step) ?? [])
  const [first, ...others] = ends
  for (const { message } of others) remark(around, message)
  if (first !== undefined) throw first
}

function endOf(step: () => void): Ending | undefined {
  try {
    step()
    return undefined
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
}

/** As a step: what has ended badly already. */
export const endedIn = (end: Ending | undefined) => (): void => {
  if (end !== undefined) throw end
}
