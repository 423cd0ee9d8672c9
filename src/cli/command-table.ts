/**
 * What commands there are. Each is loaded when it is asked for: all of them together are most of the tool, and
 * to load that takes longer than most of what is asked of it.
 */
import type { Command } from 'commander'
import type { Surroundings } from './surroundings.ts'

interface CommandFile {
  /** Gives a command, which has its name, arguments, options, and what it does. */
  readonly define: (command: Command, around: Surroundings) => void
}

interface NamedCommand {
  readonly description: string
  readonly load: () => Promise<CommandFile>
}

/** Without a name, this one runs. */
export const USUAL_COMMAND = 'compare'
export const HELP_COMMAND = 'help'

/** In the order in which they are told. */
export const COMMANDS: Readonly<Record<string, NamedCommand>> = {
  [USUAL_COMMAND]: {
    description: 'compare strategies on profiles (what runs when no command is named)',
    load: () => import('./commands/compare.ts'),
  },
  diff: {
    description: 'tell how two results differ, with 95 % intervals',
    load: () => import('./commands/diff.ts'),
  },
  check: {
    description: 'hold budgets against a run, a result, or what serve or a capture has seen',
    load: () => import('./commands/check.ts'),
  },
  trace: {
    description: 'show one trial as a ladder, or a life in a scenario as a timeline',
    load: () => import('./commands/trace.ts'),
  },
  import: {
    description: 'print a profile made of what other tools wrote; it is for -p ./FILE.json',
    load: () => import('./commands/import.ts'),
  },
  merge: {
    description: 'put together what compare --shard wrote: what the whole run would have printed',
    load: () => import('./commands/merge.ts'),
  },
  report: {
    description: 'show a run that was stored with -o: as one page of HTML, or in another format',
    load: () => import('./commands/report.ts'),
  },
  list: {
    description: 'list what there is to name, a line each',
    load: () => import('./commands/list.ts'),
  },
  show: {
    description:
      'show what a profile resolves to, what a scenario, policy or strategy does, or a server as a file',
    load: () => import('./commands/show.ts'),
  },
  live: {
    description: 'run strategies against a real server, over the simulated link',
    load: () => import('./commands/live.ts'),
  },
  serve: {
    description: "be a server for anybody's client, and say what its connections cost",
    load: () => import('./commands/serve.ts'),
  },
  proxy: {
    description: "put anybody's client on a simulated link, in real time",
    load: () => import('./commands/proxy.ts'),
  },
  analyze: {
    description: 'say what the XMPP connections in a capture cost (pcapng or pcap)',
    load: () => import('./commands/analyze.ts'),
  },
  [HELP_COMMAND]: {
    description: 'say how a command is used',
    load: () => import('./commands/help.ts'),
  },
}

/** What is to be loaded for what was typed: the command that it names, or of which it asks how it is used. */
export function namesOfWanted([
  first = USUAL_COMMAND,
  second,
]: readonly string[]): readonly string[] {
  // The list of all says what arguments they take.
  if (['-h', '--help'].includes(first)) return Object.keys(COMMANDS)
  if (['-V', '--version'].includes(first)) return []
  if (first === HELP_COMMAND) return second === undefined ? Object.keys(COMMANDS) : [first, second]
  return [Object.hasOwn(COMMANDS, first) ? first : USUAL_COMMAND]
}
