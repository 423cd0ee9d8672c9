/** A text line by line, as any system ends them. */

export interface Line {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** Without those that are empty, and without white space around. */
export function* linesOf(text: string): Generator<Line> {
  let number = 0
  for (const line of rawLines(text)) {
    number += 1
    const trimmed = line.trim()
    if (trimmed !== '') yield { number, text: trimmed }
  }
}

const LOOKED_AT = 1000

/** How the first few of them begin, to see what a text is. */
export function firstLines(text: string, count: number): readonly string[] {
  const lines: string[] = []
  for (const line of linesOf(text)) {
    lines.push(line.text.slice(0, LOOKED_AT))
    if (lines.length === count) break
  }
  return lines
}

function* rawLines(text: string): Generator<string> {
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from)
    yield text.slice(from, end === -1 ? undefined : end)
    from = end === -1 ? text.length + 1 : end + 1
  }
}
