/** Figures of a page: each with a caption, and a name of its own for who does not see it. */
import { type Content, element, type Markup } from '../markup.ts'
import { embedded, type Figure, line } from '../plot/figure.ts'
import { seriesClass } from '../plot/palette.ts'
import type { Series } from '../plot/series.ts'
import type { Span } from '../plot/spans.ts'

/** Makes figures, and numbers them as the page goes on. */
export class Figures {
  #count = 0

  make(figure: Figure, caption: Content, classes?: string): Markup {
    const drawn = embedded(figure, this.#next())
    const below = caption === undefined ? undefined : element('figcaption', {}, caption)
    return element('figure', { class: classes }, below, drawn)
  }

  /** As wide as it is: on a small screen it scrolls by itself, as wide tables do. */
  scrolling(figure: Figure): Markup {
    const box = { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': figure.title }
    const drawn = embedded(figure, this.#next())
    return element('figure', { class: 'whole' }, element('div', box, drawn))
  }

  #next(): string {
    this.#count += 1
    return `f${this.#count}`
  }
}

/** Which curve is whose; the numbers stand at the curves themselves. */
export const seriesKey = (series: readonly Series[]): Markup =>
  element(
    'ul',
    { class: 'key' },
    series.map(({ number, name }) =>
      element(
        'li',
        {},
        element(
          'svg',
          { viewBox: '0 0 26 10', 'aria-hidden': 'true', class: seriesClass(number) },
          line(0, 5, 26, 5, 's'),
        ),
        element('b', {}, number),
        ' ',
        element('span', { class: 'name' }, name),
      ),
    ),
  )

/** What spans are called. */
export const spanKey = (kinds: readonly Pick<Span, 'name' | 'hue'>[]): Markup =>
  element(
    'ul',
    { class: 'key' },
    kinds.map(({ name, hue }) => element('li', {}, element('i', { class: hue }), name)),
  )
