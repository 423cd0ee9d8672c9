/**
 * Text of foreign origin (a server's XML, a name from somebody's file) made fit for a terminal:
 * one line, no control characters, a known number of columns.
 */
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** Replaces line ends and runs of white space by one space, other control characters by ␀ … ␡. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/\p{Cc}|\p{Bidi_Control}/gu, controlPicture)
}

function controlPicture(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

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
