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

/** The same of a name, cut in its middle: what tells it from others may well stand at its end. */
export function fitMiddle(name: string, limit: number): string {
  if (columns(name) <= limit) return name
  const segments = [...GRAPHEMES.segment(name)].map(({ segment }) => segment)
  const tail: string[] = []
  let room = Math.floor((limit - 1) / 2)
  for (const segment of segments.toReversed()) {
    room -= columns(segment)
    if (room < 0) break
    tail.unshift(segment)
  }
  const end = tail.join('')
  // Ends with the sign of what is cut.
  return fit(name, limit - columns(end)) + end
}

/**
 * Lines of at most `limit` columns, broken at spaces, and within a word that is longer. What is a
 * number with its unit stays together.
 */
export const wrap = (text: string, limit: number): readonly string[] =>
  wrapAnsi(text.replace(BEFORE_UNIT, NO_BREAK), limit, { hard: true })
    .replaceAll(NO_BREAK, ' ')
    .split('\n')

const NO_BREAK = '\u00a0'
const BEFORE_UNIT = /(?<=\d) (?=(?:[mµn]?s|min|h|B|bytes|octets|[kMG]bps|packets)(?!\w)|%)/g

/** The parts of a name that are joined by `joint`, on as few lines as go into `limit` columns. */
export function wrapName(name: string, joint: string, limit: number): readonly string[] {
  const [first = '', ...others] = name.split(joint)
  const lines = [first]
  for (const part of others.map((other) => joint + other)) {
    const last = lines.pop() ?? ''
    if (columns(last + part) <= limit) lines.push(last + part)
    else lines.push(last, `  ${part}`)
  }
  return lines
}
