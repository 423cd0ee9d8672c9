/**
 * How latencies are distributed: a curve for each series over percentiles, whose axis is
 * logarithmic in what is left of all trials, as those who use HdrHistogram know it: the same room
 * for 90 %, 99 % and 99.9 %. What never got there is no value, and no reason to end a curve: it
 * goes on in a band of its own, above all values.
 */
import { line as lineThrough } from 'd3-shape'
import type { Distribution, DistributionPoint } from '../../result/distribution.ts'
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, rect, text } from './figure.ts'
import { seriesClass, seriesHue } from './palette.ts'
import { decadeSpan, logarithmic, type Scale } from './scale.ts'
import type { Series } from './series.ts'
import { axisLeft } from './time-axis.ts'
import { PANEL_WIDTH } from './waterfall.ts'

export interface Curve {
  readonly series: Series
  readonly distribution: Distribution
}

const LEFT = 42
const RIGHT = 14
const BAND = 26
const HEIGHT = 196
const WIDTH = PANEL_WIDTH - LEFT - RIGHT

/** Below it all is drawn as one: a recovery of no time at all would take the room of all others. */
const FLOOR_MS = 1

interface Scales {
  readonly x: Scale
  readonly y: Scale
}

/** What percentiles are of. */
export type Counted = 'trials' | 'episodes' | 'messages'

/** `what`: is timed, for who cannot see it. */
export function distributionFigure(
  title: string,
  what: string,
  curves: readonly Curve[],
  counted: Counted = 'trials',
): Figure {
  const population = Math.max(2, ...curves.map(({ distribution }) => distribution.population))
  const span = decadeSpan(
    curves.flatMap(({ distribution }) =>
      distribution.points.map(({ ms }) => Math.max(ms, FLOOR_MS)),
    ),
  )
  // Half a trial is left behind the last one.
  const left: readonly [number, number] = [1, 2 * population]
  const top = curves.some(({ distribution }) => isMissing(distribution)) ? BAND : 0
  const scales = { x: logarithmic(left, [0, WIDTH]), y: logarithmic(span, [HEIGHT, top]) }
  const paths = curves.map((curve) => ({
    series: curve.series,
    through: pathOf(curve, scales, bandPlace(curve, curves)),
  }))
  return {
    title,
    description: `${what}, by percentile. ${curves.map(inWords).join('; ')}.`,
    width: PANEL_WIDTH,
    height: HEIGHT + 38,
    content: group(
      LEFT,
      8,
      top > 0 ? neverBand(top) : undefined,
      axisLeft(scales.y, span, {
        width: WIDTH,
        height: HEIGHT - top,
        isFloored: curves.some(({ distribution }) =>
          distribution.points.some(({ ms }) => ms < FLOOR_MS),
        ),
      }),
      percentileAxis(scales.x, left[1], counted),
      paths.map(({ series, through }) =>
        element('path', {
          d: lineThrough().digits(1)(through) ?? '',
          class: `${seriesClass(series.number)} s`,
        }),
      ),
      top > 0 ? text(4, 11, 'q t k', 'never got there') : undefined,
      numbersUpon(paths, top),
    ),
  }
}

const isMissing = ({ reached, population }: Distribution): boolean => reached < population

const inWords = ({ series, distribution }: Curve): string => {
  const { reached, population } = distribution
  return `${series.name}: ${reached} of ${population} got there`
}

const neverBand = (height: number): Content => [rect(0, 0, WIDTH, height - 4, 'n')]

/** Those who have any, one beside the other. */
function bandPlace(curve: Curve, curves: readonly Curve[]): number {
  const failing = curves.filter(({ distribution }) => isMissing(distribution))
  const index = failing.indexOf(curve)
  return 3 + ((index + 0.5) / Math.max(1, failing.length)) * (BAND - 10)
}

const PERCENTS: readonly (readonly [percent: string, left: number])[] = [
  ['0', 1],
  ['50', 2],
  ['90', 10],
  ['99', 100],
  ['99.9', 1_000],
  ['99.99', 10_000],
  ['99.999', 100_000],
  ['99.9999', 1_000_000],
]

function percentileAxis(x: Scale, most: number, counted: Counted): Content {
  const ticks = PERCENTS.filter(([, left]) => left <= most)
  return [
    ticks.map(([percent, left]) => [
      line(x(left), 0, x(left), HEIGHT, 'g'),
      text(x(left), HEIGHT + 13, `q t${x(left) > WIDTH - 6 ? ' e' : ' c'}`, `${percent} %`),
    ]),
    text(WIDTH, HEIGHT + 26, 'q t e', `percentile of all ${counted}`),
  ]
}

const placed = ({ share, ms }: DistributionPoint, { x, y }: Scales): Point => [
  x(1 / (1 - share)),
  y(Math.max(ms, FLOOR_MS)),
]

type Point = [x: number, y: number]

/** Through its points, and on in the band where some never got there. */
function pathOf({ distribution }: Curve, scales: Scales, band: number): Point[] {
  const through = distribution.points.map((point): Point => placed(point, scales))
  const [x, y] = through.at(-1) ?? [0, HEIGHT]
  // One point is no line: what is known of a single one holds for all percentiles.
  if (through.length === 1 && !isMissing(distribution))
    return [
      [0, y],
      [WIDTH, y],
    ]
  return isMissing(distribution) ? [...through, [x, band], [WIDTH, band]] : through
}

/** Where the words in the band end. */
const WORDS_END = 86

/** Each curve's number upon it, each a little further on than the one before, beside the band's words. */
const numbersUpon = (
  paths: readonly { readonly series: Series; readonly through: readonly Point[] }[],
  top: number,
): Content =>
  paths.map(({ series, through }, index) => {
    const along = WIDTH * (0.12 + (0.7 * index) / Math.max(paths.length - 1, 6))
    const x = heightAt(through, along) < top ? Math.max(along, WORDS_END + 9 * index) : along
    return element(
      'g',
      { class: seriesHue(series.number) },
      text(x, heightAt(through, x) + 3.4, 'f t b c k', `${series.number}`),
    )
  })

function heightAt(through: readonly Point[], x: number): number {
  const next = through.findIndex(([at]) => at >= x)
  const [toX, toY] = through[next] ?? through.at(-1) ?? [0, 0]
  const [fromX, fromY] = through[next - 1] ?? [toX, toY]
  return toX === fromX ? toY : fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX)
}
