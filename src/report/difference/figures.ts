/** The figures of a difference for people: what they are called, in which unit, how exactly. */

import type { FigureChange } from '../../result/difference/change.ts'
import type { CellDifference } from '../../result/difference/difference.ts'
import { COMPARED, type Compared } from '../../result/saved-schema.ts'
import { millisecondDecimals, NOTHING, signed } from '../figures.ts'

export type DifferenceFigure = 'waits' | Compared | 'bytesUp' | 'bytesDown' | 'failed'

export const FIGURE_NAMES: readonly DifferenceFigure[] = [
  'waits',
  ...COMPARED,
  'bytesUp',
  'bytesDown',
  'failed',
]

/** As tables have it, and as programs do. */
const HEADS: Readonly<Record<DifferenceFigure, { readonly head: string; readonly unit: string }>> =
  {
    waits: { head: 'waits', unit: 'round trips' },
    p50: { head: 'p50 ms', unit: 'ms' },
    p95: { head: 'p95 ms', unit: 'ms' },
    p99: { head: 'p99 ms', unit: 'ms' },
    bytesUp: { head: 'B up', unit: 'octets' },
    bytesDown: { head: 'B down', unit: 'octets' },
    failed: { head: 'failed', unit: '%' },
  }

export const headOf = (name: DifferenceFigure): string => HEADS[name].head
export const unitOf = (name: DifferenceFigure): string => HEADS[name].unit

export function changeIn(cell: CellDifference, name: DifferenceFigure): FigureChange {
  switch (name) {
    case 'waits':
    case 'failed':
      return cell[name]
    case 'bytesUp':
      return cell.bytes.up
    case 'bytesDown':
      return cell.bytes.down
    default:
      return cell.times[name]
  }
}

/** A change in words and numbers, each for a column. */
export interface ChangeTexts {
  readonly values: string
  readonly difference: string
  readonly interval: string
  readonly verdict: string
}

export function changeTexts(name: DifferenceFigure, change: FigureChange): ChangeTexts {
  const { before, after, beyondMs, difference, ci95 } = change
  const decimals = decimalsOf(name, change)
  const factor = name === 'failed' ? 100 : 1
  const tail = name === 'failed' ? ' %' : ''
  const write = (value: number | null, side: 'before' | 'after'): string => {
    if (value !== null) return decimal(factor * value).toFixed(decimals) + tail
    const beyond = beyondMs?.[side]
    return beyond === undefined ? NOTHING : `> ${beyond / 1000} s`
  }
  const plus = (value: number): string => signed(decimal(factor * value), decimals)
  return {
    values: `${write(before, 'before')} → ${write(after, 'after')}`,
    difference:
      difference === null ? NOTHING : `${plus(difference)}${percentText(name, before, difference)}`,
    interval: ci95 === null ? NOTHING : intervalText(ci95, plus),
    verdict: verdictOf(change),
  }
}

/** Halves go away from zero also where they are a little less in binary, as 3.995: figures of a row add up. */
const decimal = (value: number): number => value * (1 + 1e-12)

/** Nothing where there is no interval that could say it. */
const verdictOf = ({ direction, ci95 }: FigureChange): string =>
  direction === 'unclear' && ci95 === null ? NOTHING : VERDICTS[direction]

const isTime = (name: DifferenceFigure): boolean => COMPARED.some((one) => one === name)

/** What a direction means to whoever waits. */
export const VERDICTS = { less: 'better', more: 'worse', unclear: 'unclear', same: '' } as const

function decimalsOf(name: DifferenceFigure, { before, after }: FigureChange): 0 | 1 | 2 {
  const values = [before, after].filter((value) => value !== null)
  if (name === 'failed') return 1
  if (isTime(name)) return millisecondDecimals(values)
  return values.every(Number.isInteger) ? 0 : name === 'waits' ? 2 : 1
}

/** How much that is of what it was; a share is told in points alone. */
function percentText(name: DifferenceFigure, before: number | null, difference: number): string {
  if (before === null || before === 0 || name === 'failed' || name === 'waits') return ''
  return ` (${signed((100 * difference) / before, 1)} %)`
}

/** `−14 to −10`, `≥ −14` where it is open, `always` where nothing is left to chance. */
function intervalText(
  [low, high]: readonly [number | null, number | null],
  plus: (value: number) => string,
): string {
  if (low === null && high === null) return 'open'
  if (high === null) return `≥ ${plus(low ?? 0)}`
  if (low === null) return `≤ ${plus(high)}`
  return low === high ? 'always' : `${plus(low)} to ${plus(high)}`
}
