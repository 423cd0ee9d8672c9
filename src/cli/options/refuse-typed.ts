/** Options that mean nothing beside others: refused, so that nobody believes they did something. */
import type { Command } from 'commander'
import { optionOf } from '../../words/option-names.ts'
import { wrongInput } from '../exit.ts'

/**
 * `names`: of options, as commander keeps them. `why`: follows the option in the line.
 *
 * @throws {Ending} about the first of them that was typed.
 */
export function refuseTyped(command: Command, names: readonly string[], why: string): void {
  const typed = names.find((name) => command.getOptionValueSource(name) === 'cli')
  if (typed !== undefined) throw wrongInput(`${optionOf(typed)}${why}`)
}
