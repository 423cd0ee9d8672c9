/**
 * Which messages of a life share a row of its figure. Few have a row each; where there would be too
 * many, a row has those of one direction that were sent at about the same time and met the same fate.
 * So whatever was late, came again or never came has rows of its own, however few it was.
 */
import type { MessageLine } from './life-spans.ts'

export interface MessageRows {
  readonly rows: readonly (readonly MessageLine[])[]
  /** Seconds within which what shares a row was sent; undefined where each has its own. */
  readonly within: number | undefined
}

export const ROWS_MAX = 60

export function messageRows(messages: readonly MessageLine[]): MessageRows {
  if (messages.length <= ROWS_MAX)
    return { rows: messages.map((message) => [message]), within: undefined }
  // It ends: once the span is that of the whole life, there is a row for each fate.
  for (let decade = 0.1; ; decade *= 10) {
    for (const within of [decade, 2 * decade, 5 * decade]) {
      const rows = shared(messages, within)
      if (rows.length <= ROWS_MAX) return { rows, within }
    }
  }
}

/** In the order of the first of each. */
function shared(messages: readonly MessageLine[], within: number): MessageRows['rows'] {
  const rows = new Map<string, MessageLine[]>()
  for (const message of messages) {
    const { direction, from, to, fate, late, again } = message
    const span = Math.floor(from / within)
    const key = [span, direction, to === undefined, fate, late, again].join(' ')
    const row = rows.get(key)
    if (row === undefined) rows.set(key, [message])
    else row.push(message)
  }
  return [...rows.values()]
}
