/** Round trips: they belong to the strategy, so they stand once, above all profiles. */

import type { Result } from '../../result/result.ts'
import { element, type Markup } from '../markup.ts'
import { layerKinds, roundTripRows, roundTripsFigure, shortNames } from '../plot/round-trips.ts'
import type { Charted } from '../plot/series.ts'
import { roundTripSheet } from '../sheet.ts'
import type { Figures } from './figures.ts'
import { table } from './table.ts'

export function roundTripsSection(result: Result, chart: Charted, figures: Figures): Markup {
  const rows = roundTripRows(chart)
  const varies = rows.some(({ runs }) => runs.some(({ sometimes }) => sometimes > 0))
  return element(
    'section',
    { id: 'round-trips' },
    element('h2', {}, 'Round trips until ready'),
    element(
      'p',
      {},
      'One block for each round trip in which the client can do nothing but wait.',
      varies ? ' Those with a dashed outline are there in some trials only.' : undefined,
    ),
    element(
      'ul',
      { class: 'key' },
      layerKinds(rows).map(({ name, hue }) =>
        element('li', {}, element('i', { class: hue }), name),
      ),
    ),
    (['wide', 'narrow'] as const).map((form) => {
      const short = shortNames(rows, form)
      return [
        short.length === 0
          ? undefined
          : element('p', { class: `soft ${form}` }, `Short for want of room: ${short.join(', ')}.`),
        figures.make(roundTripsFigure(rows, form), undefined, form),
      ]
    }),
    table(roundTripSheet(result), 'Round trips by layer'),
  )
}
