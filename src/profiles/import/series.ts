/**
 * A table of measurements over time with a heading, as CSV or with tabs: a column of times and one of
 * round trips or of rates, each named with its unit (`timestamp_s,rtt_ms`; `time_ms,down_mbps`).
 * A rate whose heading says a way is of that way only; there may be one of each.
 *
 * Times may count from anywhere. A sample holds until the next one; an empty field is none. Fields are
 * separated as those of the heading are; where that is by something else than a comma, a comma may be that
 * of decimals, as programs write them in most of Europe.
 */
import { DIRECTIONS, type Direction } from '../../direction.ts'
import type { Checked } from '../../json/input-error.ts'
import { decimal } from './decimal.ts'
import {
  type Aspects,
  bothWays,
  eachWay,
  type Imported,
  type Importer,
  type ImportSource,
  refused,
  type Unused,
} from './importer.ts'
import { firstLines, linesOf } from './lines.ts'
import { delaysOf, HALVES } from './round-trips.ts'
import { type Sample, stepsOf } from './samples.ts'

/** A way: a rate of it. */
type Meaning = 'time' | 'round-trip' | 'rate' | Direction

const RATES: Readonly<Record<string, number>> = {
  ...{ bps: 1, kbps: 1e3, mbps: 1e6, gbps: 1e9 },
  ...{ 'bit/s': 1, 'kbit/s': 1e3, 'mbit/s': 1e6 },
}

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
  rate: { named: /^(bandwidth|throughput|rate|bw|tput|goodput)$/, units: RATES },
  up: { named: /^(up|upload|uplink)$/, units: RATES },
  down: { named: /^(down|download|downlink)$/, units: RATES },
}

interface Heading {
  readonly separator: Separator
  readonly fields: readonly string[]
}

/** Rows under a heading, with their column of times. */
interface Table extends Heading {
  readonly source: ImportSource
  readonly time: Column
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

type Separator = '\t' | ';' | ','

function headingOf(line: string): Heading {
  const separator = (['\t', ';'] as const).find((one) => line.includes(one)) ?? ','
  return { separator, fields: separated(line, separator) }
}

const separated = (line: string, by: Separator): readonly string[] =>
  line.split(by).map((field) => field.trim().replace(/^"(.*)"$/, '$1'))

/** `MBps`, `kB/s`: of octets, where whoever wrote it tells both letters apart. */
const OCTETS = /^[kMG]?B(ps|\/s)$/

function columnsOf(heading: string): readonly Column[] {
  if (heading.length > HEADING_MAX) return []
  return headingOf(heading).fields.flatMap((head, index): Column[] => {
    const [, written = '', said = ''] =
      /^([A-Za-z_]+?)[ _]*[([_ ]([A-Za-z/]{1,7})[)\]]?$/.exec(head) ?? []
    const [name, bits] = [written.toLowerCase(), OCTETS.test(said) ? 8 : 1]
    const unit = (bits === 8 ? said.replace(/B.*/, 'bps') : said).toLowerCase()
    for (const [meaning, { named, units }] of Object.entries(COLUMNS)) {
      if (!named.test(name) || !Object.hasOwn(units, unit)) continue
      return [{ head, index, meaning: meaning as Meaning, factor: bits * (units[unit] ?? 1) }]
    }
    return []
  })
}

const roleOf = (columns: readonly Column[], meaning: Meaning): Column | undefined =>
  columns.find((column) => column.meaning === meaning)

const VALUES: readonly Meaning[] = ['round-trip', 'rate', ...DIRECTIONS]

const isComplete = (columns: readonly Column[]): boolean =>
  roleOf(columns, 'time') !== undefined &&
  VALUES.some((meaning) => roleOf(columns, meaning) !== undefined)

export const series: Importer = {
  name: 'series',
  summary: 'CSV of round trips or rates over time, its heading with units (time_s,rtt_ms)',
  recognises: ({ text }) => {
    const [heading = ''] = firstLines(text, 1)
    return isComplete(columnsOf(heading))
  },
  read: (source) => {
    const heading = linesOf(source.text).next()
    const head = heading.done === true ? '' : heading.value.text
    const columns = columnsOf(head)
    const time = roleOf(columns, 'time')
    if (time === undefined || !isComplete(columns))
      return refused(source, head === '' ? 'no heading' : head, EXPECTED, 1)
    const roundTrip = roleOf(columns, 'round-trip')
    const values = roundTrip === undefined ? rateColumns(source, columns) : [roundTrip]
    if (values.length === 0) return refused(source, head, `a column of rates ${source.way}`, 1)
    const table = { ...headingOf(head), source, time }
    const used = [time, ...values].map(({ index }) => index)
    const unused = table.fields
      .filter((_, index) => !used.includes(index))
      .map((name): Unused => ({ figure: 'column', value: name, reason: ONE_OF_EACH }))
    return roundTrip === undefined
      ? rates(table, values, unused)
      : roundTrips(table, roundTrip, unused)
  },
}

/** What says a way goes before what says none; none where `up=` or `down=` asks for the other. */
function rateColumns(source: ImportSource, columns: readonly Column[]): readonly Column[] {
  const asked = source.way === undefined ? DIRECTIONS : [source.way]
  const directed = asked.flatMap((way) => roleOf(columns, way) ?? [])
  const any = roleOf(columns, 'rate')
  return directed.length > 0 || any === undefined ? directed : [any]
}

const ONE_OF_EACH = 'One column is imported, or one of rates of each way that is asked for.'

function roundTrips(table: Table, value: Column, unused: readonly Unused[]): Checked<Imported> {
  const samples = samplesOf(table, value)
  if (!samples.ok) return samples
  const delays = delaysOf(table.source, samples.value)
  if (!delays.ok) return delays
  const title = 'Recorded round trips'
  return { ok: true, value: { title, ...delays.value, unused, notes: [HALVES] } }
}

/** `columns`: one that says no way, or one of each way that is said. */
function rates(
  table: Table,
  columns: readonly Column[],
  unused: readonly Unused[],
): Checked<Imported> {
  const title = 'Recorded rate'
  const link: Record<Direction, Aspects> = { up: {}, down: {} }
  for (const column of columns) {
    const rate = rateOf(table, column)
    if (!rate.ok) return rate
    const way = DIRECTIONS.find((one) => one === column.meaning)
    if (way !== undefined) link[way] = rate.value
    else {
      const ways = eachWay(table.source, () => rate.value)
      return { ok: true, value: { title, ...ways, unused, notes: bothWays(table.source) } }
    }
  }
  return { ok: true, value: { title, ...link, unused, notes: [] } }
}

function rateOf(table: Table, column: Column): Checked<Aspects> {
  const samples = samplesOf(table, column)
  if (!samples.ok) return samples
  const steps = stepsOf(table.source, samples.value)
  if (!steps.ok) return steps
  const { endsMs, values } = steps.value
  if (values.some((rate) => rate > 0))
    return { ok: true, value: { rate: [{ kind: 'rate-trace', endsMs, bitsPerSecond: values }] } }
  return refused(table.source, `no rate at any time in ${column.head}`, 'some')
}

function samplesOf(table: Table, value: Column): Checked<readonly Sample[]> {
  const { source, time, separator } = table
  const samples: Sample[] = []
  const lines = linesOf(source.text)
  lines.next() // the heading
  const numberIn = (field: string | undefined): number | undefined =>
    decimal(separator === ',' ? field : field?.replace(',', '.'))
  for (const { number, text } of lines) {
    const fields = separated(text, separator)
    const field = fields[value.index]
    if (field === '') continue
    const at = numberIn(fields[time.index])
    const measured = numberIn(field)
    // What is separated by more than the heading is has commas of another meaning.
    const isMore = fields.length > table.fields.length
    if (isMore || at === undefined || measured === undefined || measured < 0) {
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
