/**
 * A result as one page of HTML that needs nothing else: no network, no script, no font. Every plot
 * has its figures in a table beside it.
 */
import type { Result } from '../../result/result.ts'
import type { Beside } from '../beside.ts'
import { facts } from '../heading.ts'
import { legend } from '../legend.ts'
import { type Content, element, type Markup } from '../markup.ts'
import { type Charted, charted } from '../plot/series.ts'
import { bullets } from './bullets.ts'
import { differencesSection } from './differences-section.ts'
import { htmlDocument } from './document.ts'
import { Figures } from './figures.ts'
import { placesSection } from './places-section.ts'
import { roundTripsSection } from './round-trips-section.ts'
import { linksSection, reproduceSection, strategiesSection } from './terms-section.ts'

export function renderPage(result: Result, beside: Beside): string {
  const chart = charted(result, beside.histograms)
  const figures = new Figures()
  const roundTrips = roundTripsSection(result, chart, figures)
  const places = placesSection(result, chart, figures)
  const differences = differencesSection(result, chart, figures)
  return htmlDocument(
    `${TITLE} · ${Object.keys(result.profiles).join(', ')}`,
    result.tool,
    header(result, chart, differences !== undefined),
    element(
      'main',
      {},
      roundTrips,
      places,
      differences,
      readingSection(result),
      strategiesSection(result, chart),
      linksSection(result, beside),
      reproduceSection(result),
    ),
    element('footer', {}, footerText(result)),
  )
}

const TITLE = 'What it costs to get back online'

const header = (result: Result, chart: Charted, differences: boolean): Markup =>
  element(
    'header',
    {},
    element('h1', {}, TITLE),
    element(
      'p',
      {},
      'Round trips, milliseconds and failures of an XMPP client that connects over simulated links.',
    ),
    bullets(summary(result), 'facts'),
    result.interrupted === true
      ? element(
          'p',
          { class: 'notice' },
          element('b', {}, 'Interrupted: '),
          'this is what there was when the run was ended.',
        )
      : undefined,
    element('pre', {}, element('code', {}, result.command)),
    contents(chart, differences),
  )

/** What is counted first, and then what every format says above its sheets. */
const summary = (result: Result): readonly Content[] => [
  counted(
    result.cells.map(({ strategy }) => strategy),
    'strategy',
    'strategies',
  ),
  counted(
    result.cells.map(({ profile }) => profile),
    'profile',
    'profiles',
  ),
  ...facts(result),
]

function counted(names: readonly string[], one: string, several: string): Content {
  const { size } = new Set(names)
  return [element('b', {}, size), ` ${size === 1 ? one : several}`]
}

const contents = ({ places }: Charted, differences: boolean): Markup => {
  const link = (id: string, words: string): Markup =>
    element('li', {}, element('a', { href: `#${id}` }, words))
  return element(
    'nav',
    { 'aria-label': 'Contents' },
    element(
      'ul',
      {},
      link('round-trips', 'Round trips'),
      link('latency', 'Time'),
      places.map(({ name }, index) => link(`place-${index + 1}`, name)),
      differences ? link('differences', 'Differences') : undefined,
      link('reading', 'How to read it'),
      link('strategies', 'Strategies'),
      link('links', 'Links'),
      link('reproduce', 'Reproduce'),
    ),
  )
}

const readingSection = (result: Result): Markup =>
  element(
    'section',
    { id: 'reading' },
    element('h2', {}, 'How to read it'),
    bullets(legend(result)),
  )

const footerText = ({ tool, seed }: Result): string =>
  `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`} · seed ${seed}`
