/**
 * The command line: what commands there are, and how their ends become exit codes.
 *
 * Results go to standard output, progress and remarks to standard error. `compare` is what runs
 * when no command is named.
 */
import { Command, CommanderError } from 'commander'
import { toolVersion } from '../files/tool.ts'
import { printable, withoutPasswords } from '../foreign-text.ts'
import { InputError } from '../json/input-error.ts'
import { RunError } from '../library/terms/run-error.ts'
import { COMMANDS, namesOfWanted, USUAL_COMMAND } from './command-table.ts'
import { refuseExcess } from './excess.ts'
import { Ending, EXIT, EXIT_TEXT, type ExitCode } from './exit.ts'
import { inOptions } from './options/names.ts'
import { refuseOwnInput } from './options/refuse-own-input.ts'
import { remark, type Surroundings } from './surroundings.ts'

/**
 * Runs the tool as if these had been typed behind its name, and tells the exit code. Touches
 * nothing but its surroundings and the files that it is told to. What it throws is a bug.
 */
export async function run(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  try {
    const root = await program(argv, around)
    await root.parseAsync([...argv], { from: 'user' })
    return EXIT.fine
  } catch (error) {
    if (error instanceof Ending) {
      remark(around, error.message)
      return error.code
    }
    if (error instanceof InputError) {
      remark(around, inOptions(error))
      return EXIT.wrongInput
    }
    if (error instanceof RunError) {
      remark(around, error.message)
      return EXIT.incomplete
    }
    // Commander has printed its own line; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.wrongInput
    throw error
  }
}

/** Where nobody says how wide it is. */
const HELP_WIDTH = 80

const oneLine = (text: string): string =>
  printable(withoutPasswords(text.replace(/^error: /, '').trim()))

async function program(argv: readonly string[], around: Surroundings): Promise<Command> {
  const root = new Command('xmpp-rtt')
    .description('What does it cost an XMPP client to get back online?')
    .version(toolVersion(), '-V, --version')
    .addHelpText('afterAll', EXIT_TEXT)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .helpCommand(false)
    // Refused below, by what it is.
    .allowExcessArguments()
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
      getOutHelpWidth: () => around.stdout.columns || HELP_WIDTH,
      outputError: (text, write) => write(`xmpp-rtt: ${oneLine(text)}\n`),
    })
    .exitOverride()
    .hook('preAction', (_, command) => {
      if (command.name() !== USUAL_COMMAND) refuseExcess(command, argv)
      refuseOwnInput(command)
    })
  const wanted = namesOfWanted(argv)
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    const command = root.command(name, { isDefault: name === USUAL_COMMAND })
    command.description(description)
    if (wanted.includes(name)) (await load()).define(command, around)
  }
  return root
}
