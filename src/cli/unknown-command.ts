/** Names of commands that are none. */
import type { Command } from 'commander'
import { meantHint } from '../json/named.ts'
import { type Ending, wrongInput } from './exit.ts'

const namesIn = (root: Command): readonly string[] => root.commands.map((one) => one.name())

export const unknownCommand = (root: Command, name: string): Ending =>
  wrongInput(`unknown command "${name}"${meantHint(name, namesIn(root))}`)

/**
 * What stands without an option before it and needs one: the name of a command where none was named,
 * else something that people expect to be taken as it is.
 *
 * @throws {Ending} about the first of them.
 */
export function refuseBare({ args, parent: root }: Command): void {
  const [found] = args
  if (found === undefined || root === null) return
  if (root.args[0] === found) throw unknownCommand(root, found)
  const expected = namesIn(root).includes(found)
    ? 'the command before its options'
    : 'only options: -p names a profile, -s a strategy'
  throw wrongInput(`found ${JSON.stringify(found)}, expected ${expected}`)
}
