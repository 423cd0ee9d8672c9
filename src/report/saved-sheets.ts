/** What each row saves against the first one: strategies by profiles, with intervals. */
import { printable } from '../foreign-text.ts'
import type { Result, ResultCell } from '../result/result.ts'
import type { Compared } from '../result/saved-schema.ts'
import { millisecondDecimals, NOTHING, signed } from './figures.ts'
import { type Column, type Detail, nameColumns, rowNames, type Sheet } from './sheet.ts'

/** One for the median or, in full, for each percentile; none where there is nothing to say of it. */
export function savedSheets(result: Result, detail: Detail): readonly Sheet[] {
  const shown: readonly Compared[] = detail === 'full' ? ['p50', 'p95', 'p99'] : ['p50']
  return shown.flatMap((name) => savedSheet(result, name) ?? [])
}

type Saving = ResultCell & { readonly saved: NonNullable<ResultCell['saved']> }

const isSaving = (cell: ResultCell): cell is Saving => cell.saved !== undefined

function savedSheet(result: Result, name: Compared): Sheet | undefined {
  const cells = result.cells.filter(isSaving)
  // Of so few trials that no interval is closed there is nothing to say.
  if (!cells.some(({ saved }) => isKnownSaving(saved[name]))) return undefined
  const places = [...new Set(cells.map(placeOf))]
  const rows = [...new Set(cells.map(rowOf))].map((row) =>
    cells.filter((cell) => rowOf(cell) === row),
  )
  const [first] = cells
  if (first === undefined) return undefined
  const { strategy, server } = first.saved.against
  const against = rowNames(result, strategy, server).join(' at ')
  return {
    title: `Saved against ${against}: ms at ${name}, with 95 % intervals`,
    notes: [],
    columns: [
      ...nameColumns(result),
      ...places.map((place): Column => ({ head: printable(place), align: 'right' })),
    ],
    rows: rows.map((row) => [
      ...rowNames(result, row[0]?.strategy ?? '', row[0]?.server ?? null),
      ...places.map((place) =>
        savedText(
          row.find((cell) => placeOf(cell) === place),
          name,
        ),
      ),
    ]),
    remarks: [],
  }
}

/** Whether there is anything to say of it: it is more than nothing, or less, and how sure that is is known. */
export const isKnownSaving = (saved: Saving['saved'][Compared]): boolean =>
  saved !== null && saved.ms !== 0 && saved.ci95.every((end) => end !== null)

const placeOf = ({ profile, scenario, policy }: ResultCell): string =>
  [profile, scenario, policy].filter((part) => part !== undefined).join(', ')

const rowOf = ({ strategy, server }: ResultCell): string => JSON.stringify([strategy, server])

/** `109 (101 to 117)`; `≥` or `≤` where the interval is open. */
function savedText(cell: Saving | undefined, name: Compared): string {
  const saved = cell?.saved[name] ?? null
  if (saved === null) return NOTHING
  const {
    ms,
    ci95: [low, high],
  } = saved
  const decimals = millisecondDecimals([Math.abs(ms)])
  const text = (value: number): string => signed(value, decimals).replace('+', '')
  if (low === null && high === null) return `~${text(ms)}`
  if (high === null) return `${text(ms)} (≥ ${text(low ?? 0)})`
  return low === null
    ? `${text(ms)} (≤ ${text(high)})`
    : `${text(ms)} (${text(low)} to ${text(high)})`
}
