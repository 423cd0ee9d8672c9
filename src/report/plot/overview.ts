/**
 * All places at a glance: a small panel for each, in which every series is a dot at its median and
 * a line to p95, a tick at p99. All share one logarithmic axis, so that panels can be compared.
 */
import { fit } from '../columns.ts'
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, text } from './figure.ts'
import { seriesHue } from './palette.ts'
import { decadeSpan, decadeTicks, logarithmic, type Scale } from './scale.ts'
import type { PlacedCell, PlotPlace } from './series.ts'
import { tickText } from './time-axis.ts'
import { latencyOf, untimed } from './timed-cell.ts'
import { medianText } from './waterfall.ts'

const WIDTH = 164
const LEFT = 22
const ROW = 12
const TOP = 20

/** Milliseconds from the fastest median to the slowest p99 of all panels. */
export type OverviewSpan = readonly [number, number]

export function overviewSpan(places: readonly PlotPlace[]): OverviewSpan {
  const values = places.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const latency = latencyOf(cell)
      return [latency?.p50 ?? [], latency?.p95 ?? [], latency?.p99 ?? []].flat()
    }),
  )
  return values.length === 0 ? [1, 10] : decadeSpan(values.map((value) => Math.max(value, 0.001)))
}

export function overviewFigure(place: PlotPlace, span: OverviewSpan): Figure {
  const scale = logarithmic(span, [LEFT + 10, WIDTH - 14])
  const height = place.cells.length * ROW
  return {
    title: `${place.name}: p50, p95 and p99`,
    description: `Medians: ${place.cells
      .map((cell) => `${cell.series.name} ${medianText(cell)}`)
      .join('; ')}.`,
    width: WIDTH,
    height: TOP + height + 18,
    content: [
      text(0, 11, 'm b', fit(place.name, 24)),
      group(
        0,
        TOP,
        decadeTicks(span, 4).map((tick) => [
          line(scale(tick), 0, scale(tick), height, 'g'),
          text(scale(tick), height + 12, 'q t c', tickText(tick)),
        ]),
        place.cells.map((cell, index) => group(0, index * ROW, row(cell, scale))),
      ),
    ],
  }
}

function row(cell: PlacedCell, scale: Scale): Content {
  const y = ROW / 2
  const latency = latencyOf(cell)
  const label = text(LEFT - 5, y + 3.3, 'q t e', `${cell.series.number}`)
  const edge = scale(Number.MAX_SAFE_INTEGER)
  const why = untimed(cell)
  if (why !== undefined) return [label, text(edge, y + 3.3, 'q t e k', why)]
  if (latency === undefined || latency.p50 === null) {
    return [label, text(edge, y + 3.3, 'a t e', `✗ ${medianText(cell)}`)]
  }
  const x = scale(latency.p50)
  const p95 = latency.p95 === null ? edge : scale(latency.p95)
  return [
    label,
    element(
      'g',
      { class: seriesHue(cell.series.number) },
      line(x, y, p95, y, 'w'),
      latency.p99 === null
        ? element('path', { d: `M${edge - 3} ${y - 3}l3 3l-3 3`, class: 'w' })
        : line(scale(latency.p99), y - 2.5, scale(latency.p99), y + 2.5, 'w'),
      element('circle', { cx: x, cy: y, r: 3, class: 'f' }),
    ),
  ]
}
