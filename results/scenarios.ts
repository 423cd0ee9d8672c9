/**
 * `results/scenarios.md`: what clients live through. Which runs it is made of, and the table of
 * restoring against resuming, which is drawn from several of them.
 */
import type { Result, ResultCell } from '../src/result/result.ts'

/** A run, with what the page says of it. */
export interface ScenarioRun {
  readonly heading: string
  /** Arguments of `compare`, but for the format. */
  readonly arguments: readonly string[]
}

export const SCENARIO_PAGE = {
  file: 'scenarios.md',
  about: 'Disconnects: when everything is delivered again, by scenario, by policy and by strategy.',
} as const

/** By stream management or without, resumed in nine waits, five or three. */
const STRATEGIES = [
  'legacy-starttls+no-sm',
  'legacy-resume-starttls',
  'sasl2-resume-direct',
  'fast-resume-direct+pipelined',
] as const

const SEED = ['--seed', '1'] as const

/** Each scenario on the first network that it is meant for. */
const PLACES: readonly (readonly [profile: string, scenarios: readonly string[]])[] = [
  [
    'lte_good',
    ['tunnel', 'tunnel-30s', 'tunnel-120s', 'tunnel-180s', 'cellar', 'elevator', 'commuter'],
  ],
  ['lte_good', ['cell-to-wifi', 'nat-timeout', 'push-wake', 'server-restart']],
  ['wifi_home', ['wifi-to-cell']],
  ['wifi_cafe_flaky', ['cafe-flaky']],
  ['inflight_leo', ['airplane-wifi']],
  ['leo_starlink_fixed', ['leo-reconfiguration']],
]

const BY_SCENARIO: readonly ScenarioRun[] = PLACES.map(([profile, scenarios]) => ({
  heading: `By the usual policy: ${scenarios.join(', ')}`,
  arguments: [
    ...['-p', profile, '-s', ...STRATEGIES],
    ...['--scenario', ...scenarios, '-n', '25', ...SEED],
  ],
}))

const BY_POLICY: ScenarioRun = {
  heading: 'By every policy: tunnel',
  arguments: [
    ...['-p', 'lte_good', '-s', 'sasl2-resume-direct'],
    ...['--scenario', 'tunnel', '--policy', 'all', '-n', '40', ...SEED],
  ],
}

/** What is shown one by one, as `compare` prints it. */
export const SCENARIO_RUNS: readonly ScenarioRun[] = [...BY_SCENARIO, BY_POLICY]

/** A message each way every half a minute, every four seconds, every second. */
const RATES = ['2/min', '15/min', '60/min'] as const

export const RESTORATION_RUNS: readonly ScenarioRun[] = RATES.map((rate) => ({
  heading: rate,
  arguments: [
    ...['-p', 'lte_good'],
    ...['-s', 'sasl2-resume-direct', 'sasl2-direct+restore', 'sasl2-direct+pipelined+restore'],
    ...['--scenario', 'tunnel-30s', 'tunnel', 'tunnel-180s', 'cellar', '--messages', rate],
    ...['-n', '20', '--server', 'prosody', 'ejabberd', ...SEED],
  ],
}))

const RESTORATION_HEADS = [
  'away',
  'messages each way',
  'strategy',
  'server',
  'came back',
  'waits',
  'handshake ms',
  'resending ms',
  'recovered p50 ms',
  'B up',
  'B down',
  'twice',
  'lost',
] as const

/** Restoring what a client holds of its account, beside resuming: `results`, one of each rate. */
export function restorationTable(results: readonly Result[]): readonly string[] {
  const rows = results
    .flatMap((result, index) =>
      result.cells.map((cell) => ({ cell, rate: RESTORATION_RUNS[index]?.heading ?? '' })),
    )
    .sort((a, b) => rank(a.cell) - rank(b.cell))
    .map(({ cell, rate }) => restorationRow(cell, rate))
  return [RESTORATION_HEADS, RESTORATION_HEADS.map(() => '--:'), ...rows].map(
    (row) => `| ${row.join(' | ')} |`,
  )
}

const AWAY: Readonly<Record<string, string>> = {
  'tunnel-30s': '30 s',
  tunnel: '60 s',
  'tunnel-180s': '180 s',
  cellar: '900 s',
}

const rank = ({ scenario = '' }: ResultCell): number => Object.keys(AWAY).indexOf(scenario)

function restorationRow(cell: ResultCell, rate: string): readonly string[] {
  const { scenario = '', strategy, server, waits, episodes, messages } = cell
  const both = messages === undefined ? [] : [messages.up, messages.down]
  const sent = both.reduce((sum, way) => sum + way.sent, 0)
  const lost = both.flatMap((way) => Object.values(way.lost)).reduce((sum, one) => sum + one, 0)
  const twice = both.reduce((sum, way) => sum + way.twice, 0)
  return [
    AWAY[scenario] ?? scenario,
    rate,
    strategy,
    server ?? '–',
    manners(episodes?.manners),
    waits?.total.toFixed(0) ?? '–',
    whole(episodes?.parts?.handshake),
    whole(episodes?.parts?.resending),
    whole(episodes?.times.recovered?.p50),
    whole(episodes?.linkBytes?.up),
    whole(episodes?.linkBytes?.down),
    `${twice} of ${sent}`,
    `${lost} of ${sent}`,
  ]
}

/** How the clients came back: in one way or another. */
const manners = (counts: NonNullable<ResultCell['episodes']>['manners'] | undefined): string =>
  Object.entries(counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([manner]) => manner)
    .join(', ')

const whole = (figure: number | null | undefined): string => figure?.toFixed(0) ?? '–'

/** The page; `shown`: what the runs of {@link SCENARIO_RUNS} print, in their order. */
export const scenarioPage = (shown: readonly string[], restored: readonly Result[]): string =>
  [
    '# Disconnects',
    '',
    'What the user notices when a network goes away and comes back. Each part can be made again with',
    'the command that stands in it. A row is a client that comes back by one strategy; what it does',
    'about its connection is its policy. Milliseconds count from the return of the network until',
    'recovered: ready on a connection that works, and everything delivered.',
    '',
    ...SCENARIO_RUNS.flatMap(({ heading }, index) => [
      `# ${heading}`,
      '',
      (shown[index] ?? '').trimEnd(),
      '',
    ]),
    '# Restored instead of resumed',
    '',
    'What it costs to be where resumption would have been: a fresh session that asks the archive, the',
    'roster and for presence, by how long the client was away and how much was written meanwhile.',
    'A client that comes back to a server which has ended its session meanwhile binds anew, by whatever',
    'strategy: without asking the archive it has then what the server has kept for it otherwise.',
    'Twice came what the client had sent without seeing it acknowledged, and said again on its new stream:',
    'the client of the other side may know it by its id, which is not counted on here.',
    'Waits are those of a login; milliseconds are means but for the median of recovering; octets are',
    'on the link, all of an episode, what was tried in vain included.',
    '',
    ...RESTORATION_RUNS.map((run) => `    ${commandOf(run)} -f json`),
    '',
    ...restorationTable(restored),
    '',
  ].join('\n')

export const commandOf = (run: ScenarioRun): string =>
  `npx xmpp-rtt compare ${run.arguments.join(' ')}`
