/** What it took on each profile (and in each scenario): where time goes, and how it varies. */

import { printable } from '../../foreign-text.ts'
import type { Timed } from '../../result/distribution.ts'
import type { Result } from '../../result/result.ts'
import { type Content, element, type Markup } from '../markup.ts'
import { type Counted, type Curve, distributionFigure } from '../plot/distribution.ts'
import { overviewFigure, overviewSpan } from '../plot/overview.ts'
import type { Charted, PlacedCell, PlotPlace } from '../plot/series.ts'
import { spanKinds } from '../plot/spans.ts'
import { ABOUT_WHISKERS, waterfallFigure } from '../plot/waterfall.ts'
import { timeSheets } from '../sheets.ts'
import { type Figures, seriesKey, spanKey } from './figures.ts'
import { folded, table } from './table.ts'

export function placesSection(result: Result, chart: Charted, figures: Figures): Markup {
  const lives = chart.places.some(({ scenario }) => scenario !== undefined)
  return element(
    'section',
    { id: 'latency' },
    element('h2', {}, lives ? 'From the network’s return until recovered' : 'Time until ready'),
    element('p', {}, lives ? ABOUT_LIVES : ABOUT_ATTEMPTS),
    seriesKey(chart.series),
    chart.places.length > 1 ? overview(chart, figures) : undefined,
    chart.places.map((place, index) => placeArticle(result, place, index, figures)),
  )
}

const ABOUT_ATTEMPTS =
  'From wanting to connect until the server has confirmed that the client is ready. An attempt that failed or was given up took longer than all that got there: it counts in every percentile.'
const ABOUT_LIVES =
  'Until the client is ready on a connection that works, and every message that can come has come. An episode that was never recovered took longer than all that were.'

const overview = ({ places }: Charted, figures: Figures): Content => {
  const span = overviewSpan(places)
  return [
    element('h3', {}, 'At a glance'),
    element(
      'p',
      { class: 'soft' },
      'A dot at p50, a line to p95, a tick at p99; milliseconds on one logarithmic axis for all.',
    ),
    element(
      'div',
      { class: 'tiles' },
      places.map((place) => figures.make(overviewFigure(place, span), undefined)),
    ),
  ]
}

function placeArticle(result: Result, place: PlotPlace, index: number, figures: Figures): Markup {
  const lives = place.scenario !== undefined
  const there: Result = { ...result, cells: place.cells.map(({ cell }) => cell) }
  const sheets = timeSheets(there, 'full')
  return element(
    'article',
    { id: `place-${index + 1}` },
    element('h3', { class: 'name' }, place.name),
    element('p', { class: 'soft' }, ...subtitle(result, place)),
    spanKey(spanKinds(place.cells)),
    element(
      'div',
      { class: 'grid' },
      figures.make(waterfallFigure(place), [
        element('b', {}, 'Where the time goes'),
        lives ? ': mean parts. ' : ': medians. ',
        ABOUT_WHISKERS,
        '.',
      ]),
      distributions(place, figures),
    ),
    sheets.map((sheet) =>
      folded(lives ? sheet.title : `${place.name} as a table`, table(sheet, sheet.title)),
    ),
  )
}

function subtitle(result: Result, { profile, scenario }: PlotPlace): readonly Content[] {
  const title = result.profiles[profile]?.['title']
  const happens = scenario === undefined ? undefined : result.scenarios?.[scenario]?.summary
  return [typeof title === 'string' ? title : undefined, happens]
    .flatMap((words) => words ?? [])
    .map((words, index) => `${index > 0 ? '; ' : ''}${printable(words)}`)
}

interface Timing {
  readonly timed: Timed
  readonly caption: string
  readonly counted: Counted
}

const OF_ATTEMPTS: readonly Timing[] = [
  { timed: 'ready', caption: 'Until ready', counted: 'trials' },
]
const OF_LIVES: readonly Timing[] = [
  { timed: 'recovered', caption: 'From the network’s return until recovered', counted: 'episodes' },
  { timed: 'messageUp', caption: 'Messages up, from pressing send', counted: 'messages' },
  { timed: 'messageDown', caption: 'Messages down, from pressing send', counted: 'messages' },
]

/** More curves in one plot than this tell nothing. */
const CURVES_MAX = 14

const distributions = (place: PlotPlace, figures: Figures): Content =>
  (place.scenario === undefined ? OF_ATTEMPTS : OF_LIVES).flatMap(({ timed, caption, counted }) => {
    const curves = place.cells.flatMap((cell) => curveOf(cell, timed))
    return chunks(curves, CURVES_MAX).map((some) =>
      figures.make(distributionFigure(`${place.name}: ${caption}`, caption, some, counted), [
        element('b', {}, caption),
        ', by percentile; both axes logarithmic',
      ]),
    )
  })

const curveOf = ({ series, distributions }: PlacedCell, timed: Timed): readonly Curve[] => {
  const distribution = distributions[timed]
  return distribution === undefined ? [] : [{ series, distribution }]
}

function chunks<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  const count = Math.ceil(values.length / size)
  return Array.from({ length: count }, (_, index) => values.slice(index * size, (index + 1) * size))
}
