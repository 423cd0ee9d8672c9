/**
 * Throughput over time, as video players are tested with it: two columns, seconds and Mbit/s
 * (Pensieve's), or the six of the logs that such are made of (Norwegian HSDPA, Belgian LTE): epoch,
 * milliseconds, latitude, longitude, octets and the milliseconds in which they came.
 *
 * A line is of the time that ends with it, as Pensieve's own simulator has it.
 */
import type { Checked } from '../../json/input-error.ts'
import { decimal } from './decimal.ts'
import { bothWays, eachWay, type Importer, type ImportSource, refused } from './importer.ts'
import { firstLines, linesOf } from './lines.ts'
import { type Sample, stepsOf } from './samples.ts'

const BITS_PER_OCTET = 8

interface Form {
  readonly columns: number
  readonly expected: string
  /** When a line ends, in milliseconds, and the rate until then in bit/s; undefined: makes no sense. */
  readonly sampleOf: (fields: readonly number[]) => Omit<Sample, 'line'> | undefined
}

const FORMS: readonly Form[] = [
  {
    columns: 2,
    expected: 'seconds and Mbit/s, neither negative',
    sampleOf: ([seconds = 0, megabits = -1]) =>
      megabits < 0 ? undefined : { ms: seconds * 1000, value: Math.round(megabits * 1e6) },
  },
  {
    columns: 6,
    expected: 'epoch, milliseconds, latitude, longitude, octets, and milliseconds above 0',
    sampleOf: ([, ms = 0, , , octets = -1, span = 0]) =>
      octets < 0 || span <= 0
        ? undefined
        : { ms, value: Math.round((octets * BITS_PER_OCTET * 1000) / span) },
  },
]

const fieldsOf = (line: string): readonly (number | undefined)[] =>
  line.split(/[\s,]+/).map((field) => decimal(field))

const formOf = (line: string | undefined): Form | undefined => {
  const fields = fieldsOf(line ?? '')
  if (fields.includes(undefined)) return undefined
  return FORMS.find(({ columns }) => columns === fields.length)
}

export const bandwidth: Importer = {
  name: 'bandwidth',
  summary:
    'throughput over time: seconds and Mbit/s (Pensieve), or an HSDPA or LTE log of six columns',
  recognises: ({ text }) => {
    const lines = firstLines(text, 20)
    const form = formOf(lines[0])
    return form !== undefined && lines.every((line) => formOf(line) === form)
  },
  read: (source) => {
    const read = samplesOf(source)
    if (!read.ok) return read
    const steps = stepsOf(source, read.value.samples, read.value.endMs)
    if (!steps.ok) return steps
    const { endsMs, values } = steps.value
    if (!values.some((value) => value > 0)) {
      return refused(source, 'no throughput at any time', 'some')
    }
    return {
      ok: true,
      value: {
        title: 'Recorded throughput',
        ...eachWay(source, () => ({
          rate: [{ kind: 'rate-trace', endsMs, bitsPerSecond: values }],
        })),
        unused: [],
        notes: [
          'Throughput that somebody got stands for the rate of the link.',
          ...bothWays(source),
        ],
      },
    }
  },
}

/** From the end of a line to that of the next it is as the next one says. */
function samplesOf(
  source: ImportSource,
): Checked<{ readonly samples: readonly Sample[]; readonly endMs: number }> {
  const samples: Sample[] = []
  let form: Form | undefined
  let last: number | undefined
  for (const { number, text } of linesOf(source.text)) {
    form ??= formOf(text) ?? FORMS[0]
    const fields = fieldsOf(text)
    const numbers = fields.filter((field) => field !== undefined)
    const isWhole = numbers.length === fields.length && numbers.length === form?.columns
    const sample = isWhole ? form?.sampleOf(numbers) : undefined
    if (sample === undefined) return refused(source, text, form?.expected ?? 'numbers', number)
    if (last !== undefined && sample.ms < last) {
      return refused(source, `${sample.ms} ms after ${last} ms`, 'ascending times', number)
    }
    if (last !== undefined) samples.push({ ms: last, value: sample.value, line: number })
    last = sample.ms
  }
  if (last === undefined || samples.length === 0) {
    return refused(source, 'less than two lines', 'at least two')
  }
  return { ok: true, value: { samples, endMs: last } }
}
