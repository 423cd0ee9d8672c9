/** A storm as one page of HTML that needs nothing else: its plot, and every sheet as a table. */
import type { StormResult } from '../../result/storm.ts'
import { element, verbatim } from '../markup.ts'
import { bullets } from '../page/bullets.ts'
import { Figures } from '../page/figures.ts'
import { pageStyle } from '../page/style.ts'
import { table } from '../page/table.ts'
import { stormFigure } from './figure.ts'
import { stormFacts, stormLegend, stormSheets } from './sheets.ts'

export function renderStormPage(storm: StormResult): string {
  const figures = new Figures()
  const title = `${storm.all.clients} clients come back to one server`
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { name: 'viewport', content: 'width=device-width,initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', {}, title),
      element('style', {}, verbatim(pageStyle())),
    ),
    element(
      'body',
      {},
      element(
        'header',
        {},
        element('h1', {}, title),
        bullets(stormFacts(storm), 'facts'),
        element('pre', {}, element('code', {}, storm.command)),
      ),
      element(
        'main',
        {},
        figures.scrolling(stormFigure(storm)),
        stormSheets(storm).map((sheet, index) =>
          element(
            'section',
            {},
            element('h2', { id: `sheet-${index + 1}` }, sheet.title),
            bullets(sheet.notes, 'soft'),
            table(sheet, { heading: `sheet-${index + 1}` }),
          ),
        ),
        element('section', {}, element('h2', {}, 'How to read it'), bullets(stormLegend(storm))),
      ),
    ),
  )
  return `<!doctype html>\n${page.text}\n`
}
