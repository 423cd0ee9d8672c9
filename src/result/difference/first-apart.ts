/** Where two settings differ first, and what either says there, in the units that people write. */
import { quantileText } from '../../quantile-table.ts'
import { durationText, rateText, shareText, sizeText } from '../../quantities/text.ts'
import type { BitRate, Bytes, Duration } from '../../units.ts'
import { type Apart, NOTHING } from './strangers.ts'

/** Plain data, in base units. Undefined where they are the same, whatever the order of their members. */
export function firstApart(before: unknown, after: unknown): Omit<Apart, 'what'> | undefined {
  return apartAt([], [before, after], [undefined, undefined])
}

type Sides<Value = unknown> = readonly [before: Value, after: Value]
type Members = Readonly<Record<string, unknown>>

function apartAt(
  path: readonly string[],
  [before, after]: Sides,
  [beside, besideAfter]: Sides<Members | undefined>,
): Omit<Apart, 'what'> | undefined {
  const [one, other] = [membersOf(before), membersOf(after)]
  if (one === undefined || other === undefined) {
    if (before === after) return undefined
    return {
      field: fieldOf(path),
      before: textOf(path, before, beside),
      after: textOf(path, after, besideAfter),
    }
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    if (RECORDINGS.has(key) && !(key in one && key in other)) continue
    const found = apartAt([...path, key], [one[key], other[key]], [one, other])
    if (found !== undefined) return found
  }
  return undefined
}

/** A digest, or before 1.5 the recording itself: where one side has the one, it is not known to be another. */
const RECORDINGS: ReadonlySet<string> = new Set([
  'recording',
  'opportunitiesMs',
  'endsMs',
  'bitsPerSecond',
  'delaysUs',
])

/** Of a list by their places, but of a table of quantiles by the names of these. */
function membersOf(value: unknown): Members | undefined {
  if (Array.isArray(value)) {
    return Object.fromEntries(
      value.map((one: unknown, index) => {
        const { quantile, value } = membersOf(one) ?? {}
        return typeof quantile === 'number' ? [quantileText(quantile), value] : [`[${index}]`, one]
      }),
    )
  }
  return typeof value === 'object' && value !== null ? (value as Members) : undefined
}

/** `events[0].what.lasts`, `rtt.p25`: without what only says how a figure is kept. */
const fieldOf = (path: readonly string[]): string =>
  path
    .filter((key) => key !== 'points' && key !== 'value')
    .join('.')
    .replaceAll('.[', '[')

/** `beside`: what the value is a member of. */
function textOf(path: readonly string[], value: unknown, beside: Members | undefined): string {
  const members = membersOf(value)
  if (members !== undefined) {
    const texts = Object.entries(members).map(
      ([key, one]) => `${key} ${textOf([...path, key], one, members)}`,
    )
    return texts.length === 0 ? NOTHING : texts.join(', ')
  }
  if (value === undefined || value === null) return NOTHING
  return typeof value === 'number' ? numberText(path, value, beside) : String(value)
}

function numberText(path: readonly string[], value: number, beside: Members | undefined): string {
  const key = path.at(-1)
  const isOctets =
    key === 'mtu' || key === 'octets' || (key === 'limit' && beside?.['kind'] === 'bytes')
  if (isOctets) return sizeText(value as Bytes)
  if (path.includes('rate')) return rateText(value as BitRate)
  if (value > 0 && value < 1) return shareText(value)
  // Times are in nanoseconds: what is less than a microsecond is a count.
  const isTime = Number.isInteger(value) && value >= 1000 && key !== 'perHour'
  return isTime ? durationText(value as Duration) : String(value)
}
