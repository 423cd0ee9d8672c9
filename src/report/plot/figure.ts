/** A plot that can stand by itself, and what is said of it to who does not see it. */
import { fitMiddle } from '../columns.ts'
import { type Content, element, type Markup, verbatim } from '../markup.ts'
import { plotStyle } from './palette.ts'

export interface Figure {
  readonly title: string
  /** What it shows, in a sentence or two. */
  readonly description: string
  /** Pixels, at which its texts have the size that they are meant to have. */
  readonly width: number
  readonly height: number
  readonly content: Content
}

/** Within a page, which has the style. `id`: its own there. */
export const embedded = (figure: Figure, id: string): Markup => svg(figure, id, {}, undefined)

/** A file of its own, on paper of its own: readable whatever it is laid upon. */
export function standalone(figure: Figure): string {
  const { width, height } = figure
  const paper = element('rect', { class: 'p', width, height, rx: 6 })
  const style = element('style', {}, verbatim(plotStyle('svg')))
  const size = { xmlns: 'http://www.w3.org/2000/svg', width, height }
  return `${svg(figure, 'plot', size, [style, paper]).text}\n`
}

function svg(
  { title, description, width, height, content }: Figure,
  id: string,
  more: Readonly<Record<string, string | number>>,
  before: Content,
): Markup {
  return element(
    'svg',
    {
      ...more,
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': `${id}-t ${id}-d`,
    },
    element('title', { id: `${id}-t` }, title),
    element('desc', { id: `${id}-d` }, description),
    before,
    content,
  )
}

export const group = (x: number, y: number, ...content: Content[]): Markup =>
  element(
    'g',
    { transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})` },
    content,
  )

export const text = (x: number, y: number, classes: string, ...content: Content[]): Markup =>
  element('text', { x, y, class: classes === '' ? undefined : classes }, content)

export const line = (x1: number, y1: number, x2: number, y2: number, classes: string): Markup =>
  element('line', { x1, y1, x2, y2, class: classes })

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  classes: string,
): Markup => element('rect', { x, y, width: Math.max(0, width), height, class: classes })

/** How wide text in the typeface of names is, in pixels. */
export const monoWidth = (characters: number, size: number): number => characters * size * 0.602

/** How wide small text of figures and units is, in pixels, at most. */
export const smallWidth = (words: string): number => words.length * 6

/** A name, as large as there is room for it; what is too long even when small is cut in its middle. */
export function nameText(
  x: number,
  y: number,
  name: string,
  room: number,
  classes = 'm k',
): Markup {
  const { words, size } = fittedName(name, room)
  return element('text', { x, y, class: classes, style: `font-size:${size}px` }, words)
}

/** Paper behind a name, through which what crosses it shows a little. `end`: the name ends at `x`. */
export function nameGround(
  x: number,
  y: number,
  name: string,
  room: number,
  anchor: 'start' | 'end',
): Markup {
  const { words, size } = fittedName(name, room)
  const width = monoWidth(words.length, size) + 4
  const left = anchor === 'end' ? x - width + 2 : x - 2
  return element('rect', {
    ...{ x: left, y: y - size + 1, width, height: size + 0.5 },
    ...{ class: 'p', 'fill-opacity': 0.85 },
  })
}

function fittedName(name: string, room: number): { readonly words: string; readonly size: number } {
  const size = NAME_SIZES.find((one) => monoWidth(name.length, one) <= room) ?? SMALLEST
  return { words: fitMiddle(name, Math.floor(room / monoWidth(1, size))), size }
}

const SMALLEST = 7.5
const NAME_SIZES = [9.5, 8.5, SMALLEST]
