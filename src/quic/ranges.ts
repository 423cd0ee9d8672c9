/** A set of whole numbers as ranges: positions of a stream, or numbers of packets. */

/** From `start` up to `end`, which is not in it. */
export interface Range {
  readonly start: number
  readonly end: number
}

export class Ranges {
  /** Ascending, apart from each other by at least one. */
  #spans: Range[] = []

  /** Ascending. */
  get spans(): readonly Range[] {
    return this.#spans
  }

  get isEmpty(): boolean {
    return this.#spans.length === 0
  }

  /** Behind the last number that it has, or 0. */
  get end(): number {
    return this.#spans.at(-1)?.end ?? 0
  }

  has(number: number): boolean {
    return this.#spans.some(({ start, end }) => start <= number && number < end)
  }

  add(start: number, end: number): void {
    if (start >= end) return
    let joined: Range = { start, end }
    const before: Range[] = []
    const after: Range[] = []
    for (const span of this.#spans) {
      if (span.end < joined.start) before.push(span)
      else if (span.start > joined.end) after.push(span)
      else {
        joined = {
          start: Math.min(span.start, joined.start),
          end: Math.max(span.end, joined.end),
        }
      }
    }
    this.#spans = [...before, joined, ...after]
  }

  remove(start: number, end: number): void {
    if (start >= end) return
    this.#spans = this.#spans.flatMap((span) => {
      if (span.end <= start || span.start >= end) return [span]
      const left = span.start < start ? [{ start: span.start, end: start }] : []
      const right = span.end > end ? [{ start: end, end: span.end }] : []
      return [...left, ...right]
    })
  }

  /** Up to where it has all from 0 on. */
  get unbroken(): number {
    const [first] = this.#spans
    return first?.start === 0 ? first.end : 0
  }
}
