/**
 * Differences in milliseconds, a row for each: a dot at the difference, a line over its 95 % interval, to
 * the edge where that is open. What crosses zero may as well be none.
 */
import { millisecondDecimals, signed } from '../figures.ts'
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, nameText, smallWidth, text } from './figure.ts'
import { linear, type Scale, ticksWithin } from './scale.ts'
import { tickLabels } from './time-axis.ts'
import { PANEL_WIDTH } from './waterfall.ts'

export interface IntervalRow {
  readonly number: number
  readonly name: string
  readonly ms: number
  /** Null where it is open. */
  readonly ci95: readonly [number | null, number | null]
  /** A class. */
  readonly hue: string
}

const WIDTH = PANEL_WIDTH - 8
const ROW = 31
/** About so many; zero is one of them. */
const TICKS = 5
/** What is told of a row, at least, and between its name and that. */
const WORDS_WIDTH = 132
const WORDS_GAP = 8

/** `plus`: whether more is told by a plus, as less is by a minus. */
export function intervalsFigure(
  title: string,
  rows: readonly IntervalRow[],
  plus: 'with plus' | 'without plus',
): Figure {
  const ends = rows.flatMap(({ ms, ci95 }) => [ms, ...ci95.flatMap((end) => end ?? [])])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends, 0.001)]
  const scale = linear([low, high], [8, WIDTH - 8])
  const ticks = ticksWithin([low, high], TICKS)
  const height = rows.length * ROW
  const words = rows.map((one) => `${one.name}: ${inWords(one, plus)}`)
  return {
    title,
    description: `With 95 % intervals. ${words.join('; ')}.`,
    width: PANEL_WIDTH,
    height: height + 20,
    content: group(
      2,
      0,
      ticks.map((tick) => [line(scale(tick), 0, scale(tick), height, tick === 0 ? 'x' : 'g')]),
      tickLabels(ticks, scale, { width: WIDTH, y: height + 13 }),
      rows.map((row, index) => group(0, index * ROW, drawn(row, scale, plus))),
    ),
  }
}

function drawn(row: IntervalRow, scale: Scale, plus: 'with plus' | 'without plus'): Content {
  const { number, name, ms, ci95, hue } = row
  const y = 21
  const words = inWords(row, plus)
  const wordsWidth = Math.max(WORDS_WIDTH, smallWidth(words))
  const [low, high] = ci95
  const [from, to] = [low === null ? 0 : scale(low), high === null ? WIDTH : scale(high)]
  return [
    text(0, 11, 'q t k', `${number}`),
    nameText(16, 11, name, WIDTH - 16 - WORDS_GAP - wordsWidth),
    text(WIDTH, 11, 'e t b k', words),
    element(
      'g',
      { class: hue },
      line(from, y, to, y, 'w'),
      low === null ? undefined : line(from, y - 3, from, y + 3, 'w'),
      high === null ? undefined : line(to, y - 3, to, y + 3, 'w'),
      element('circle', { cx: scale(ms), cy: y, r: 3.2, class: 'f' }),
    ),
  ]
}

/** `109 ms (101 to 117)`. */
function inWords(
  { ms, ci95: [low, high] }: IntervalRow,
  plus: 'with plus' | 'without plus',
): string {
  const decimals = millisecondDecimals([Math.abs(ms)])
  const figure = (value: number): string => {
    const told = signed(value, decimals)
    return plus === 'with plus' ? told : told.replace('+', '')
  }
  const difference = `${figure(ms)} ms`
  if (low === null) return high === null ? difference : `${difference} (≤ ${figure(high)})`
  return high === null
    ? `${difference} (≥ ${figure(low)})`
    : `${difference} (${figure(low)} to ${figure(high)})`
}
