/** The options of storms: `compare --storm N`. */
import { Option } from 'commander'
import type { Unread } from '../../words/reading/unread.ts'
import { type StormWords, USUAL_STORM } from '../../words/storm.ts'
import { HEADINGS, under } from './headings.ts'
import { type RunTexts, runWords } from './run-options.ts'
import { wholeNumber } from './whole-number.ts'

type Own = Omit<StormWords, keyof RunTexts | 'clients' | 'profiles' | 'servers' | 'scenario'>

/** As commander hands them over, whatever was typed. */
export interface StormTexts extends RunTexts, Unread<Own> {
  readonly storm?: unknown
  readonly profile?: unknown
  readonly scenario?: unknown
}

const limit = (flag: string, text: string): Option =>
  new Option(`${flag} <count>`, text).argParser(wholeNumber)

export const stormOptions = (): readonly Option[] =>
  under(HEADINGS.storms, [
    limit(
      '--storm',
      `so many clients come back to one server at once, instead of trials (without -p over ${USUAL_STORM.profile})`,
    ),
    new Option('--within <time>', `they begin within that time (default: ${USUAL_STORM.within})`),
    new Option(
      '--mix <part...>',
      `who they are: STRATEGY/POLICY=SHARE (default: ${USUAL_STORM.mix.join(' ')})`,
    ),
    new Option(
      '--down-for <time>',
      `how long --scenario ${Object.keys(USUAL_STORM.downFor).join(' or ')} lasts (default: ${Object.values(USUAL_STORM.downFor).join(', ')})`,
    ),
    limit('--cores', `of the server (default: ${USUAL_STORM.cores}), or unlimited`),
    limit('--backlog', `its accept queue (default: ${USUAL_STORM.backlog}), or unlimited`),
    limit('--syn-backlog', 'half-open connections (default: unlimited, by SYN cookies)'),
    limit('--connections', 'at a time (default: unlimited)'),
    limit('--connect-rate', 'new ones in a second (default: unlimited)'),
    new Option('--passwords <kind>', 'what the server keeps: hashed (default) or plain'),
    new Option(
      '--sessions <fate>',
      'kept, or lost (default: lost with --scenario server-restart, else kept)',
    ),
    new Option('--tickets <fate>', 'their keys: kept, or lost (default: the same)'),
    limit('--cells', 'that clients share, with the rates that follow (default: 1)'),
    new Option('--cell-down <rate>', 'of each cell, as in 100Mbps'),
    new Option('--cell-up <rate>', 'of each cell'),
    new Option('--cell-queue <limit>', `of each cell (default: ${USUAL_STORM.cellQueue})`),
    new Option('--until <time>', `when the storm is over (default: ${USUAL_STORM.until})`),
  ])

export const stormWords = (texts: StormTexts): Unread<StormWords> => ({
  ...runWords(texts),
  clients: texts.storm,
  within: texts.within,
  scenario: onlyOne(texts.scenario),
  downFor: texts.downFor,
  mix: texts.mix,
  profiles: texts.profile,
  servers: texts.server,
  cores: texts.cores,
  backlog: texts.backlog,
  synBacklog: texts.synBacklog,
  connections: texts.connections,
  connectRate: texts.connectRate,
  passwords: texts.passwords,
  sessions: texts.sessions,
  tickets: texts.tickets,
  cells: texts.cells,
  cellDown: texts.cellDown,
  cellUp: texts.cellUp,
  cellQueue: texts.cellQueue,
  until: texts.until,
})

/** Other commands take several. */
const onlyOne = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? value[0] : value
