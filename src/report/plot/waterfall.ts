/**
 * A waterfall: each series of a place as a bar of spans, to the median (of lives to the mean of
 * its parts), and from there a whisker to p95: an arrow where fewer than that got there, and broken
 * and told in figures where it lies beyond the axis.
 */
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, nameText, rect, smallWidth, text } from './figure.ts'
import { linear, type Scale } from './scale.ts'
import type { PlacedCell, PlotPlace } from './series.ts'
import { spansOf } from './spans.ts'
import { axisBelow, duration } from './time-axis.ts'
import { latencyOf, untimed } from './timed-cell.ts'

/** Of a panel: as wide as a small screen leaves. */
export const PANEL_WIDTH = 344
const ROW = 29
const BAR = 9
/** Beside the figure at the right of a name. */
const NAME_WIDTH = 262

export function waterfallFigure(place: PlotPlace): Figure {
  const cells = place.cells
  const max = reachOf(cells)
  const scale = linear([0, max], [0, PANEL_WIDTH - 8])
  const height = cells.length * ROW + 4
  return {
    title: `${place.name}: where the time goes`,
    description: `${aboutWaterfall(cells)}. ${ABOUT_WHISKERS}. ${cells
      .map((cell) => `${cell.series.name}: ${summary(cell)}`)
      .join('; ')}.`,
    width: PANEL_WIDTH,
    height: height + 18,
    content: group(
      2,
      0,
      max === 0 ? undefined : axisBelow(scale, max, { width: PANEL_WIDTH - 8, height }),
      cells.map((cell, index) =>
        group(
          0,
          index * ROW,
          text(0, 11, 'q t', `${cell.series.number}`),
          nameText(16, 11, cell.series.name, NAME_WIDTH),
          text(PANEL_WIDTH - 6, 11, untimed(cell) === undefined ? 'e b k' : 'q e k', summary(cell)),
          group(0, 16, waterfallBar(cell, { scale, max }, BAR)),
        ),
      ),
    ),
  }
}

/** What is to be said of whiskers. */
export const ABOUT_WHISKERS =
  'The line ends at p95; a p95 beyond the axis is written out; an arrow: fewer than 95 % got there'

const aboutWaterfall = (cells: readonly PlacedCell[]): string =>
  cells.some(({ cell }) => cell.episodes !== undefined)
    ? 'Mean parts of the time from the network’s return until recovered'
    : 'Spans between the medians of milestones'

/** As long as the bar is, as a text, or what stands for it. */
export function summary(placed: PlacedCell): string {
  if (placed.cell.episodes === undefined) return medianText(placed)
  const mean = spansOf(placed).at(-1)?.to
  return mean === undefined ? (untimed(placed) ?? 'never') : duration(mean)
}

/** `653 ms`; `> 4.00 s` where fewer than half got there; `not run` where a run ended before it. */
export function medianText(placed: PlacedCell): string {
  const latency = latencyOf(placed)
  if (latency === undefined) return untimed(placed) ?? 'never'
  return latency.p50 === null ? `> ${duration(latency.beyondMs?.p50 ?? 0)}` : duration(latency.p50)
}

/**
 * What an axis has to reach: all bars, what medians are known to lie beyond, and whiskers that do
 * not go far beyond those. Zero where there is nothing to draw.
 */
export function reachOf(cells: readonly PlacedCell[]): number {
  const longest = Math.max(0, ...cells.flatMap((cell) => [barEnd(cell), atLeast(cell, 'p50')]))
  const all = Math.max(longest, ...cells.map((cell) => atLeast(cell, 'p95')))
  return longest === 0 ? all : Math.min(WHISKER_REACH * longest, all)
}

const barEnd = (cell: PlacedCell): number => spansOf(cell).at(-1)?.to ?? 0

/** What it is, or what it is known to lie beyond. */
function atLeast(cell: PlacedCell, percentile: 'p50' | 'p95'): number {
  const latency = latencyOf(cell)
  return latency?.[percentile] ?? latency?.beyondMs?.[percentile] ?? 0
}

/** A whisker that is longer than so many times the longest bar leaves the plot. */
const WHISKER_REACH = 2.5

export interface TimeAxis {
  readonly scale: Scale
  /** What it reaches, in milliseconds. */
  readonly max: number
}

export function waterfallBar(placed: PlacedCell, axis: TimeAxis, height: number): Content {
  const { scale } = axis
  const spans = spansOf(placed)
  const end = barEnd(placed)
  return [
    whisker(placed, end, axis, height / 2),
    spans.map((span) => {
      const [from, to] = [scale(span.from), scale(span.to)]
      // A hairline of paper between spans, where there is room for one.
      const gap = to - from > 3 ? 1 : 0
      return rect(from, 0, to - from - gap, height, `${span.hue} f`)
    }),
  ]
}

function whisker(placed: PlacedCell, end: number, { scale, max }: TimeAxis, y: number): Content {
  const latency = latencyOf(placed)
  const edge = scale(max)
  if (untimed(placed) !== undefined) return undefined
  if (latency === undefined)
    return element('g', { class: 'a' }, text(0, y + 3.5, 't', '✗ never got there'))
  const p95 = latency.p95
  const from = scale(end)
  if (p95 === null) {
    const arrow = element('path', { d: `M${edge - 4} ${y - 3}l4 3l-4 3`, class: 'x' })
    return [line(from, y, edge, y, 'x'), arrow]
  }
  if (p95 <= end) return undefined
  if (p95 > max) return beyondAxis(duration(p95), from, edge, y)
  const to = scale(p95)
  return [line(from, y, to, y, 'x'), line(to, y - 3, to, y + 3, 'x')]
}

/** Its figure at the edge, and before it a line that is broken off; where there is no room, the figure alone. */
function beyondAxis(words: string, from: number, edge: number, y: number): Content {
  const width = smallWidth(words)
  const to = edge - width - 6
  const label = text(Math.max(edge, from + 3 + width), y + 3.4, 'q e t k', words)
  if (to - from < 4) return label
  const slash = (x: number): Content => line(x - 1.5, y + 3, x + 1.5, y - 3, 'x')
  return [line(from, y, to, y, 'x'), slash(to), slash(to + 3), label]
}
