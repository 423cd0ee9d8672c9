/** `xmpp-rtt help [COMMAND]`: as `--help`, in the place of commander's own, which says nothing of mistakes. */
import type { Command } from 'commander'
import { unknownCommand } from '../unknown-command.ts'

export function define(help: Command): void {
  help
    .argument('[command]', 'its name (default: what commands there are)')
    .action((name: string | undefined) => {
      const root = help.parent
      if (root === null) throw new Error('no command of another')
      const command = name === undefined ? root : root.commands.find((one) => one.name() === name)
      if (command === undefined) throw unknownCommand(root, name ?? '')
      command.outputHelp()
    })
}
