/**
 * A whole result as one figure, to be shown and cited: each series a row, with its round trips as
 * blocks and, for each place, where its time goes; below it what bars do not say, and the command
 * that gives it again.
 */
import { printable } from '../../foreign-text.ts'
import type { Result } from '../../result/result.ts'
import { fit, fitMiddle, wrap } from '../columns.ts'
import { facts } from '../heading.ts'
import { markLines } from '../legend.ts'
import { isLife } from '../life-legend.ts'
import { attemptRemark } from '../life-sheets.ts'
import type { Content } from '../markup.ts'
import { placeText } from '../place.ts'
import { remarks } from '../remarks.ts'
import { type Figure, group, line, monoWidth, rect, text } from './figure.ts'
import { blocks, layerKinds, type RoundTripRow, roundTripRows, widestRow } from './round-trips.ts'
import { linear } from './scale.ts'
import { type Charted, charted, type PlotPlace, type Series } from './series.ts'
import { type Kind, spanKinds } from './spans.ts'
import { axisBelow } from './time-axis.ts'
import { untimed } from './timed-cell.ts'
import { ABOUT_WHISKERS, reachOf, summary, waterfallBar } from './waterfall.ts'

const WIDTH = 1040
const MARGIN = 20
const INNER = WIDTH - 2 * MARGIN
/** Above the first row of columns, beside the lines below the title; and above the rows of each. */
const TOP = 57
const HEAD = 38
/** Above these, of lives: what the colours are. */
const KEYS = 22
/** Below its rows: the axis. */
const FOOT = 28
const ROW = 27
const BLOCK = 30
/** What the words above the blocks take, where no row has a block. */
const BLOCKS_HEAD = 100
const NAME_SIZE = 11
/** At least, of a place: its bars, and their figures at the right. */
const PLACE_WIDTH = 134
const FIGURE_WIDTH = 52
/** What stands below: small, of which a character of prose takes so much at most. */
const SMALL_SIZE = 9.5
const SMALL_WIDTH = 5.6
const LINE = 13
/** What stands below the title, of which a character takes so much at most. */
const PROSE_WIDTH = 6.4
const PROSE_LINE = 15

const TITLE = 'What it costs an XMPP client to get back online'

export function posterFigure(result: Result): Figure {
  const chart = charted(result)
  const rows = roundTripRows(chart)
  const names = chart.series.map(({ name }) => name)
  const longest = names.reduce((most, name) => Math.max(most, name.length), 8)
  const nameWidth = Math.min(330, monoWidth(longest, NAME_SIZE) + 20)
  const nameMax = Math.floor((nameWidth - 12) / monoWidth(1, NAME_SIZE))
  const barsLeft = Math.max(BLOCKS_HEAD, widestRow(rows) * BLOCK + 40)
  const bands = bandsOf(chart, INNER - nameWidth, barsLeft)
  const about = wrap(subtitle(chart), Math.floor(INNER / PROSE_WIDTH))
  const spans = spanKinds(chart.places.flatMap(({ cells }) => cells))
  const aboutEnd = TOP + about.length * PROSE_LINE
  const isOfLives = hasScenarios(chart)
  const top = isOfLives ? aboutEnd + KEYS : aboutEnd
  const bandHeight = HEAD + chart.series.length * ROW + FOOT
  const bottom = top + bands.length * bandHeight
  const below = footer(result)
  return {
    title: TITLE,
    description: describe(chart),
    width: WIDTH,
    height: bottom + 12 + below.length * LINE,
    content: [
      group(
        MARGIN,
        0,
        text(0, 34, 'b h', TITLE),
        about.map((words, index) => text(0, 54 + index * PROSE_LINE, 'q', words)),
      ),
      isOfLives
        ? group(MARGIN, aboutEnd, keysOf(layerKinds(rows), spans, nameWidth, nameWidth + barsLeft))
        : key(spans, WIDTH - MARGIN, 34),
      bands.map(({ places, left, room }, index) =>
        group(
          MARGIN,
          top + index * bandHeight,
          names.map((name, row) => text(0, HEAD + row * ROW + 15, 'm', fitMiddle(name, nameMax))),
          index === 0 ? group(nameWidth, 0, roundTrips(chart, rows)) : undefined,
          places.map((place, column) =>
            group(nameWidth + left + column * room, 0, placeColumn(place, chart.series, room - 22)),
          ),
        ),
      ),
      group(MARGIN, bottom, line(0, 0, INNER, 0, 'g'), below),
    ],
  }
}

function roundTrips({ series }: Charted, rows: readonly RoundTripRow[]): Content {
  const byName = new Map(rows.map((row) => [row.name, row]))
  return [
    text(0, 14, 'b', 'Round trips'),
    series.map(({ way }, index) => {
      const row = byName.get(way)
      if (row === undefined) return undefined
      const total = text(widestRow([row]) * BLOCK + 5, 13, 'b', row.total)
      return group(0, HEAD + index * ROW + 2, blocks(row.runs, BLOCK, 18), total)
    }),
  ]
}

interface Band {
  readonly places: readonly PlotPlace[]
  /** Where its places begin, beside the names, and how much room each has. */
  readonly left: number
  readonly room: number
}

/** The first beside the round trips; as many more as it takes. */
function bandsOf({ places }: Charted, room: number, blocksWidth: number): readonly Band[] {
  const first = Math.max(1, Math.floor((room - blocksWidth) / PLACE_WIDTH))
  const others = Math.max(1, Math.floor(room / PLACE_WIDTH))
  const head = places.slice(0, first)
  const bands: Band[] = [
    { places: head, left: blocksWidth, room: (room - blocksWidth) / Math.max(1, head.length) },
  ]
  for (let from = first; from < places.length; from += others) {
    bands.push({ places: places.slice(from, from + others), left: 0, room: room / others })
  }
  return bands
}

function placeColumn(place: PlotPlace, series: readonly Series[], width: number): Content {
  const max = reachOf(place.cells)
  const plot = { width: width - FIGURE_WIDTH, height: series.length * ROW }
  const scale = linear([0, max], [0, plot.width])
  return [
    text(0, 14, 'm b', fit(place.name, Math.floor(width / monoWidth(1, NAME_SIZE)))),
    group(0, HEAD - 4, max === 0 ? line(0, 0, 0, plot.height, 'g') : axisBelow(scale, max, plot)),
    place.cells.map((cell) => {
      const row = series.indexOf(cell.series)
      return group(
        0,
        HEAD + row * ROW,
        group(0, 6.5, waterfallBar(cell, { scale, max }, 9)),
        text(width, 15, untimed(cell) === undefined ? 'e' : 'q e', summary(cell)),
      )
    }),
  ]
}

const hasScenarios = ({ places }: Charted): boolean =>
  places.some(({ scenario }) => scenario !== undefined)

function subtitle(chart: Charted): string {
  const bars = hasScenarios(chart)
    ? 'the network’s return until recovered, mean parts'
    : 'time until ready, medians'
  const scales = chart.places.length > 1 ? ' Each column has a scale of its own.' : ''
  return `Blocks: round trips that the client waits for. Bars: ${bars}. ${ABOUT_WHISKERS}.${scales}`
}

/**
 * Of lives the bars show other things than the blocks, in the same colours: above either stands what its own
 * mean, or as far to the left as both need.
 */
function keysOf(
  layers: readonly Kind[],
  spans: readonly Kind[],
  blocksLeft: number,
  barsLeft: number,
): Content {
  const [blocksKey, barsKey] = [titledKey('Blocks', layers), titledKey('Bars', spans)]
  const right = Math.min(barsLeft, INNER - barsKey.width)
  const left = Math.min(blocksLeft, right - KEYS_APART - blocksKey.width)
  return [
    group(Math.max(0, left), KEY_LINE, blocksKey.content),
    group(right, KEY_LINE, barsKey.content),
  ]
}

const KEY_LINE = 10
const KEYS_APART = 24
const KEY_TITLE_CHARACTER = 7
const KEY_TITLE_GAP = 12
const KEY_CHARACTER = 6.6
const SWATCH = 15
const KEY_GAP = 13

function titledKey(
  title: string,
  kinds: readonly Kind[],
): { readonly width: number; readonly content: Content } {
  if (kinds.length === 0) return { width: 0, content: undefined }
  const width = kinds.reduce(
    (sum, { name }) => sum + SWATCH + name.length * KEY_CHARACTER + KEY_GAP,
    title.length * KEY_TITLE_CHARACTER + KEY_TITLE_GAP - KEY_GAP,
  )
  return { width, content: [text(0, 0, 'b', title), key(kinds, width, 0)] }
}

/** From its right edge; `y`: of the line that its words stand on. */
function key(kinds: readonly Kind[], right: number, y: number): Content {
  let x = right
  return kinds.toReversed().map(({ name, hue }) => {
    x -= name.length * KEY_CHARACTER
    const words = text(x, y, '', name)
    const swatch = rect(x - SWATCH, y - 9, 10, 10, `${hue} f`)
    x -= SWATCH + KEY_GAP
    return [swatch, words]
  })
}

function footer(result: Result): readonly Content[] {
  const prose = [...remarksOf(result), facts(result).join(' · ')].flatMap((words) =>
    wrap(words, Math.floor(INNER / SMALL_WIDTH)),
  )
  const command = wrap(printable(result.command), Math.floor(INNER / monoWidth(1, SMALL_SIZE)))
  return [
    ...prose.map((words, index) => text(0, 15 + index * LINE, 'q t', words)),
    ...command.map((words, index) => text(0, 15 + (prose.length + index) * LINE, 'q t m', words)),
  ]
}

/** What failed, what fell back, what servers refuse. */
const remarksOf = (result: Result): readonly string[] => [
  ...result.cells.flatMap((cell) =>
    (isLife(cell) ? attemptRemark(result, cell) : remarks(result, cell)).map(
      (words) => `${placeText(cell)}: ${words}`,
    ),
  ),
  ...markLines(result),
]

const describe = ({ places }: Charted): string =>
  places
    .map(({ name, cells }) => {
      const figures = cells.map((cell) => `${cell.series.name} ${summary(cell)}`)
      return `${name}: ${figures.join(', ')}.`
    })
    .join(' ')
