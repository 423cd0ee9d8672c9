/**
 * Samples of something over time as the steps of a recording: whole milliseconds from the first
 * sample on, each value until the next sample; the last one for as long as is usual in between.
 */
import type { Checked } from '../../json/input-error.ts'
import { LONGEST_MS } from '../impairments/steps.ts'
import { type ImportSource, refused } from './importer.ts'

export interface Sample {
  /** Milliseconds from any beginning. */
  readonly ms: number
  readonly value: number
  /** Of the source, from 1. */
  readonly line: number
}

export interface RecordedSteps {
  readonly endsMs: readonly number[]
  readonly values: readonly number[]
}

/** What a profile can hold and a file can be read back from. */
const MOST = 400_000

/**
 * In ascending order of time. `source` is only used in complaints; `endMs`: when the last one ends, if
 * that is known.
 */
export function stepsOf(
  source: ImportSource,
  samples: readonly Sample[],
  endMs?: number,
): Checked<RecordedSteps> {
  const [first] = samples
  if (first === undefined) return refused(source, 'no sample', 'at least one')
  if (samples.length > MOST) {
    return refused(source, `${samples.length} samples`, `at most ${MOST}: a part of it`)
  }
  const endsMs: number[] = []
  const values: number[] = []
  const step = (ms: number, value: number): void => {
    // Two samples within a millisecond: the later one holds. Two of one value: one step.
    if (ms <= (endsMs.at(-1) ?? 0)) return
    if (values.at(-1) === value) endsMs.pop()
    else values.push(value)
    endsMs.push(ms)
  }
  for (const [index, sample] of samples.entries()) {
    const next = samples[index + 1]
    if (next === undefined) continue
    if (!(next.ms >= sample.ms)) {
      return refused(source, `${next.ms} ms after ${sample.ms} ms`, 'ascending times', next.line)
    }
    step(Math.round(next.ms - first.ms), sample.value)
  }
  const last = samples.at(-1) ?? first
  const end = Math.round((endMs ?? last.ms + usualGap(samples)) - first.ms)
  if (!(end >= 1 && end <= LONGEST_MS)) {
    return refused(source, `${end} ms from the first to the last`, 'at least 1 ms, at most 30 days')
  }
  step(end, last.value)
  return { ok: true, value: { endsMs, values } }
}

/** The median, and at least a millisecond; of a single sample a second. */
function usualGap(samples: readonly Sample[]): number {
  const gaps = samples.slice(1).map(({ ms }, index) => ms - (samples[index]?.ms ?? 0))
  gaps.sort((a, b) => a - b)
  return Math.max(1, gaps[Math.floor(gaps.length / 2)] ?? 1000)
}
