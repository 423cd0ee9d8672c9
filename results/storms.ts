/**
 * `results/storms.md`: how long everybody takes to be back when all come at once. Which runs it is made
 * of, and the tables that are drawn from several of them.
 */
import { POLICY_NAMES } from '../src/policy/load.ts'
import type { StormResult } from '../src/result/storm.ts'

export const STORM_PAGE = {
  file: 'storms.md',
  about: 'Storms: until when everybody is back after a restart, by strategy, tickets and policy.',
} as const

export interface StormRun {
  /** What the row is about. */
  readonly names: readonly string[]
  /** Arguments of `compare`, but for the format. */
  readonly arguments: readonly string[]
}

const SEED = ['--seed', '1'] as const
const RESTART = ['--storm', '2000', '--scenario', 'server-restart'] as const

const STRATEGIES = [
  'legacy-resume-starttls',
  'legacy-resume-starttls+plain',
  'sasl2-resume-direct',
  'fast-resume-direct',
  'fast-resume-direct+pipelined',
] as const

const bySoftware = (server: string, strategy: string): StormRun => ({
  names: [server, strategy],
  arguments: [...RESTART, '--mix', `${strategy}/modern`, '--server', server, ...SEED],
})

/** With which strategy the clients of which server come back. */
export const STRATEGY_RUNS: readonly StormRun[] = ['prosody', 'ejabberd'].flatMap((server) =>
  STRATEGIES.map((strategy) => bySoftware(server, strategy)),
)

const WHAT_IS_LEFT = [
  ['kept', 'kept'],
  ['kept', 'lost'],
  ['lost', 'kept'],
  ['lost', 'lost'],
] as const

/** What the restart has left: sessions and keys of tickets, with either kind of key. */
export const LEFT_RUNS: readonly StormRun[] = ['ecdsa-p384', 'rsa-rsa'].flatMap((certificate) =>
  WHAT_IS_LEFT.map(([sessions, tickets]) => ({
    names: [certificate, sessions, tickets],
    arguments: [
      ...[...RESTART, '--mix', 'fast-resume-direct+tls-resumed/modern'],
      ...['--sessions', sessions, '--tickets', tickets],
      ...['--certificate', certificate, ...SEED],
    ],
  })),
)

/** By whose back-off they come. */
export const POLICY_RUNS: readonly StormRun[] = POLICY_NAMES.map((policy) => ({
  names: [policy],
  arguments: [...RESTART, '--mix', `fast-resume-direct/${policy}`, ...SEED],
}))

/** Shown as `compare` prints it. */
export const MIXED_RUN: StormRun = {
  names: ['A mix, within ten seconds'],
  arguments: [
    ...['--storm', '5000', '--within', '10s', '--mix'],
    ...['legacy-resume-starttls/slixmpp=70%', 'fast-resume-direct/conversations=30%'],
    ...['-p', 'lte_good', ...SEED],
  ],
}

export const STORM_RUNS: readonly StormRun[] = [...STRATEGY_RUNS, ...LEFT_RUNS, ...POLICY_RUNS]

const FIGURES = [
  'login ms',
  '50 % back, s',
  '95 % back, s',
  '99 % back, s',
  '100 % back, s',
  'attempts',
  'dropped',
  'refused',
]

function stormTable(
  heads: readonly string[],
  runs: readonly StormRun[],
  results: ReadonlyMap<StormRun, StormResult>,
): readonly string[] {
  const rows = runs.map((run) => [...run.names, ...figuresOf(results.get(run))])
  return [
    [...heads, ...FIGURES],
    [...heads.map(() => ':--'), ...FIGURES.map(() => '--:')],
    ...rows,
  ].map((row) => `| ${row.join(' | ')} |`)
}

function figuresOf(storm: StormResult | undefined): readonly string[] {
  if (storm === undefined) return FIGURES.map(() => '')
  const { backAfter, all, parts } = storm
  const seconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1000).toFixed(1))
  const each = (count: number): string => (count / all.clients).toFixed(2)
  return [
    parts[0]?.loginMs?.toFixed(2) ?? '–',
    ...[backAfter.p50, backAfter.p95, backAfter.p99, backAfter.p100].map(seconds),
    ...[all.attempts, all.dropped, all.refused].map(each),
  ]
}

export const commandOfStorm = (run: StormRun): string =>
  `npx xmpp-rtt compare ${run.arguments.join(' ')}`

/** The page; `mixed`: what {@link MIXED_RUN} prints. */
export function stormPage(results: ReadonlyMap<StormRun, StormResult>, mixed: string): string {
  const example = (runs: readonly StormRun[]): readonly string[] =>
    runs.slice(0, 1).map((run) => `    ${commandOfStorm(run)} -f json`)
  return [
    '# Storms',
    '',
    'A server with 2000 clients is restarted and away for 15 s. All of them see their connections closed,',
    'try again by their policies, and are reset until the server listens again; then they wait for its',
    'one core, and for room in its accept queue of 128. Seconds count from when it is there again, on',
    'lte_good; attempts, SYNs dropped and attempts refused are per client. What is modelled, and the',
    'sources of what a login takes: [src/storm](../src/storm/README.md).',
    '',
    '# By server and strategy',
    '',
    'By the policy `modern`; sessions and tickets are lost, so that everybody binds anew.',
    '',
    ...example(STRATEGY_RUNS),
    '',
    ...stormTable(['server', 'strategy'], STRATEGY_RUNS, results),
    '',
    '# What is left',
    '',
    'A restart that keeps sessions, or the keys of its TLS tickets, by the server’s certificate. Tickets spare',
    'a signature: next to nothing with ECDSA, a millisecond with RSA-2048.',
    '',
    ...example(LEFT_RUNS),
    '',
    ...stormTable(['certificate', 'sessions', 'tickets'], LEFT_RUNS, results),
    '',
    '# By policy',
    '',
    'The same clients by `fast-resume-direct`, by whose back-off they come.',
    '',
    ...example(POLICY_RUNS),
    '',
    ...stormTable(['policy'], POLICY_RUNS, results),
    '',
    `# ${MIXED_RUN.names.join()}`,
    '',
    mixed.trimEnd(),
    '',
  ].join('\n')
}
