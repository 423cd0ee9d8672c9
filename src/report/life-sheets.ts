/**
 * Sheets of lives: per profile and scenario one of the episodes, with where the time went as parts
 * of one bar, and one of the messages.
 */
import { DIRECTIONS } from '../direction.ts'
import { printable } from '../foreign-text.ts'
import { LOSSES, PARTS } from '../result/names.ts'
import type { Percentage } from '../result/percentages.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { millisecondDecimals, milliseconds, NOTHING, percentile, share } from './figures.ts'
import { BAR_HEAD, GLYPHS, isLife, type LifeCell, PART_WORDS } from './life-legend.ts'
import { type Column, type Detail, nameColumns, rowNames, type Sheet } from './sheet.ts'
import { shownPercentiles } from './shown.ts'

export const lifeSheets = (result: Result, detail: Detail, barWidth = 0): readonly Sheet[] =>
  groupsOf(result).flatMap((cells) => [
    episodeSheet(result, cells, detail),
    partsSheet(result, cells, detail, barWidth),
    messageSheet(result, cells, detail),
  ])

/** Those that have bars, for a terminal. */
export const partsSheets = (result: Result, barWidth: number): readonly Sheet[] =>
  groupsOf(result).map((cells) => partsSheet(result, cells, 'brief', barWidth))

/** What is to be compared: the same profile, and the same happens. */
function groupsOf(result: Result): readonly (readonly LifeCell[])[] {
  const lives = result.cells.filter(isLife)
  return [...new Set(lives.map(placeOf))].map((place) =>
    lives.filter((cell) => placeOf(cell) === place),
  )
}

const placeOf = ({ profile, scenario = '' }: Partial<LifeCell>): string =>
  printable(`${profile}, ${scenario}`)

function episodeSheet(result: Result, cells: readonly LifeCell[], detail: Detail): Sheet {
  const { profile = '', scenario = '' } = cells[0] ?? {}
  const full = detail === 'full'
  const decimals = decimalsOf(cells)
  const shown = shownPercentiles(result, 'brief')
  return {
    title: `${placeOf({ profile, scenario })}: from the network’s return until recovered`,
    notes: [
      ...(result.profiles[profile]?.description ?? []),
      `${scenario}: ${result.scenarios?.[scenario]?.summary ?? ''}`,
    ].map(printable),
    columns: [
      ...lifeNames(result),
      ...right(...shown.map((name) => `${name} ms`)),
      ...right(...(full ? EPISODE_HEADS : [])),
      ...right('failed'),
    ],
    rows: cells.map((cell) => {
      const { times, count, recovered } = cell.episodes
      return [
        ...lifeRow(result, cell),
        ...shown.map((name) => percentile(times.recovered, name, decimals)),
        ...(full ? episodeFigures(cell, decimals) : []),
        share(count - recovered, count),
      ]
    }),
    remarks: cells.flatMap((cell) => attemptRemark(result, cell)),
  }
}

/** What a terminal has no room for. */
const EPISODE_HEADS = [
  'detected p50 ms after it broke',
  'ready p50 ms',
  'attempts',
  'survived',
  'resumed',
  'bound anew',
  'B up',
  'B down',
  'radio on s',
]

function episodeFigures({ episodes }: LifeCell, decimals: 0 | 1): readonly string[] {
  const { times, manners, count, attempts, linkBytes, radioOn } = episodes
  return [
    percentile(times.detected, 'p50', 0),
    percentile(times.readySinceBack, 'p50', decimals),
    attempts?.toFixed(1) ?? NOTHING,
    share(manners.survived, count),
    share(manners.resumed, count),
    share(manners.bound, count),
    linkBytes?.up.toFixed(0) ?? NOTHING,
    linkBytes?.down.toFixed(0) ?? NOTHING,
    radioOn === null ? NOTHING : (radioOn / 1_000).toFixed(1),
  ]
}

function partsSheet(
  result: Result,
  cells: readonly LifeCell[],
  detail: Detail,
  barWidth: number,
): Sheet {
  const decimals = decimalsOf(cells)
  const totals = cells.map(({ episodes: { parts } }) => totalOf(parts))
  const scale = Math.max(1, ...totals)
  return {
    title: `${placeOf(cells[0] ?? {})}: where that time went`,
    notes: [],
    columns: [
      ...lifeNames(result),
      ...right('mean ms'),
      ...right(...(detail === 'full' ? PARTS.map((part) => `${PART_WORDS[part]} ms`) : [])),
      ...(barWidth > 0 ? [{ head: BAR_HEAD, align: 'left' } as const] : []),
    ],
    rows: cells.map((cell, index) => {
      const { parts, times } = cell.episodes
      return [
        ...lifeRow(result, cell),
        milliseconds(times.recovered?.mean, decimals),
        ...(detail === 'full' ? PARTS.map((part) => milliseconds(parts?.[part], decimals)) : []),
        ...(barWidth > 0 ? [partsBar(parts, (totals[index] ?? 0) / scale, barWidth)] : []),
      ]
    }),
    remarks: [],
  }
}

const decimalsOf = (cells: readonly LifeCell[]): 0 | 1 =>
  millisecondDecimals(cells.flatMap(({ episodes }) => episodes.times.recovered?.p50 ?? []))

/** There is no room for more than one each way on a terminal: the p95, or the last that was chosen. */
function messagePercentiles(result: Result, detail: Detail): readonly Percentage[] {
  const all = shownPercentiles(result, 'brief')
  if (detail === 'full') return all
  return result.percentiles === undefined ? ['p95'] : all.slice(-1)
}

function messageSheet(result: Result, cells: readonly LifeCell[], detail: Detail): Sheet {
  const ways = DIRECTIONS
  const shown = messagePercentiles(result, detail)
  return {
    title: `${placeOf(cells[0] ?? {})}: messages, from pressing send, in ms`,
    notes: [],
    columns: [
      ...lifeNames(result),
      ...right(...ways.flatMap((way) => shown.map((name) => `${way} ${name}`))),
      ...right('late', 'twice', 'lost'),
    ],
    rows: cells.map((cell) => {
      const { messages } = cell
      const sum = (count: (way: Messages['up']) => number): number =>
        ways.reduce((total, way) => total + (messages === undefined ? 0 : count(messages[way])), 0)
      const sent = sum(({ sent }) => sent)
      return [
        ...lifeRow(result, cell),
        ...ways.flatMap((way) => shown.map((name) => percentile(messages?.[way].delay, name, 0))),
        share(
          sum(({ late = 0 }) => late),
          sent,
        ),
        share(
          sum(({ twice }) => twice),
          sent,
        ),
        share(
          sum(({ lost }) => LOSSES.reduce((total, loss) => total + (lost[loss] ?? 0), 0)),
          sent,
        ),
      ]
    }),
    remarks: [],
  }
}

type Messages = NonNullable<ResultCell['messages']>
type Parts = NonNullable<ResultCell['episodes']>['parts']

const totalOf = (parts: Parts): number =>
  PARTS.reduce((total, part) => total + (parts?.[part] ?? 0), 0)

/** Rounded where parts meet, so that together they are as long as the whole. */
function partsBar(parts: Parts, length: number, width: number): string {
  const total = totalOf(parts)
  if (parts === null || total === 0) return ''
  let sum = 0
  let drawn = 0
  return PARTS.map((part) => {
    sum += parts[part]
    const end = Math.round((sum / total) * length * width)
    const text = GLYPHS[part].repeat(end - drawn)
    drawn = end
    return text
  }).join('')
}

/** `fast-resume-direct by modern: 12 attempts failed (timeout 10, connection-closed 2)`. */
export function attemptRemark(result: Result, cell: LifeCell): readonly string[] {
  const codes = Object.entries(cell.episodes.failedAttempts)
  if (codes.length === 0) return []
  const failed = codes.reduce((sum, [, count]) => sum + count, 0)
  const causes = codes.map(([code, count]) => `${code} ${count}`).join(', ')
  const name = lifeRow(result, cell).join(' by ')
  return [`${name}: ${failed} attempts in ${cell.episodes.count} episodes failed (${causes})`]
}

const lifeNames = (result: Result): readonly Column[] => [
  ...nameColumns(result),
  { head: 'policy', align: 'left' },
]

const lifeRow = (
  result: Result,
  { strategy, server, policy = '' }: LifeCell,
): readonly string[] => [...rowNames(result, strategy, server), printable(policy)]

const right = (...heads: readonly string[]): readonly Column[] =>
  heads.map((head) => ({ head, align: 'right' }))
