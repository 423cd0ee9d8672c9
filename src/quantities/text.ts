/**
 * Quantities in base units, written so that people can read them and {@link ./quantity.ts}
 * reads the same value back. Exact: the decimal point is moved in the text.
 */
import type { QueueLimit } from '../link/queue.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'
import type { Outage } from './quantity.ts'

export function durationText(value: Duration): string {
  if (value === 0) return '0ms'
  if (value < 1_000) return `${value}ns`
  if (value < 1_000_000) return `${moved(value, -3)}us`
  if (value < 1_000_000_000) return `${moved(value, -6)}ms`
  return `${moved(value, -9)}s`
}

/** Milliseconds up to 10 s: round-trip times are compared in milliseconds. */
export function roundTripText(value: Duration): string {
  return value < 10_000_000_000 ? `${moved(value, -6)}ms` : durationText(value)
}

export function rateText(value: BitRate): string {
  if (value < 1_000) return `${value}bps`
  if (value < 1_000_000) return `${moved(value, -3)}kbps`
  if (value < 1_000_000_000) return `${moved(value, -6)}Mbps`
  return `${moved(value, -9)}Gbps`
}

export function sizeText(value: Bytes): string {
  if (value < 1_000 || value % 100 !== 0) return `${value}B`
  return value < 1_000_000 ? `${moved(value, -3)}kB` : `${moved(value, -6)}MB`
}

export const shareText = (value: number): string => `${moved(value, 2)}%`

export const outageText = (value: Outage): string =>
  `${durationText(value.duration)}@${durationText(value.start)}`

export function queueText(value: QueueLimit): string {
  switch (value.kind) {
    case 'bytes':
      return sizeText(value.limit)
    case 'time':
      return durationText(value.limit)
    case 'packets':
      return `${value.limit}packets`
    case 'unlimited':
      return 'unlimited'
  }
}

/** A number times a power of ten as decimal text without an exponent. */
function moved(value: number, by: number): string {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent) + by
  const before = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const after = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  const trimmedBefore = before.replace(/^0+(?=\d)/, '')
  const trimmedAfter = after.replace(/0+$/, '')
  return trimmedAfter === '' ? trimmedBefore : `${trimmedBefore}.${trimmedAfter}`
}
