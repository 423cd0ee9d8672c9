/**
 * The command line: what commands there are, and how their ends become exit codes.
 *
 * Results go to standard output, progress and remarks to standard error. `compare` is what runs
 * when no command is named.
 */
import { Command, CommanderError } from 'commander'
import { InputError } from '../json/input-error.ts'
import { addCompareCommand } from './commands/compare.ts'
import { addListCommand } from './commands/list.ts'
import { addLiveCommand } from './commands/live.ts'
import { addServeCommand } from './commands/serve.ts'
import { addShowCommand } from './commands/show.ts'
import { addTraceCommand } from './commands/trace.ts'
import { Ending, EXIT, type ExitCode } from './exit.ts'
import { inOptions } from './options/names.ts'
import { toolVersion } from './tool.ts'

export async function main(argv: readonly string[] = process.argv): Promise<void> {
  // A closed pipe (`| head`) is the reader's decision, not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.fine)
    process.stderr.write(`xmpp-rtt: standard output cannot be written to (${error.code})\n`)
    process.exit(EXIT.incomplete)
  })
  process.exitCode = await exitCodeOf(argv)
}

async function exitCodeOf(argv: readonly string[]): Promise<ExitCode> {
  try {
    await program().parseAsync([...argv])
    return EXIT.fine
  } catch (error) {
    if (error instanceof Ending) {
      process.stderr.write(`xmpp-rtt: ${error.message}\n`)
      return error.code
    }
    if (error instanceof InputError) {
      process.stderr.write(`xmpp-rtt: ${inOptions(error)}\n`)
      return EXIT.wrongInput
    }
    // Commander has printed its own line; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.wrongInput
    throw error
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')

function program(): Command {
  const root = new Command('xmpp-rtt')
    .description('What does it cost an XMPP client to get back online?')
    .version(toolVersion(), '-V, --version')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureOutput({
      outputError: (text, write) => write(`xmpp-rtt: ${oneLine(text)}\n`),
    })
    .exitOverride()
  addCompareCommand(root)
  addTraceCommand(root)
  addListCommand(root)
  addShowCommand(root)
  addLiveCommand(root)
  addServeCommand(root)
  return root
}
