/** What stands below the sheets: how to read them, and what the marks in them stand for. */
import { printable } from '../foreign-text.ts'
import { hasFallbacks, trialsFailed } from '../result/outcomes.ts'
import { percentagesOf, percentileOf } from '../result/percentages.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { isOpen, OPEN_MARK } from './figures.ts'
import { hasLives, lifeLegend } from './life-legend.ts'
import { shownPercentiles } from './shown.ts'
import { hasWaitsBehind } from './waits-behind.ts'

const THEORETICAL_MARK = '†'
const NOT_DONE_MARK = '‡'
const UNSAFE_MARK = '!'

/** What of the sheets is not the same in every format. */
export interface Shown {
  /** Whether there was room for them. */
  readonly octets: 'shown' | 'left-out'
  readonly bars: 'drawn' | 'none'
}

const FIGURES_ONLY: Shown = { octets: 'shown', bars: 'none' }

/** What a reader must know to read the sheets, one line each; nothing where there are none. */
export function legend(result: Result, { octets, bars }: Shown = FIGURES_ONLY): readonly string[] {
  if (result.cells.length === 0) return []
  return [
    'waits: round trips in which the client could do nothing but wait.',
    ...(hasWaitsBehind(result)
      ? [
          '+ service, + backend: round trips of the proxy in front, within those of its client: to the service that knows passwords, to the server behind it.',
        ]
      : []),
    ...(hasLives(result)
      ? lifeLegend(result, bars)
      : [
          `${shownPercentiles(result, 'brief').join(', ')}: milliseconds from wanting to connect to ready (confirmed by the server).`,
        ]),
    ...(result.cells.some((cell) => trialsFailed(cell) > 0)
      ? ['An attempt that failed or was given up took longer: it counts in every percentile.']
      : []),
    ...(hasFallbacks(result)
      ? [
          'by fallback: ready, but not by what the strategy is called after: in the percentiles alone.',
        ]
      : []),
    ...(result.cells.some((cell) => hasOpenInterval(result, cell))
      ? [`${OPEN_MARK}: too few trials to say how far off this is: its 95 % interval is open.`]
      : []),
    octetsLine(result, octets),
    ...addressLine(result),
    ...markLines(result),
  ]
}

/** What no wait counts: the client's own patience with an address. */
function addressLine({ settings }: Result): readonly string[] {
  const { connectTimeoutMs } = settings.tcp
  return typeof connectTimeoutMs === 'number'
    ? [
        `Several addresses: one that does not answer costs no round trip; it is given up after ${connectTimeoutMs / 1000} s.`,
      ]
    : []
}

/** What is to be known of single rows: what ready is of them, and what the marks of their names stand for. */
export const markLines = (result: Result): readonly string[] => [
  ...readyLines(result),
  ...theoreticalLine(result),
  ...unsafeLine(result),
  ...notDoneLines(result),
]

/** Each way to be ready with the rows that it is of; lives are timed until recovered, which is the same for all. */
function readyLines(result: Result): readonly string[] {
  if (hasLives(result)) return []
  const { cells, strategies } = result
  const rows = new Map<string, Set<string>>()
  for (const { strategy } of cells) {
    const means = strategies[strategy]?.readyMeans
    if (means !== undefined) rows.set(means, (rows.get(means) ?? new Set()).add(strategy))
  }
  return [...rows].map(
    ([means, names]) => `ready of ${[...names].map(printable).join(', ')}: ${printable(means)}.`,
  )
}

function theoreticalLine(result: Result): readonly string[] {
  if (!result.cells.some((cell) => isTheoretical(result, cell.strategy))) return []
  const reasons = theoreticalReasons(result)
  const refused = 'theoretical: servers in use are known to refuse it'
  return [`${THEORETICAL_MARK} ${refused}${reasons === '' ? '.' : `: ${reasons}`}`]
}

function unsafeLine(result: Result): readonly string[] {
  const reasons = result.cells.flatMap(({ strategy }) => unsafeIn(result, strategy))
  if (reasons.length === 0) return []
  return [`${UNSAFE_MARK} unsafe: ${[...new Set(reasons)].map(printable).join('; ')}.`]
}

const unsafeIn = (result: Result, strategy: string): readonly string[] =>
  result.strategies[strategy]?.unsafe ?? []

function octetsLine(result: Result, octets: 'shown' | 'left-out'): string {
  const lives = hasLives(result)
  // However wide a terminal is, of lives it has none.
  if (octets === 'left-out')
    return `B up, B down: ${lives ? '' : 'no room for them here; '}every other format has them.`
  return lives
    ? 'B up, B down: octets on the link per episode, all its connections together.'
    : `B up, B down: octets per completed attempt that each end wrote to ${carriers(result)}: TLS and clear text.`
}

/** TCP, unless a strategy says that it is over QUIC. */
function carriers({ cells, strategies }: Result): string {
  const over = new Set(
    cells.map(({ strategy }) =>
      strategies[strategy]?.settings['over'] === 'quic' ? 'QUIC' : 'TCP',
    ),
  )
  return [...over].sort().reverse().join(' or ')
}

/** Of the percentiles that sheets show. */
const hasOpenInterval = (result: Result, { milestones, episodes, messages }: ResultCell): boolean =>
  [
    ...(episodes === undefined ? [milestones.ready] : [episodes.times.recovered]),
    messages?.up.delay,
    messages?.down.delay,
  ].some(
    (latency) =>
      latency !== undefined &&
      percentagesOf(result).some(
        (name) => percentileOf(latency, name).value !== null && isOpen(latency, name),
      ),
  )

/** A strategy's name with its marks. */
export const marked = (result: Result, strategy: string, server: ResultCell['server']): string =>
  [printable(strategy), ...marksOf(result, strategy, server)].join(' ')

export const marksOf = (
  result: Result,
  strategy: string,
  server: ResultCell['server'],
): readonly string[] => [
  ...(isTheoretical(result, strategy) ? [THEORETICAL_MARK] : []),
  ...(unsafeIn(result, strategy).length > 0 ? [UNSAFE_MARK] : []),
  ...(isNotDone(result, strategy, server) ? [NOT_DONE_MARK] : []),
]

const isNotDone = ({ cells }: Result, strategy: string, server: ResultCell['server']): boolean =>
  cells.some(
    (cell) => cell.strategy === strategy && cell.server === server && cell.notDone !== undefined,
  )

/** Each server with what it does not do, said once however many rows it concerns. */
function notDoneLines({ cells }: Result): readonly string[] {
  const said = cells.flatMap(({ server, notDone = [] }) =>
    notDone.map((what) => `${printable(server ?? 'the server')} does not do ${printable(what)}`),
  )
  if (said.length === 0) return []
  return [`${NOT_DONE_MARK} costs what it costs without: ${[...new Set(said)].join('; ')}.`]
}

const isTheoretical = (result: Result, strategy: string): boolean =>
  result.strategies[strategy]?.standing === 'theoretical'

function theoreticalReasons(result: Result): string {
  const remarks = result.cells.flatMap(({ strategy }) => {
    const description = result.strategies[strategy]
    return description?.standing === 'theoretical' && description.remark !== undefined
      ? [printable(description.remark)]
      : []
  })
  return [...new Set(remarks)].join('; ')
}
