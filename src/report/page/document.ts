/** What every page is: HTML that is complete in itself. */
import type { Result } from '../../result/result.ts'
import { type Content, element, verbatim } from '../markup.ts'
import { pageStyle } from './style.ts'

/** `title`: in the reader's list of windows. */
export function htmlDocument(title: string, tool: Result['tool'], ...body: Content[]): string {
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width,initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('meta', { name: 'generator', content: `${tool.name} ${tool.version}` }),
    element('title', {}, title),
    element('style', {}, verbatim(pageStyle())),
  )
  const page = element('html', { lang: 'en' }, head, element('body', {}, body))
  return `<!doctype html>\n${page.text}\n`
}
