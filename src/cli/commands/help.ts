/** `xmpp-rtt help [COMMAND]`: as `--help`, in the place of commander's own, which says nothing of mistakes. */
import type { Command } from 'commander'
import { unknownCommand } from '../unknown-command.ts'

export function addHelpCommand(root: Command): void {
  root
    .helpCommand(false)
    .command('help')
    .description('say how a command is used')
    .argument('[command]', 'its name (default: what commands there are)')
    .action((name: string | undefined) => {
      const command = name === undefined ? root : root.commands.find((one) => one.name() === name)
      if (command === undefined) throw unknownCommand(root, name ?? '')
      command.outputHelp()
    })
}
