/** Integers that seldom change from one to the next, as runs: a value, and how often it comes. */

export function toRuns(values: readonly number[]): Uint32Array {
  const runs: number[] = []
  values.forEach((value, index) => {
    if (index > 0 && value === values[index - 1]) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
    else runs.push(value, 1)
  })
  return Uint32Array.from(runs)
}

export function fromRuns(runs: ArrayLike<number>): readonly number[] {
  const values: number[] = []
  for (let index = 0; index < runs.length; index += 2) {
    for (let left = runs[index + 1] ?? 0; left > 0; left -= 1) values.push(runs[index] ?? 0)
  }
  return values
}

/** Ascending integers as spans: from (included) to (excluded), one after the other. */
export function toSpans(values: readonly number[]): Uint32Array {
  const spans: number[] = []
  for (const value of values) {
    if (spans.at(-1) === value) spans[spans.length - 1] = value + 1
    else spans.push(value, value + 1)
  }
  return Uint32Array.from(spans)
}

export function fromSpans(spans: ArrayLike<number>): readonly number[] {
  const values: number[] = []
  for (let index = 0; index < spans.length; index += 2) {
    for (let value = spans[index] ?? 0; value < (spans[index + 1] ?? 0); value += 1) {
      values.push(value)
    }
  }
  return values
}
