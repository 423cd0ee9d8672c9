/**
 * Reads mahimahi's trace files: one whole number of milliseconds per line, none smaller than
 * the one before, the last above zero. A file comes from outside, so what is wrong with it is
 * an answer and not an exception.
 */

export type TraceFile =
  | { readonly kind: 'trace'; readonly opportunitiesMs: readonly number[] }
  | {
      readonly kind: 'malformed'
      /** From 1. */
      readonly line: number
      readonly expected: string
      /** What was there instead. */
      readonly found: string
    }

/** Which editors on Windows put before the text. */
const BYTE_ORDER_MARK = /^\uFEFF/

/** How much of a wrong line is repeated in the message. */
const QUOTED_MAX = 20

export const parseTrace = (text: string): TraceFile => {
  const lines = text.replace(BYTE_ORDER_MARK, '').split('\n')
  // The line break at the end of the last line does not begin another.
  if (lines.at(-1) === '') lines.pop()
  const opportunitiesMs: number[] = []
  let previous = 0
  for (const [index, raw] of lines.entries()) {
    const found = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const ms = Number(found)
    if (!/^[0-9]+$/.test(found) || !Number.isSafeInteger(ms)) {
      return malformed(index, 'a whole number of milliseconds', quoted(found))
    }
    if (ms < previous) {
      return malformed(index, `a time not before ${previous} ms`, String(ms))
    }
    opportunitiesMs.push(ms)
    previous = ms
  }
  if (opportunitiesMs.length === 0) {
    return malformed(0, 'a time in milliseconds', 'an empty file')
  }
  if (previous === 0) {
    return malformed(lines.length - 1, 'the last time to be above 0 ms', '0')
  }
  return { kind: 'trace', opportunitiesMs }
}

const malformed = (index: number, expected: string, found: string): TraceFile => ({
  kind: 'malformed',
  line: index + 1,
  expected,
  found,
})

const quoted = (text: string): string => {
  if (text === '') return 'an empty line'
  return `“${text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text}”`
}
