/**
 * Two results side by side, cell by cell: what was simulated and what was measured live, or
 * anything else that has strategies and profiles in common. What is no difference of theirs alone
 * (seed, trials, patience) is said above.
 */

import { printable } from '../foreign-text.ts'
import { trialsByFallback, trialsFailed } from '../result/outcomes.ts'
import type { Result, ResultCell, ResultLatency } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'
import { mean, millisecondDecimals, NOTHING, percentile, range } from './figures.ts'
import { serversText } from './heading.ts'
import { hasLives } from './life-legend.ts'
import { type Column, nameColumns, type Sheet } from './sheet.ts'

/** One sheet for each profile that both have; none when they have nothing in common. */
export function sideBySideSheets(before: Result, after: Result): readonly Sheet[] {
  const profiles = [...new Set(after.cells.map(({ profile }) => profile))]
  return profiles.flatMap((profile) => {
    const pairs = pairsOf(before, after, profile)
    return pairs.length === 0 ? [] : [sheetOf(before, after, profile, pairs)]
  })
}

type Pair = readonly [ResultCell, ResultCell]

function pairsOf(before: Result, after: Result, profile: string): readonly Pair[] {
  return after.cells.flatMap((cell) => {
    if (cell.profile !== profile) return []
    // A result of one server is held against each; of several, the same one is looked for.
    const twin = before.cells.find(
      ({ strategy, profile, scenario, policy, server }) =>
        strategy === cell.strategy &&
        profile === cell.profile &&
        scenario === cell.scenario &&
        policy === cell.policy &&
        (!hasSeveralServers(before) || server === cell.server),
    )
    return twin === undefined ? [] : [[twin, cell] as const]
  })
}

const ROWS: readonly string[] = ['waits', 'p50 ms', 'B up', 'B down', 'failed']
/** Where there is little room. */
const SPARE: readonly string[] = ['B up', 'B down']

function sheetOf(before: Result, after: Result, profile: string, pairs: readonly Pair[]): Sheet {
  const decimals = millisecondDecimals(
    pairs.flatMap((pair) => pair.flatMap((cell) => timeOf(cell)?.p50 ?? [])),
  )
  return {
    title: `${printable(profile)}, side by side`,
    notes: [
      `A: ${about(before)}`,
      `B: ${about(after)}`,
      'Δ: how much B is above A',
      ...differingTerms(before, after, pairs),
    ],
    columns: [
      ...nameColumns(after),
      ...(hasLives(after) ? LIFE_COLUMNS : []),
      ...ROWS.flatMap((row) => {
        const heads = [`${row} A`, 'B', ...(row === 'waits' || row === 'failed' ? [] : ['Δ'])]
        return heads.map((head): Column => {
          const column = { head, align: 'right' } as const
          return SPARE.includes(row) ? { ...column, spare: true } : column
        })
      }),
    ],
    rows: pairs.map(([a, b]) => {
      const p50 = [timeOf(a)?.p50 ?? undefined, timeOf(b)?.p50 ?? undefined] as const
      return [
        printable(a.strategy),
        ...(hasSeveralServers(after) ? [printable(b.server ?? '')] : []),
        ...(hasLives(after) ? [b.scenario, b.policy].map((name = '') => printable(name)) : []),
        waits(a),
        waits(b),
        percentile(timeOf(a), 'p50', decimals),
        percentile(timeOf(b), 'p50', decimals),
        difference(...p50),
        mean(a, 'bytes', 'up'),
        mean(b, 'bytes', 'up'),
        difference(a.bytes?.up, b.bytes?.up),
        mean(a, 'bytes', 'down'),
        mean(b, 'bytes', 'down'),
        difference(a.bytes?.down, b.bytes?.down),
        failed(a),
        failed(b),
      ]
    }),
    remarks: pairs.flatMap(([a, b]) => [...fallbackRemark('A', a), ...fallbackRemark('B', b)]),
  }
}

/** Until ready, or of a life from the network's return until recovered. */
const timeOf = ({ milestones, episodes }: ResultCell): ResultLatency | undefined =>
  episodes === undefined ? milestones.ready : episodes.times.recovered

const LIFE_COLUMNS: readonly Column[] = [
  { head: 'scenario', align: 'left' },
  { head: 'policy', align: 'left' },
]

/** What makes two results differ beside what is compared. */
function differingTerms(before: Result, after: Result, pairs: readonly Pair[]): readonly string[] {
  const trials = [0, 1].map((side) => range(pairs.map((pair) => pair[side]?.trials ?? 0)))
  const terms: readonly (readonly [what: string, a: string, b: string])[] = [
    ['trials per cell', trials[0] ?? '', trials[1] ?? ''],
    ['seed', before.seed, after.seed],
    ['patience', `${before.settings.timeoutMs} ms`, `${after.settings.timeoutMs} ms`],
  ]
  return terms.flatMap(([what, a, b]) =>
    a === b ? [] : [printable(`not the same ${what}: A ${a}, B ${b}`)],
  )
}

const about = (result: Result): string =>
  printable(`${serversText(result) ?? 'a server without a name'} · ${result.command}`)

const waits = (cell: ResultCell): string => {
  if (cell.waits === null) return NOTHING
  return cell.waits.others === undefined ? String(cell.waits.total) : `${cell.waits.total}*`
}

const failed = (cell: ResultCell): string => outOf(trialsFailed(cell), cell)

const outOf = (count: number, { trials }: ResultCell): string =>
  count === 0 ? '0' : `${count} of ${trials}`

const fallbackRemark = (side: 'A' | 'B', cell: ResultCell): readonly string[] =>
  trialsByFallback(cell) === 0
    ? []
    : [`${printable(cell.strategy)} ${side}: ${outOf(trialsByFallback(cell), cell)} by fallback`]

/** `+1.2 %`; nothing where one of the two is not there. */
function difference(one: number | undefined, other: number | undefined): string {
  if (one === undefined || other === undefined || one === 0) return NOTHING
  const percent = (100 * (other - one)) / one
  const text = percent.toFixed(1)
  return `${Number(text) > 0 ? '+' : ''}${text === '-0.0' ? '0.0' : text} %`
}
