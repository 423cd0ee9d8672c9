/**
 * ANSI colours, or none: whether there are any is asked for, not found out, so that the same
 * result is the same text everywhere.
 */
import { styleText } from 'node:util'

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const
type Style = (typeof STYLES)[number]

export type Ink = Readonly<Record<Style, (text: string) => string>>

/** Newer versions of Node would look at the environment and at standard output themselves. */
const UNASKED = { validateStream: false }

const colored = (style: Style) => (text: string) =>
  text === '' ? '' : styleText(style, text, UNASKED)
const plain = (text: string): string => text

const inkOf = (paint: (style: Style) => (text: string) => string): Ink => ({
  bold: paint('bold'),
  dim: paint('dim'),
  red: paint('red'),
  green: paint('green'),
  yellow: paint('yellow'),
  cyan: paint('cyan'),
})

const COLORED = inkOf(colored)
const UNCOLORED = inkOf(() => plain)

export const ink = (color: boolean): Ink => (color ? COLORED : UNCOLORED)
