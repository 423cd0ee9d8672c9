/**
 * A storm as a plot over time, three panels with one axis: how many are back, what comes at the server's
 * door, and how long its line is with how busy it is.
 */
import type { StormResult } from '../../result/storm.ts'
import { wrap } from '../columns.ts'
import { type Content, element, numberText } from '../markup.ts'
import { type Figure, group, line, text } from '../plot/figure.ts'
import { seriesClass, seriesHue } from '../plot/palette.ts'
import { linear, linearTicks, type Scale, ticksWithin } from '../plot/scale.ts'
import { anchorAt, tickText } from '../plot/time-axis.ts'
import { stormFacts } from './sheets.ts'

const LEFT = 64
const RIGHT = 64
const PLOT = 672
const WIDTH = LEFT + PLOT + RIGHT
const HEIGHT = 128
const GAP = 42
const TOP = 58
const LINE = 13
/** Characters of small prose in a line. */
const PROSE = 138

interface Curve {
  readonly name: string
  readonly values: readonly number[]
  /** Its hue. */
  readonly number: number
}

interface Panel {
  readonly title: string
  readonly curves: readonly Curve[]
  readonly tick: (value: number) => string
  /** At least, of the axis. */
  readonly most: number
}

export function stormFigure(storm: StormResult): Figure {
  const panels = panelsOf(storm)
  const { stepMs, returnedMs, attempts } = storm.series
  const end = Math.max(stepMs, attempts.length * stepMs)
  const x = linear([0, end], [0, PLOT])
  const below = [stormFacts(storm).join(' · '), storm.command].flatMap((one) => wrap(one, PROSE))
  const bottom = TOP + panels.length * (HEIGHT + GAP)
  const { backAfter, all } = storm
  const { clients } = all
  const words =
    backAfter.p100 === null ? 'not all are back' : `all after ${backAfter.p100 / 1000} s`
  return {
    title: `${clients} clients come back to one server`,
    description: `Over time, how many are back (${words}), attempts, dropped SYNs and refusals, the server’s line and its busy cores.`,
    width: WIDTH,
    height: bottom + 16 + below.length * LINE,
    content: [
      text(20, 30, 'b h', `${clients} clients come back to one server`),
      panels.map((panel, index) =>
        group(LEFT, TOP + index * (HEIGHT + GAP), drawn(panel, x, { end, returnedMs, stepMs })),
      ),
      group(LEFT, TOP, returnName(storm, x)),
      below.map((words, index) => text(20, bottom + 8 + index * LINE, 'q t', words)),
    ],
  }
}

function panelsOf({ series, all: { clients } }: StormResult): readonly Panel[] {
  const { stepMs, attempts, dropped, refused, back, busy, lineMs } = series
  const rate = (values: readonly number[]): readonly number[] =>
    values.map((value) => (value * 1000) / stepMs)
  let sum = 0
  const share = back.map((count) => {
    sum += count
    return (100 * sum) / Math.max(1, clients)
  })
  const plain = (value: number): string => String(value)
  return [
    {
      title: 'back, % of all',
      curves: [{ name: 'back', values: share, number: 3 }],
      tick: (value) => `${value} %`,
      most: 100,
    },
    {
      title: 'per second',
      curves: [
        { name: 'attempts', values: rate(attempts), number: 1 },
        { name: 'SYNs dropped', values: rate(dropped), number: 2 },
        { name: 'refused', values: rate(refused), number: 4 },
        { name: 'back', values: rate(back), number: 3 },
      ],
      tick: plain,
      most: 1,
    },
    {
      title: 'line at the server: wait for a core, s',
      curves: [{ name: 'line', values: lineMs.map((ms) => ms / 1000), number: 6 }],
      tick: plain,
      most: 0.01,
    },
    {
      title: 'cores busy',
      curves: [{ name: 'cores', values: busy, number: 5 }],
      tick: plain,
      most: 1,
    },
  ]
}

interface Time {
  readonly end: number
  readonly returnedMs: number
  readonly stepMs: number
}

function drawn({ title, curves, tick, most }: Panel, x: Scale, time: Time): Content {
  const max = Math.max(most, ...curves.map(({ values }) => largest(values)))
  const y = linear([0, max], [HEIGHT, 0])
  return [
    text(0, -8, 'b', title),
    curves.length > 1 ? key(curves) : undefined,
    linearTicks(max, 4).map((value) => [
      line(0, y(value), PLOT, y(value), 'g'),
      text(-6, y(value) + 3.2, 'q t e', tick(value)),
    ]),
    timeAxis(x, time),
    curves.map(({ values, number }) =>
      element('path', { d: stepsOf(values, x, y, time.stepMs), class: `${seriesClass(number)} s` }),
    ),
  ]
}

const key = (curves: readonly Curve[]): Content =>
  curves.map(({ name, number }, index) =>
    group(
      120 + index * 120,
      -8,
      element('g', { class: seriesHue(number) }, line(0, -4, 22, -4, 's')),
      text(28, 0, 'q t', name),
    ),
  )

/** Seconds from when everybody could be back, and before; that moment is marked within the axis. */
function timeAxis(x: Scale, { end, returnedMs }: Time): Content {
  return [
    line(0, HEIGHT, PLOT, HEIGHT, 'x'),
    ticksWithin([-returnedMs, end - returnedMs], TICKS).map((tick) => {
      const place = x(tick + returnedMs)
      return [
        line(place, HEIGHT, place, HEIGHT + 3, 'x'),
        text(place, HEIGHT + 14, `q t${anchorAt(place, PLOT)}`, tickText(tick)),
      ]
    }),
    returnedMs > 0 ? line(x(returnedMs), 0, x(returnedMs), HEIGHT, 'z') : undefined,
  ]
}

const TICKS = 8

/** What the mark of that moment is: left of it where there is room. */
function returnName({ series: { returnedMs }, occasion }: StormResult, x: Scale): Content {
  const place = x(returnedMs)
  const words = occasion.kind === 'cell-outage' ? 'the network is back' : 'the server is back'
  const isLeft = place > RETURN_WIDTH
  return returnedMs > 0
    ? text(isLeft ? place - 5 : place + 5, 11, `q t k${isLeft ? ' e' : ''}`, words)
    : undefined
}

const RETURN_WIDTH = 110

/** From the middle of each step to the next. */
const stepsOf = (values: readonly number[], x: Scale, y: Scale, stepMs: number): string =>
  values
    .map((value, step) => {
      const place = [x((step + 0.5) * stepMs), y(value)].map(numberText).join(',')
      return `${step === 0 ? 'M' : 'L'}${place}`
    })
    .join('')

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0)
