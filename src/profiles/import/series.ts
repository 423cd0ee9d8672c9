/**
 * A table of measurements over time with a heading, as CSV or with tabs: a column of times and one of
 * round trips or of rates, each named with its unit (`timestamp_s,rtt_ms`; `time_ms,down_mbps`).
 *
 * Times may count from anywhere. A sample holds until the next one; an empty field is none.
 */
import type { Checked } from '../../json/input-error.ts'
import { decimal } from './decimal.ts'
import {
  bothWays,
  eachWay,
  type Imported,
  type Importer,
  type ImportSource,
  refused,
  type Unused,
} from './importer.ts'
import { firstLines, type Line, linesOf } from './lines.ts'
import { delaysOf, HALVES } from './round-trips.ts'
import { type Sample, stepsOf } from './samples.ts'

type Meaning = 'time' | 'round-trip' | 'rate'

/** What a column is called, and its units: to milliseconds, microseconds or bit/s. */
const COLUMNS: Readonly<
  Record<Meaning, { readonly named: RegExp; readonly units: Readonly<Record<string, number>> }>
> = {
  time: {
    named: /^(t|time|timestamp|ts|elapsed|epoch|at)$/,
    units: { s: 1e3, sec: 1e3, seconds: 1e3, ms: 1, us: 1e-3, ns: 1e-6 },
  },
  'round-trip': {
    named: /^(rtt|latency|ping|round_?trip|delay)$/,
    units: { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 },
  },
  rate: {
    named: /^(bandwidth|throughput|rate|bw|tput|down|up|download|upload|downlink|uplink|goodput)$/,
    units: { bps: 1, kbps: 1e3, mbps: 1e6, gbps: 1e9, 'bit/s': 1, 'kbit/s': 1e3, 'mbit/s': 1e6 },
  },
}

interface Column {
  readonly head: string
  readonly index: number
  readonly meaning: Meaning
  readonly factor: number
}

const EXPECTED =
  'a heading with a column of times and one of round trips or rates, with units, as in "time_s,rtt_ms"'

const HEADING_MAX = 900

const separated = (line: string): readonly string[] =>
  line.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1'))

function columnsOf(heading: string): readonly Column[] {
  if (heading.length > HEADING_MAX) return []
  return separated(heading).flatMap((head, index): Column[] => {
    const [, name = '', unit = ''] =
      /^([a-z_]+?)[ _]*[([_ ]([a-z/]{1,7})[)\]]?$/.exec(head.toLowerCase()) ?? []
    for (const [meaning, { named, units }] of Object.entries(COLUMNS)) {
      if (!named.test(name) || !Object.hasOwn(units, unit)) continue
      return [{ head, index, meaning: meaning as Meaning, factor: units[unit] ?? 1 }]
    }
    return []
  })
}

const roleOf = (columns: readonly Column[], meaning: Meaning): Column | undefined =>
  columns.find((column) => column.meaning === meaning)

const isComplete = (columns: readonly Column[]): boolean =>
  roleOf(columns, 'time') !== undefined &&
  (roleOf(columns, 'round-trip') ?? roleOf(columns, 'rate')) !== undefined

export const series: Importer = {
  name: 'series',
  summary: 'CSV of round trips or rates over time, its heading with units (time_s,rtt_ms)',
  recognises: ({ text }) => {
    const [heading = ''] = firstLines(text, 1)
    return isComplete(columnsOf(heading))
  },
  read: (source) => {
    const lines = linesOf(source.text)
    const heading = lines.next()
    const head = heading.done === true ? '' : heading.value.text
    const columns = columnsOf(head)
    const time = roleOf(columns, 'time')
    const value = roleOf(columns, 'round-trip') ?? roleOf(columns, 'rate')
    if (time === undefined || value === undefined)
      return refused(source, head === '' ? 'no heading' : head, EXPECTED, 1)
    const samples = samplesOf(source, lines, time, value)
    if (!samples.ok) return samples
    const unused = separated(head)
      .filter((_, index) => index !== time.index && index !== value.index)
      .map((name): Unused => ({ figure: 'column', value: name, reason: 'One column is imported.' }))
    return value.meaning === 'rate'
      ? rates(source, samples.value, unused)
      : roundTrips(source, samples.value, unused)
  },
}

function roundTrips(
  source: ImportSource,
  samples: readonly Sample[],
  unused: readonly Unused[],
): Checked<Imported> {
  const delays = delaysOf(source, samples)
  if (!delays.ok) return delays
  const title = 'Recorded round trips'
  return { ok: true, value: { title, ...delays.value, unused, notes: [HALVES] } }
}

function rates(
  source: ImportSource,
  samples: readonly Sample[],
  unused: readonly Unused[],
): Checked<Imported> {
  const steps = stepsOf(source, samples)
  if (!steps.ok) return steps
  const { endsMs, values } = steps.value
  if (!values.some((rate) => rate > 0)) return refused(source, 'no rate at any time', 'some')
  return {
    ok: true,
    value: {
      title: 'Recorded rate',
      ...eachWay(source, () => ({ rate: [{ kind: 'rate-trace', endsMs, bitsPerSecond: values }] })),
      unused,
      notes: bothWays(source),
    },
  }
}

function samplesOf(
  source: ImportSource,
  lines: Iterable<Line>,
  time: Column,
  value: Column,
): Checked<readonly Sample[]> {
  const samples: Sample[] = []
  for (const { number, text } of lines) {
    const fields = separated(text)
    const field = fields[value.index]
    if (field === '') continue
    const at = decimal(fields[time.index])
    const measured = decimal(field)
    if (at === undefined || measured === undefined || measured < 0) {
      return refused(source, text, `a number for ${time.head} and one for ${value.head}`, number)
    }
    samples.push({
      ms: at * time.factor,
      value: Math.round(measured * value.factor),
      line: number,
    })
  }
  return { ok: true, value: samples }
}
