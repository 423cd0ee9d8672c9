/**
 * Text of foreign origin (a server's XML, a name from somebody's file) made fit for a terminal:
 * one line, no control characters, a known number of columns.
 *
 * Leaves out grapheme clusters: a joined emoji is measured as its parts.
 */

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
export function columns(text: string): number {
  let count = 0
  for (const character of text) count += width(character)
  return count
}

/** The text, cut to at most `limit` columns, with … where something was cut off. */
export function fit(text: string, limit: number): string {
  if (columns(text) <= limit) return text
  let out = ''
  let used = 0
  for (const character of text) {
    used += width(character)
    if (used > limit - 1) break
    out += character
  }
  return `${out}…`
}

/** Wraps at spaces; a longer word is cut. */
export function wrap(text: string, limit: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columns(longer) <= limit) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = fit(word, limit)
  }
  return line === '' ? lines : [...lines, line]
}

const COMBINING = /^\p{Mn}|^\p{Me}|^\p{Cf}/u
/** East Asian wide and fullwidth, and emoji: two columns. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]

function width(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (COMBINING.test(character)) return 0
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}
