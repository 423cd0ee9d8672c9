/**
 * A distribution table of netem (`/usr/lib/tc/*.dist`): the inverse of a distribution, in 8192ths of
 * the standard deviation, as many numbers as one likes. It is no link by itself: netem's arguments
 * name it (`delay 100ms 20ms distribution NAME`).
 */
import type { Checked } from '../../../json/input-error.ts'
import { durationText } from '../../../quantities/text.ts'
import { type Duration, milliseconds } from '../../../units.ts'
import { type DistributionTable, type ImportSource, refused } from '../importer.ts'
import { firstLines, linesOf } from '../lines.ts'

const SCALE = 8192
/** What netem takes. */
const MOST = 16_384
const LARGEST = 32_768

export const isDistributionTable = ({ name, text }: ImportSource): boolean =>
  name.endsWith('.dist') || /^#.*distribution table/i.test(firstLines(text, 1)[0] ?? '')

export function readDistributionTable(source: ImportSource): Checked<DistributionTable> {
  const values: number[] = []
  for (const { number, text } of linesOf(source.text)) {
    if (text.startsWith('#')) continue
    for (const word of text.split(/\s+/)) {
      const value = /^-?\d{1,6}$/.test(word) ? Number(word) : Number.NaN
      if (!(Math.abs(value) <= LARGEST)) {
        return refused(source, word, `whole numbers from −${LARGEST} to ${LARGEST}`, number)
      }
      values.push(value / SCALE)
    }
    if (values.length > MOST) return refused(source, `more than ${MOST} numbers`, 'fewer', number)
  }
  if (values.length < 2) return refused(source, `${values.length} numbers`, 'at least two')
  const [, name = source.name] = /([^/\\]+?)(?:\.dist)?$/.exec(source.name) ?? []
  return { ok: true, value: { name, deviations: values.sort((a, b) => a - b) } }
}

/** Fine where the tails are; between them a percent is fine enough. */
const PERCENTS: readonly number[] = [
  ...[0.1, 0.2, 0.5],
  ...Array.from({ length: 99 }, (_, index) => index + 1),
  ...[99.5, 99.8, 99.9],
]

/** The same, from 0 to 1. */
export const INNER_QUANTILES: readonly number[] = PERCENTS.map((percent) => percent / 100)

/** The deviation at a quantile from 0 to 1, in milliseconds. */
export const deviationOf =
  ({ deviations }: DistributionTable, deviationMs: number) =>
  (quantile: number): number =>
    (deviations[Math.round(quantile * (deviations.length - 1))] ?? 0) * deviationMs

/** The table as quantiles of a jitter with this deviation, as a profile writes them. */
export function quantilesOf(
  table: DistributionTable,
  deviationMs: number,
): Readonly<Record<string, string>> {
  const at = deviationOf(table, deviationMs)
  return Object.fromEntries([
    ['min', deviationText(at(0))],
    ...PERCENTS.map((percent) => [`p${percent}`, deviationText(at(percent / 100))]),
    ['max', deviationText(at(1))],
  ])
}

export function deviationText(ms: number): string {
  const value = milliseconds(ms)
  return value < 0 ? `-${durationText((0 - value) as Duration)}` : durationText(value)
}
