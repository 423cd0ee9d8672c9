/**
 * `results/round-trips.md`: the complete table of minimum waits, each row played over the ideal link
 * and counted twice: by what the client waited for, and by how long it took.
 */
import { prepareCell } from '../src/run/simulated/prepare.ts'
import { TrialRunner } from '../src/run/simulated/trial.ts'
import { goesOn, isMoved } from '../src/strategies/over.ts'
import { parseStrategy } from '../src/strategies/registry.ts'
import type { Strategy } from '../src/strategies/strategy.ts'
import { LAYERS, type Layer } from '../src/transport.ts'
import { readTrace } from '../src/words/reading/trace.ts'
import { DISAGREEMENTS, RANDOM_WAIT, type SheetLine, sheetLines } from './round-trip-sheet.ts'

export const ROUND_TRIP_PAGE = {
  file: 'round-trips.md',
  about: 'Round trips of every way to get back online, by the rows of the table of minimum waits.',
} as const

/** By which the columns differ, each beside what a line is called. */
const columnsOf = ({ earlyData }: SheetLine): readonly string[] => [
  '',
  '+pipelined',
  '+pipelined+tfo',
  `+pipelined+${earlyData ?? '0rtt'}`,
  `+pipelined+${earlyData ?? '0rtt'}+tfo`,
]
const COLUMNS = ['serial', 'pipelined', '+ TFO', '0-RTT', '0-RTT + TFO']
/** Those that a wait before being ready can belong to, in the order of a connection. */
const SHOWN: readonly Layer[] = LAYERS.filter((layer) => layer !== 'dns' && layer !== 'data')

const runner = new TrialRunner()
const SECOND_US = 1_000_000

export function roundTripPage(): string {
  const lines = sheetLines()
  return [
    '# Round trips of every way to get back online',
    '',
    'Waits until ready, on a link of one second round trip and nothing else, against the server',
    '`everything`. Each number was counted twice, by what the client waited for and by how long it took,',
    'and both agree; those over QUIC against `ideal`, because a server may answer an address without proof',
    'with three times what came from it (RFC 9000 §8.1), and what `everything` announces is more. DNS is',
    'not in it: two waits cold (`+dns`). Again: `npm run results -- round-trips.md`.',
    '',
    'serial: one step per wait, by layer before it. pipelined: everything at once that cached knowledge',
    'allows. TFO: TCP Fast Open with a cookie. 0-RTT: TLS early data, pipelined. –: some specification',
    'forbids it, or it makes no sense. †: no server in use takes it, or none that was looked at; `show`',
    'says why. ‡: something else stands for being ready, below. Numbers in brackets: where sources',
    'disagree, below.',
    '',
    '## Cold connect',
    '',
    ...tableOf(lines.filter(({ id }) => id.startsWith('C'))),
    '',
    '## Reconnect',
    '',
    ...tableOf(lines.filter(({ id }) => id.startsWith('R'))),
    '',
    'Through a proxy (C15, R25) the layer `auth` also lasts two round trips to its login service and three',
    'to the server behind, and each layer behind it one more of the latter. Nagle’s algorithm is off at all servers',
    'here; nginx leaves it on for mail, which costs another wait, behind STARTTLS two (`compare --server nginx`).',
    '',
    '## Addresses, discovery and Encrypted Client Hello',
    '',
    'What modifiers of these make of R10; Host Meta 2 takes the place of DNS. Beside the waits of some lines',
    'stand the seconds in which the client waits for nothing but its own patience with an address.',
    '',
    ...tableOf(
      lines.filter(({ id }) => id.startsWith('M')),
      ['dns', ...SHOWN],
    ),
    '',
    ...standIns(lines),
    '## Where sources disagree, and what was chosen',
    '',
    ...DISAGREEMENTS.map(({ rows, text }, index) => `${index + 1}. ${text} (${rows.join(', ')})`),
    `${DISAGREEMENTS.length + 1}. ${RANDOM_WAIT} (every R)`,
    '',
    'With other modifiers, octets and layers of each: `compare -p ideal -s catalogue --server everything`.',
    '',
  ].join('\n')
}

const tableOf = (
  lines: readonly SheetLine[],
  shown: readonly Layer[] = SHOWN,
): readonly string[] => {
  const heads = ['row', 'strategy', ...shown, ...COLUMNS.map((column) => `**${column}**`)]
  return [
    `| ${heads.join(' | ')} |`,
    `| :-- | :-- |${' --: |'.repeat(heads.length - 2)}`,
    ...lines.map((line) => `| ${cellsOf(line, shown).join(' | ')} |`),
  ]
}

function cellsOf(line: SheetLine, shown: readonly Layer[]): readonly string[] {
  const [serial, ...others] = columnsOf(line).map((column) => counted(line, column))
  if (serial === undefined) throw new Error(`${line.strategy}: expected to be played serially`)
  const layers = shown.map((layer) => String(serial.byLayer[layer] ?? 0))
  const totals = [serial, ...others].map((one) => (one === undefined ? '–' : one.text))
  const via = line.server === undefined ? '' : `, through ${line.server}`
  const mark = standInOf(line) === undefined ? '' : ' ‡'
  const aside = line.patience === undefined ? '' : `, and ${line.patience} s`
  return [idOf(line), `${line.strategy}${via}${mark}${aside}`, ...layers, ...totals]
}

const standInOf = ({ strategy: name }: SheetLine): string | undefined => {
  const strategy = parseStrategy(name)
  return strategy.kind === 'strategy' ? strategy.said.entry.standsForReady : undefined
}

/** What stands for being ready, of those lines where something has to. */
const standIns = (lines: readonly SheetLine[]): readonly string[] => {
  const found = lines.flatMap((line) => {
    const standIn = standInOf(line)
    return standIn === undefined ? [] : [`* ‡ ${line.id} ${line.strategy}: ${standIn}`]
  })
  return found.length === 0 ? [] : ['## What stands for being ready', '', ...found, '']
}

const idOf = ({ id }: SheetLine): string => {
  const notes = DISAGREEMENTS.flatMap(({ rows }, index) => (rows.includes(id) ? [index + 1] : []))
  return notes.length === 0 ? id : `${id} [${notes.join(', ')}]`
}

interface Counted {
  readonly byLayer: Readonly<Partial<Record<Layer, number>>>
  readonly text: string
}

/** What goes on is not pipelined, and yet opened with Fast Open. */
function chosen(name: string, column: string): string {
  const strategy = parseStrategy(name)
  const isOpenedAlone = strategy.kind === 'strategy' && goesOn(strategy.over)
  return isOpenedAlone && column.endsWith('+pipelined+tfo') ? '+tfo' : column
}

/** Undefined where the combination is refused. */
function counted(line: SheetLine, column: string): Counted | undefined {
  const { strategy: name, server } = line
  if (server !== undefined && column !== '') return undefined
  const strategy = parseStrategy(name + chosen(name, column))
  if (strategy.kind === 'strategy-error') return undefined
  const byLayer = waitsOf(strategy, line)
  const total = Object.values(byLayer).reduce((sum, one) => sum + one, 0)
  return {
    byLayer,
    text: strategy.said.standing.kind === 'theoretical' ? `${total} †` : `${total}`,
  }
}

/** By layer, of a strategy that gets ready. */
export function waitsOf(
  { name, over }: Pick<Strategy, 'name' | 'over'>,
  {
    server,
    against = 'everything',
    patience = 0,
  }: Pick<SheetLine, 'server' | 'against' | 'patience'> = {},
): Readonly<Partial<Record<Layer, number>>> {
  const words = { strategy: name, profile: 'ideal', server: server ?? against }
  const { spec } = readTrace(words)
  // What the protocols ask for: what a server's sockets hold back is not theirs.
  const servers = spec.servers.map((one) => ({
    ...one,
    tcp: { ...one.tcp, nagle: 'off' as const },
  }))
  const { outcome, waits, milestonesUs } = runner.run(prepareCell({ ...spec, servers }, 0), 0)
  if (outcome.kind !== 'ready') throw new Error(`${name}: ${JSON.stringify(outcome)}`)
  const total = waits.reduce((sum, one) => sum + one, 0)
  const lasted = (milestonesUs.ready ?? 0) / SECOND_US
  // Of a connection that lives on, ready is an acknowledgement: a round trip that nothing waits for.
  const aside = patience + (isMoved(over) ? 1 : 0)
  // A proxy makes round trips of its own, which are no waits of the client's.
  if (server === undefined && lasted !== total + aside) {
    throw new Error(`${name}: expected ${total + aside} s of ${total} waits, found ${lasted} s`)
  }
  return Object.fromEntries(LAYERS.map((layer, index) => [layer, waits[index] ?? 0]))
}
