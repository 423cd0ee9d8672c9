/**
 * HdrHistogram's percentile distribution (`.hgrm`), which its plotters draw: one block per histogram,
 * behind a line with its tag.
 *
 * Values are milliseconds. Percentiles are of all trials: where some never got there, the distribution
 * ends below 1, and says how many they are. Steps are HdrHistogram's: five to each half of what is
 * left to 100 %.
 */
import type { Histogram } from './histogram.ts'
import { type HlogEntry, writableTag } from './hlog.ts'

const TICKS_PER_HALF = 5
const HEADING = '       Value     Percentile TotalCount 1/(1-Percentile)\n'

/** Histograms with nothing in them are left out. */
export function writeHgrm(entries: readonly HlogEntry[], remarks: readonly string[] = []): string {
  const blocks = entries.filter(({ histogram }) => histogram.count > 0).map(block)
  const lines = remarks.map((remark) => `#[${remark.replace(/\s+/g, ' ')}]`)
  return `${[...lines, ...blocks].join('\n')}\n`
}

function block(entry: HlogEntry): string {
  const { histogram, trials } = entry
  const missing = trials - histogram.count
  return [
    `#[${writableTag(entry)}]`,
    ...(missing > 0 ? [`#[${missing} of ${trials} trials never got there]`] : []),
    HEADING,
    ...lines(histogram, trials),
    ...summary(histogram),
  ].join('\n')
}

function* lines(histogram: Histogram, trials: number): Generator<string> {
  let level = 0
  for (const { value, seen } of histogram.steps()) {
    const isLast = seen === histogram.count
    while (level <= (100 * seen) / trials) {
      yield line(value, level, seen)
      level += 100 / (TICKS_PER_HALF * halvings(level))
      if (isLast) break
    }
    if (isLast && seen === trials) yield line(value, 100, seen)
  }
}

/** Two to the number of times that the distance to 100 % has been halved, and one more. */
function halvings(level: number): number {
  let parts = 2
  while (parts * (100 - level) <= 100) parts *= 2
  return parts
}

function line(us: number, level: number, seen: number): string {
  const share = (level / 100).toFixed(12)
  const head = `${msText(us)} ${share} ${String(seen).padStart(10)}`
  return level === 100 ? head : `${head} ${(1 / (1 - level / 100)).toFixed(2).padStart(14)}`
}

const msText = (us: number): string => (us / 1000).toFixed(3).padStart(12)

function summary(histogram: Histogram): readonly string[] {
  const { mean = 0, max = 0, count } = histogram
  let squares = 0
  for (const step of histogram.steps()) squares += (step.value - mean) ** 2 * step.count
  return [
    `#[Mean    = ${msText(mean)}, StdDeviation   = ${msText(Math.sqrt(squares / count))}]`,
    `#[Max     = ${msText(max)}, Total count    = ${String(count).padStart(12)}]`,
  ]
}
