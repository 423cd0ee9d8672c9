/**
 * How the tool ends: 0 fine, 1 a budget or a limit was not kept, 2 wrong usage or input that is found before
 * the run begins, 3 a run that could not be completed, or in which a strategy never got through.
 * Expected ends are thrown as {@link Ending}; anything else thrown is a bug.
 */
import { withoutPasswords } from '../foreign-text.ts'

export const EXIT = { fine: 0, overBudget: 1, wrongInput: 2, incomplete: 3 } as const
/** For helps, in lines of a terminal. */
export const EXIT_TEXT = `
Exit codes: ${EXIT.fine} fine, ${EXIT.overBudget} a budget or a limit was not kept, ${EXIT.wrongInput} wrong usage or input,
${EXIT.incomplete} the run could not be completed, or a strategy never got through.`

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An expected end of a command, with the one line that explains it. */
export class Ending extends Error {
  readonly code: ExitCode

  constructor(code: ExitCode, message: string) {
    super(message)
    this.code = code
  }
}

export const wrongInput = (message: string): Ending =>
  new Ending(EXIT.wrongInput, withoutPasswords(message))
