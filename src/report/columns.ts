/** How much room texts take on a terminal, and how they are made to fit. */
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** How many columns of a terminal a printable text takes. */
export const columns = (text: string): number => stringWidth(text)

const GRAPHEMES = new Intl.Segmenter()

/** The text, cut to at most `limit` columns, with … where something was cut off. */
export function fit(text: string, limit: number): string {
  if (columns(text) <= limit) return text
  let out = ''
  let used = 0
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += columns(segment)
    if (used > limit - 1) break
    out += segment
  }
  return `${out}…`
}

/** Lines of at most `limit` columns, broken at spaces, and within a word that is longer. */
export const wrap = (text: string, limit: number): readonly string[] =>
  wrapAnsi(text, limit, { hard: true }).split('\n')
