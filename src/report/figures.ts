/** How figures are written for people. A figure that does not exist is a dash. */
import { FIGURES, type FigureName, type FigurePart } from '../result/names.ts'
import { type Percentage, percentileOf } from '../result/percentages.ts'
import type { ResultCell, ResultLatency } from '../result/result.ts'

export const NOTHING = '–'

/** Milliseconds below this are told apart by tenths. */
const TENTHS_BELOW_MS = 100

/** One precision for a whole column, so that its figures can be compared at a glance. */
export function millisecondDecimals(values: readonly number[]): 0 | 1 {
  return values.some((value) => value < TENTHS_BELOW_MS) ? 1 : 0
}

/** Marks a percentile of too few trials: its 95 % interval is open. */
export const OPEN_MARK = '~'

/** `1122`, `~1122` where it is of too few trials, `> 60 s` among attempts that never got there. */
export function percentile(
  latency: ResultLatency | undefined,
  name: Percentage,
  decimals: 0 | 1,
): string {
  if (latency === undefined) return NOTHING
  const { value, beyondMs } = percentileOf(latency, name)
  if (value === null) return beyond(beyondMs)
  return `${isOpen(latency, name) ? OPEN_MARK : ''}${milliseconds(value, decimals)}`
}

export const isOpen = (latency: ResultLatency, name: Percentage): boolean =>
  percentileOf(latency, name).ci95.includes(null)

/**
 * `1095–1122`; `≥ 1095`, `≤ 1122` or nothing where it is open; `1095–> 60 s`, and `> 60 s` where even its
 * lower end never came.
 */
export function interval(
  latency: ResultLatency | undefined,
  name: Percentage,
  decimals: 0 | 1,
): string {
  if (latency === undefined) return NOTHING
  const { ci95 } = percentileOf(latency, name)
  const [low, high] = ci95.map((end) => {
    if (end === null) return undefined
    return typeof end === 'number' ? milliseconds(end, decimals) : beyond(end.beyondMs)
  })
  if (low !== undefined && typeof ci95[0] !== 'number') return low
  if (low === undefined && high === undefined) return NOTHING
  if (high === undefined) return `≥ ${low}`
  return low === undefined ? `≤ ${high}` : `${low}–${high}`
}

/** Longer than attempts were given. */
const beyond = (ms: number | undefined): string => (ms === undefined ? NOTHING : `> ${ms / 1000} s`)

export const milliseconds = (value: number | undefined, decimals: 0 | 1): string =>
  value === undefined ? NOTHING : value.toFixed(decimals)

/** Decimals of a mean per completed trial, by its unit. */
const DECIMALS = { octets: 0, packets: 1, waits: 1 } as const

/** A mean of the cell, as precise as its unit deserves. */
export function mean<Name extends FigureName>(
  cell: ResultCell,
  name: Name,
  part: FigurePart<Name>,
): string {
  const means: Readonly<Record<string, number>> | null = cell[name]
  return means?.[part]?.toFixed(DECIMALS[FIGURES[name].unit]) ?? NOTHING
}

/** `3`, or `3–5` where it varies. */
export function range(values: readonly number[]): string {
  if (values.length === 0) return NOTHING
  const low = Math.min(...values)
  const high = Math.max(...values)
  return low === high ? String(low) : `${low}–${high}`
}

/** `1.3 %`; a share too small to round to a tenth is said to be below it. */
export function share(part: number, whole: number): string {
  if (part === 0) return '0'
  if (part === whole) return '100 %'
  const percent = (100 * part) / whole
  if (percent < 0.05) return '<0.1 %'
  return percent >= 99.95 ? '>99.9 %' : `${percent.toFixed(1)} %`
}

/** `█████░░░`: solid up to the first value, light up to the second, to scale. */
export function bar(solid: number, light: number, scale: number, width: number): string {
  const cells = (value: number): number => Math.min(width, Math.round((value / scale) * width))
  const filled = Math.max(1, cells(solid))
  return '█'.repeat(filled) + '░'.repeat(Math.max(0, cells(light) - filled))
}

/** `+1.2`, `−0.5`, `0.0`: never a zero with a sign. */
export function signed(value: number, decimals: 0 | 1 | 2): string {
  const text = Math.abs(value).toFixed(decimals)
  if (Number(text) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}
