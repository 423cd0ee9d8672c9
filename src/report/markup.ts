/**
 * HTML and SVG as text. Whatever is no markup already is escaped on its way in, so that nothing
 * that a file says can become an element, an attribute or a script.
 */
import { printable } from '../foreign-text.ts'

/** Text that is markup already. Only {@link element} and {@link verbatim} make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Strings are escaped; what is undefined is left out. */
export type Content = Markup | string | number | undefined | readonly Content[]

/** Those that are undefined are left out; numbers are rounded to hundredths. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

export function element(name: string, attributes: Attributes, ...children: Content[]): Markup {
  const opening = `<${name}${attributeText(attributes)}`
  if (CHILDLESS.has(name)) return new Markup(`${opening}/>`)
  return new Markup(`${opening}>${contentText(children)}</${name}>`)
}

/** Text of the tool's own that stands for itself: a style sheet. */
export const verbatim = (text: string): Markup => new Markup(text)

/** Void elements of HTML, and those of SVG that are never given children here. */
const CHILDLESS: ReadonlySet<string> = new Set(
  'meta br wbr path rect line circle stop use'.split(' '),
)

function contentText(content: Content): string {
  if (content === undefined) return ''
  if (content instanceof Markup) return content.text
  if (Array.isArray(content)) return content.map(contentText).join('')
  return escaped(typeof content === 'number' ? numberText(content) : String(content))
}

const attributeText = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => {
      if (value === undefined) return ''
      return ` ${name}="${typeof value === 'number' ? numberText(value) : escaped(value)}"`
    })
    .join('')

/** Hundredths of a pixel: below them engines may round differently, and nobody sees it. */
export const numberText = (value: number): string => {
  const rounded = Math.round(value * 100) / 100
  return String(rounded === 0 ? 0 : rounded)
}

const escaped = (text: string): string =>
  printable(text)
    .replace(NO_CHARACTER, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)

/** Neither XML nor HTML can hold them: halves of a character, and those that are none. */
const NO_CHARACTER = /[\p{Cs}\p{Noncharacter_Code_Point}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
