/**
 * Quantities written with their unit, as people write them: `300ms`, `1.6Mbps`, `2%`,
 * `3s@1s`. Read strictly and written back.
 *
 * A number without its unit is refused, because "300" has meant milliseconds one way, both
 * ways, and kilobits per second in different tools. So are signs, exponents, unknown spellings
 * (`mbps` would be millibits) and anything finer than the base unit: nothing is guessed and
 * nothing becomes NaN. The decimal point is moved in the text, not by multiplying, so that
 * `1.1ms` is exactly 1,100,000 ns.
 */
import type { QueueLimit } from '../link/queue.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'

export interface QuantityError {
  /** What was written, shortened. */
  readonly found: string
  /** What would have been accepted, with an example. */
  readonly expected: string
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: QuantityError }

/** A kind of quantity: how to read it, and what to tell those who got it wrong. */
export interface Quantity<T> {
  readonly parse: (text: string) => Parsed<T>
  /** Completes "expected …". */
  readonly expected: string
  /** A regular expression for editors; the parser is the authority. */
  readonly pattern: string
  readonly example: string
}

/** Nothing beyond a day is meant as the delay of a packet; it also keeps sums far from 2^53. */
const LONGEST_NS = 86_400e9
/** 1 Tbit/s: a full-size packet then takes 12 ns, still some whole nanoseconds. */
const FASTEST_BPS = 1e12
const LARGEST_BYTES = 1e9

const DURATION_UNITS = { ns: 0, us: 3, µs: 3, ms: 6, s: 9 } as const
const RATE_UNITS = { bps: 0, kbps: 3, Mbps: 6, Gbps: 9 } as const
const SIZE_UNITS = { B: 0, kB: 3, MB: 6 } as const
const SHARE_UNITS = { '%': -2 } as const
const FREQUENCY_UNITS = { '/h': 0 } as const
const PACKET_UNITS = { packets: 0, packet: 0 } as const

/** A number and a unit, the unit as the power of ten to the base unit. */
interface Scale {
  readonly units: Readonly<Record<string, number>>
  readonly expected: string
  readonly example: string
  readonly whole: boolean
  readonly least: number
  readonly most: number
}

const DURATION: Scale = {
  units: DURATION_UNITS,
  expected: 'a duration with its unit (ns, us, ms or s; at most a day), as in "300ms"',
  example: '300ms',
  whole: true,
  least: 0,
  most: LONGEST_NS,
}
const RATE: Scale = {
  units: RATE_UNITS,
  expected: 'a rate above zero with its unit (bps, kbps, Mbps or Gbps), as in "1.6Mbps"',
  example: '1.6Mbps',
  whole: true,
  least: 1,
  most: FASTEST_BPS,
}
const SIZE: Scale = {
  units: SIZE_UNITS,
  expected: 'a size above zero with its unit (B, kB or MB), as in "64kB"',
  example: '64kB',
  whole: true,
  least: 1,
  most: LARGEST_BYTES,
}
/** 68 bytes is the least that IPv4 lets a link carry (RFC 791), 65,535 the most of a packet. */
const PACKET_SIZE: Scale = {
  units: { B: 0 },
  expected: 'a packet size from 68B to 65535B, as in "1440B"',
  example: '1440B',
  whole: true,
  least: 68,
  most: 65_535,
}
const SHARE: Scale = {
  units: SHARE_UNITS,
  expected: 'a share from 0% to 100%, as in "2%"',
  example: '2%',
  whole: false,
  least: 0,
  most: 1,
}
/** Once a second is already no outage any more but a modulated link. */
const FREQUENCY: Scale = {
  units: FREQUENCY_UNITS,
  expected: 'a number per hour above zero and at most 3600/h, as in "23.8/h"',
  example: '23.8/h',
  whole: false,
  least: 0.001,
  most: 3600,
}
const PACKETS: Scale = {
  units: PACKET_UNITS,
  expected: 'a number of packets, as in "130packets"',
  example: '130packets',
  whole: true,
  least: 1,
  most: 1e6,
}

const NUMBER = '\\d+(\\.\\d+)?'
const escaped = (text: string): string => text.replace(/[/.]/g, '\\$&')
const patternOf = (scale: Scale): string =>
  `^${NUMBER} ?(${Object.keys(scale.units).map(escaped).join('|')})$`

const SHOWN = 40
/** What was found, in quotes and short enough for one line. */
const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)

const refused = (text: string, expected: string): Parsed<never> => ({
  ok: false,
  error: { found: shown(text), expected },
})

const SHAPE = /^(\d{1,15}(?:\.\d{1,15})?) ?([A-Za-zµ%/]+)$/

function parseScaled(text: string, scale: Scale): Parsed<number> {
  const match = SHAPE.exec(text)
  const digits = match?.[1]
  const unit = match?.[2]
  if (digits === undefined || unit === undefined || !Object.hasOwn(scale.units, unit)) {
    return refused(text, scale.expected)
  }
  const value = Number(`${digits}e${scale.units[unit]}`)
  const within = value >= scale.least && value <= scale.most
  const exact = !scale.whole || Number.isInteger(value)
  return within && exact ? { ok: true, value } : refused(text, scale.expected)
}

/** The one place where a checked number receives its brand. */
const quantity = <T extends number>(scale: Scale): Quantity<T> => ({
  parse: (text) => {
    const parsed = parseScaled(text, scale)
    return parsed.ok ? { ok: true, value: parsed.value as T } : parsed
  },
  expected: scale.expected,
  pattern: patternOf(scale),
  example: scale.example,
})

export const duration: Quantity<Duration> = quantity<Duration>(DURATION)
export const rate: Quantity<BitRate> = quantity<BitRate>(RATE)
export const size: Quantity<Bytes> = quantity<Bytes>(SIZE)
export const packetSize: Quantity<Bytes> = quantity<Bytes>(PACKET_SIZE)
/** A probability or a share, 0 to 1. */
export const share: Quantity<number> = quantity<number>(SHARE)
/** Events per hour. */
export const frequency: Quantity<number> = quantity<number>(FREQUENCY)
const packets: Quantity<number> = quantity<number>(PACKETS)

const PER_HOUR = { '/s': 3600, '/min': 60, '/h': 1 } as const
const OCCURRENCES_EXPECTED = 'a number per s, min or h, at most 100/s, as in "10/min"'
const MOST_PER_HOUR = 360_000

/** How often something comes on average, per hour; none is `0/h`. */
export const occurrences: Quantity<number> = {
  parse: (text) => {
    const [, digits, unit] = /^(\d{1,6}(?:\.\d{1,6})?) ?(\/(?:s|min|h))$/.exec(text) ?? []
    if (digits === undefined || !isPerHourUnit(unit)) return refused(text, OCCURRENCES_EXPECTED)
    const perHour = Number(digits) * PER_HOUR[unit]
    const isKnown = perHour === 0 || (perHour >= 0.001 && perHour <= MOST_PER_HOUR)
    return isKnown ? { ok: true, value: perHour } : refused(text, OCCURRENCES_EXPECTED)
  },
  expected: OCCURRENCES_EXPECTED,
  pattern: `^${NUMBER} ?\\/(s|min|h)$`,
  example: '10/min',
}

const isPerHourUnit = (unit: string | undefined): unit is keyof typeof PER_HOUR =>
  unit !== undefined && Object.hasOwn(PER_HOUR, unit)

const DEVIATION_EXPECTED =
  'a duration with its unit (ns, us, ms or s), with a minus where it shortens, as in "-3ms"'

/** What a delay differs from another: the one quantity that may be negative. */
export const deviation: Quantity<Duration> = {
  parse: (text) => {
    const isNegative = text.startsWith('-')
    const parsed = duration.parse(isNegative ? text.slice(1) : text)
    if (!parsed.ok) return refused(text, DEVIATION_EXPECTED)
    return { ok: true, value: isNegative ? ((0 - parsed.value) as Duration) : parsed.value }
  },
  expected: DEVIATION_EXPECTED,
  pattern: duration.pattern.replace('^', '^-?'),
  example: '-3ms',
}

const QUEUE_EXPECTED =
  'a queue limit as a size, a time or a number of packets, as in "64kB", "600ms" or "130packets"'

function parseQueue(text: string): Parsed<QueueLimit> {
  const bytes = size.parse(text)
  if (bytes.ok) return { ok: true, value: { kind: 'bytes', limit: bytes.value } }
  const time = duration.parse(text)
  if (time.ok && time.value > 0) return { ok: true, value: { kind: 'time', limit: time.value } }
  const count = packets.parse(text)
  if (count.ok) return { ok: true, value: { kind: 'packets', limit: count.value } }
  return refused(text, QUEUE_EXPECTED)
}

export const queue: Quantity<QueueLimit> = {
  parse: parseQueue,
  expected: QUEUE_EXPECTED,
  pattern: `^${NUMBER} ?(B|kB|MB|ns|us|µs|ms|s|packets?)$`,
  example: '600ms',
}

/** The link is dead for `duration`, from `start` after the attempt began. */
export interface Outage {
  readonly start: Duration
  readonly duration: Duration
}

const OUTAGE_EXPECTED = 'an outage as DURATION@START, as in "3s@1s" (dead for 3 s from 1 s on)'

function parseOutage(text: string): Parsed<Outage> {
  const [length, start, ...rest] = text.split('@')
  if (length === undefined || start === undefined || rest.length > 0) {
    return refused(text, OUTAGE_EXPECTED)
  }
  const parsedLength = duration.parse(length)
  const parsedStart = duration.parse(start)
  if (!parsedLength.ok || !parsedStart.ok || parsedLength.value === 0) {
    return refused(text, OUTAGE_EXPECTED)
  }
  return { ok: true, value: { start: parsedStart.value, duration: parsedLength.value } }
}

export const outage: Quantity<Outage> = {
  parse: parseOutage,
  expected: OUTAGE_EXPECTED,
  pattern: `^${NUMBER} ?(ns|us|µs|ms|s)@${NUMBER} ?(ns|us|µs|ms|s)$`,
  example: '3s@1s',
}
