/**
 * A result as sheets of text cells, before any format has laid them out: one with the round
 * trips of every strategy, layer by layer, then one per profile with the latencies. Round trips
 * get a sheet of their own because they are the strategy's, not the profile's.
 */

import { printable } from '../foreign-text.ts'
import {
  FALLBACKS,
  type FailureCode,
  LAYERS,
  type Layer,
  PERCENTILES,
  type Percentile,
} from '../result/names.ts'
import { fallbacksOf, trialsByFallback, trialsFailed } from '../result/outcomes.ts'
import type { Result, ResultCell, ResultWaits } from '../result/result.ts'
import { hasSeveralServers, serversOf } from '../result/servers.ts'
import {
  bar,
  interval,
  isOpen,
  mean,
  millisecondDecimals,
  milliseconds,
  OPEN_MARK,
  percentile,
  range,
  share,
} from './figures.ts'

export interface Column {
  readonly head: string
  readonly align: 'left' | 'right'
}

export interface Sheet {
  readonly title: string
  /** Lines above the rows. */
  readonly notes: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
  /** Lines below the rows. */
  readonly remarks: readonly string[]
}

/** `brief` fits a terminal, `full` has every figure that people compare. */
export type Detail = 'brief' | 'full'

export const THEORETICAL_MARK = '†'
const NOT_DONE_MARK = '‡'

/** A row for each strategy or, where several servers are compared, for it at each of them. */
export function roundTripSheet(result: Result): Sheet {
  const strategies = [...new Set(result.cells.map((cell) => cell.strategy))]
  const rows = strategies.flatMap((strategy) => {
    const cells = result.cells.filter((cell) => cell.strategy === strategy)
    const servers = [...new Set(cells.map(({ server }) => server))]
    return servers.map((server) => ({
      names: rowNames(result, strategy, server),
      seen: cells.filter((cell) => cell.server === server).flatMap(waitsSeen),
    }))
  })
  const layers = LAYERS.filter((layer) =>
    result.cells.some((cell) => waitsSeen(cell).some(({ byLayer }) => byLayer[layer])),
  )
  return {
    title: 'Round trips until ready',
    notes: [],
    columns: [
      ...nameColumns(result),
      ...layers.map((layer): Column => ({ head: layer, align: 'right' })),
      { head: 'total', align: 'right' },
    ],
    rows: rows.map(({ names, seen }) => [
      ...names,
      ...layers.map((layer) => layerWaits(seen, layer)),
      range(seen.map(({ total }) => total)),
    ]),
    remarks: [],
  }
}

export function latencySheets(result: Result, detail: Detail, barWidth = 0): readonly Sheet[] {
  const profiles = [...new Set(result.cells.map((cell) => cell.profile))]
  return profiles.map((profile) => latencySheet(result, profile, detail, barWidth))
}

/** What a reader must know to read the sheets, one line each. */
export function legend(result: Result): readonly string[] {
  const theoretical = result.cells.some((cell) => isTheoretical(result, cell.strategy))
  const reasons = theoreticalReasons(result)
  return [
    'waits: round trips in which the client could do nothing but wait.',
    'p50, p95, p99: milliseconds from wanting to connect to ready (confirmed by the server).',
    ...(result.cells.some((cell) => trialsFailed(cell) > 0)
      ? ['An attempt that failed or was given up took longer: it counts in every percentile.']
      : []),
    ...(hasFallbacks(result)
      ? [
          'by fallback: ready, but not by what the strategy is called after: in the percentiles alone.',
        ]
      : []),
    ...(result.cells.some(hasOpenInterval)
      ? [`${OPEN_MARK}: too few trials to say how far off this is: its 95 % interval is open.`]
      : []),
    'B up, B down: octets per completed attempt that each end wrote to TCP: TLS and clear text.',
    ...(theoretical
      ? [
          `${THEORETICAL_MARK} theoretical: servers in use are known to refuse it${reasons === '' ? '.' : `: ${reasons}`}`,
        ]
      : []),
    ...notDoneLines(result),
  ]
}

/** Of the percentiles that sheets show. */
const hasOpenInterval = ({ milestones: { ready } }: ResultCell): boolean =>
  ready !== undefined && PERCENTILES.some((name) => ready[name] !== null && isOpen(ready, name))

export function heading(result: Result): readonly string[] {
  const { tool, settings } = result
  const servers = serversText(result)
  const trials = range(result.cells.map((cell) => cell.trials))
  return [
    [
      `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`}`,
      `seed ${result.seed}`,
      ...(servers === undefined ? [] : [servers]),
      `${trials} ${trials === '1' ? 'trial' : 'trials'} per cell`,
      `given up after ${settings.timeoutMs / 1000} s`,
      ...(result.interrupted === true ? ['interrupted'] : []),
    ]
      .map(printable)
      .join(' · '),
    printable(result.command),
  ]
}

function latencySheet(result: Result, profile: string, detail: Detail, barWidth: number): Sheet {
  const cells = result.cells.filter((cell) => cell.profile === profile)
  const ready = cells.flatMap((cell) => cell.milestones.ready ?? [])
  const decimals = millisecondDecimals(ready.flatMap(({ p50 }) => p50 ?? []))
  const scale = Math.max(...ready.flatMap(({ p50, p95 }) => [p50 ?? [], p95 ?? []].flat()), 1)
  const full = detail === 'full'
  const byFallback = hasFallbacks(result)
  const right = (...heads: readonly string[]): readonly Column[] =>
    heads.map((head) => ({ head, align: 'right' }))
  return {
    title: printable(profile),
    notes: (result.profiles[profile]?.description ?? []).map(printable),
    columns: [
      ...nameColumns(result),
      ...right('waits', 'p50 ms'),
      ...right(...(full ? ['p90 ms'] : [])),
      ...right('p95 ms', 'p99 ms'),
      ...right(...(full ? ['p99 95 % CI', 'max ms'] : [])),
      ...right('B up', 'B down'),
      ...right(...(full ? ['packets up', 'packets down', 'retransmitted'] : [])),
      ...right(...(byFallback ? ['by fallback'] : []), 'failed'),
      ...(barWidth > 0 ? [{ head: 'p50 █ p95 ░', align: 'left' } as const] : []),
    ],
    rows: cells.map((cell) => {
      const latency = cell.milestones.ready
      const ms = (name: Percentile): string => percentile(latency, name, decimals)
      return [
        ...rowNames(result, cell.strategy, cell.server),
        range(waitsSeen(cell).map(({ total }) => total)),
        ms('p50'),
        ...(full ? [ms('p90')] : []),
        ms('p95'),
        ms('p99'),
        ...(full ? [interval(latency, 'p99', decimals), milliseconds(latency?.max, decimals)] : []),
        mean(cell, 'bytes', 'up'),
        mean(cell, 'bytes', 'down'),
        ...(full
          ? [
              mean(cell, 'packets', 'up'),
              mean(cell, 'packets', 'down'),
              mean(cell, 'packets', 'retransmitted'),
            ]
          : []),
        ...(byFallback ? [share(trialsByFallback(cell), cell.trials)] : []),
        share(trialsFailed(cell), cell.trials),
        ...(barWidth > 0
          ? [
              latency === undefined
                ? ''
                : bar(latency.p50 ?? 0, latency.p95 ?? Number.POSITIVE_INFINITY, scale, barWidth),
            ]
          : []),
      ]
    }),
    remarks: cells.flatMap((cell) => [
      ...fallbackRemarks(result, cell),
      ...failureRemark(result, cell),
    ]),
  }
}

/** What tells a row from the others of its sheet. */
export const nameColumns = (result: Result): readonly Column[] => [
  { head: 'strategy', align: 'left' },
  ...(hasSeveralServers(result) ? [{ head: 'server', align: 'left' } as const] : []),
]

const rowNames = (
  result: Result,
  strategy: string,
  server: ResultCell['server'],
): readonly string[] => [
  marked(result, strategy, server),
  ...(hasSeveralServers(result) ? [printable(server ?? '')] : []),
]

/** `server prosody`, `servers prosody, ejabberd`; undefined where none has a name. */
export function serversText(result: Result): string | undefined {
  if (hasSeveralServers(result)) return `servers ${serversOf(result).join(', ')}`
  const name = result.settings.server['name']
  return typeof name === 'string' ? `server ${name}` : undefined
}

const marked = (result: Result, strategy: string, server: ResultCell['server']): string =>
  [
    printable(strategy),
    ...(isTheoretical(result, strategy) ? [THEORETICAL_MARK] : []),
    ...(isNotDone(result, strategy, server) ? [NOT_DONE_MARK] : []),
  ].join(' ')

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

type SeenWaits = Omit<NonNullable<ResultCell['waits']>, 'others'>

const waitsSeen = ({ waits }: ResultCell): readonly SeenWaits[] =>
  waits === null ? [] : waitsIn(waits)

const waitsIn = (waits: ResultWaits): readonly SeenWaits[] => [waits, ...(waits.others ?? [])]

function layerWaits(seen: readonly SeenWaits[], layer: Layer): string {
  const text = range(seen.map(({ byLayer }) => byLayer[layer] ?? 0))
  return text === '0' ? '·' : text
}

const hasFallbacks = ({ cells }: Result): boolean =>
  cells.some((cell) => trialsByFallback(cell) > 0)

/** `fast-resume-direct: 3 of 5 ready by fallback (FAST refused), waits 6`. */
const fallbackRemarks = (result: Result, cell: ResultCell): readonly string[] =>
  fallbacksOf(cell).map(({ fallback, trials, waits }) => {
    const counted = range(waitsIn(waits).map(({ total }) => total))
    const ready = `${trials} of ${cell.trials} ready by fallback (${FALLBACKS[fallback]})`
    return `${cellName(result, cell)}: ${ready}, waits ${counted}`
  })

const cellName = (result: Result, { strategy, server }: ResultCell): string =>
  printable(strategy) + (hasSeveralServers(result) ? ` at ${printable(server ?? '')}` : '')

function failureRemark(result: Result, cell: ResultCell): readonly string[] {
  const causes = Object.entries(cell.failures).map(([code, count]) => {
    const detail = cell.explanations?.[code as FailureCode]
    // Who was given up was given up; anything else deserves a word.
    return code === 'timeout' || detail === undefined
      ? `${code} ${count}`
      : `${code} ${count}: ${printable(detail)}`
  })
  if (causes.length === 0) return []
  const failed = `${trialsFailed(cell)} of ${cell.trials} failed`
  return [`${cellName(result, cell)}: ${failed} (${causes.join(', ')})`]
}
