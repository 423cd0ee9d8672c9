/**
 * What each series of a place saves against the first one: a dot at the difference, a line over its
 * 95 % interval, to an arrow where that is open. What crosses zero may as well save nothing.
 */
import { millisecondDecimals, signed } from '../figures.ts'
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, nameText, text } from './figure.ts'
import { seriesHue } from './palette.ts'
import { linear, linearTicks, type Scale } from './scale.ts'
import type { Place, Series } from './series.ts'
import { tickText } from './time-axis.ts'
import { PANEL_WIDTH } from './waterfall.ts'

/** Milliseconds at the median, positive where this one is faster. */
export interface Saving {
  readonly series: Series
  readonly ms: number
  /** Null where it is open. */
  readonly ci95: readonly [number | null, number | null]
}

/** Of those of which an interval is known at either end. */
export const savingsOf = ({ cells }: Place): readonly Saving[] =>
  cells.flatMap(({ series, cell }) => {
    const saved = cell.saved?.p50 ?? null
    const own =
      cell.saved?.against.strategy === cell.strategy && cell.saved.against.server === cell.server
    if (saved === null || own || saved.ci95.every((end) => end === null)) return []
    return [{ series, ms: saved.ms, ci95: saved.ci95 }]
  })

const WIDTH = PANEL_WIDTH - 8
const ROW = 31
const FIGURE_WIDTH = 132

export function savingsFigure(place: Place, savings: readonly Saving[]): Figure {
  const ends = savings.flatMap(({ ms, ci95 }) => [ms, ...ci95.flatMap((end) => end ?? [])])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends, 0.001)]
  const scale = linear([low, high], [8, WIDTH - 8])
  const height = savings.length * ROW
  return {
    title: `${place.name}: saved at the median`,
    description: `With 95 % intervals. ${savings.map((one) => `${one.series.name}: ${inWords(one)}`).join('; ')}.`,
    width: PANEL_WIDTH,
    height: height + 20,
    content: group(
      2,
      0,
      ticksOf(low, high).map((tick) => [
        line(scale(tick), 0, scale(tick), height, tick === 0 ? 'x' : 'g'),
        text(scale(tick), height + 13, 'q t c', tickText(tick)),
      ]),
      savings.map((saving, index) => group(0, index * ROW, row(saving, scale))),
    ),
  }
}

/** At both sides of zero, as many as there is room for. */
function ticksOf(low: number, high: number): readonly number[] {
  const ticks = linearTicks(Math.max(-low, high), 4)
  return [
    ...ticks.map((tick) => -tick).filter((tick) => tick >= low && tick !== 0),
    ...ticks,
  ].filter((tick) => tick <= high)
}

function row({ series, ms, ci95 }: Saving, scale: Scale): Content {
  const y = 21
  const [low, high] = ci95
  const [from, to] = [low === null ? 0 : scale(low), high === null ? WIDTH : scale(high)]
  return [
    text(0, 11, 'q t k', `${series.number}`),
    nameText(16, 11, series.name, WIDTH - 16 - FIGURE_WIDTH),
    text(WIDTH, 11, 'e t b k', inWords({ series, ms, ci95 })),
    element(
      'g',
      { class: seriesHue(series.number) },
      line(from, y, to, y, 'w'),
      low === null ? undefined : line(from, y - 3, from, y + 3, 'w'),
      high === null ? undefined : line(to, y - 3, to, y + 3, 'w'),
      element('circle', { cx: scale(ms), cy: y, r: 3.2, class: 'f' }),
    ),
  ]
}

/** `109 ms (101 to 117)`. */
function inWords({ ms, ci95: [low, high] }: Saving): string {
  const decimals = millisecondDecimals([Math.abs(ms)])
  const figure = (value: number): string => signed(value, decimals).replace('+', '')
  const saved = `${figure(ms)} ms`
  if (low === null) return high === null ? saved : `${saved} (≤ ${figure(high)})`
  return high === null
    ? `${saved} (≥ ${figure(low)})`
    : `${saved} (${figure(low)} to ${figure(high)})`
}
