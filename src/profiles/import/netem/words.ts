/** Numbers with the units of `tc`: without one a time is of microseconds, a rate of bits. */
import { decimal } from '../decimal.ts'

const TIMES: Readonly<Record<string, number>> = {
  s: 1e3,
  sec: 1e3,
  secs: 1e3,
  ms: 1,
  msec: 1,
  msecs: 1,
  '': 1e-3,
  us: 1e-3,
  usec: 1e-3,
  usecs: 1e-3,
  ns: 1e-6,
  nsec: 1e-6,
  nsecs: 1e-6,
}

/** In milliseconds. */
export const timeOf = (text: string | undefined): number | undefined => scaled(text, TIMES)

/** Of such a time it depends on the tc what it is; nothing is nothing in any unit. */
export const lacksUnit = (text: string): boolean => /^[\d.]+$/.test(text) && timeOf(text) !== 0

const PREFIXES = ['', 'k', 'm', 'g', 't'] as const

const RATES: Readonly<Record<string, number>> = {
  '': 1,
  ...Object.fromEntries(
    PREFIXES.flatMap((prefix, power) => [
      [`${prefix}bit`, 1000 ** power],
      [`${prefix}ibit`, 1024 ** power],
      [`${prefix}bps`, 8 * 1000 ** power],
      [`${prefix}ibps`, 8 * 1024 ** power],
    ]),
  ),
}

/** In bit/s. */
export const rateOf = (text: string | undefined): number | undefined => scaled(text, RATES)

/** Powers of 1024, those of bits too. */
const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  ...Object.fromEntries(
    PREFIXES.flatMap((prefix, power) => [
      [prefix, 1024 ** power],
      [`${prefix}b`, 1024 ** power],
      ...(prefix === '' ? [] : [[`${prefix}bit`, 1024 ** power / 8] as const]),
    ]),
  ),
}

/** In octets. */
export const octetsOf = (text: string | undefined): number | undefined => scaled(text, SIZES)

const PERCENT: Readonly<Record<string, number>> = { '': 0.01, '%': 0.01 }

/** From 0 to 1. */
export function shareIn(text: string | undefined): number | undefined {
  const share = scaled(text, PERCENT)
  return share === undefined || share > 1 ? undefined : share
}

function scaled(
  text: string | undefined,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const [, digits, unit = ''] = /^([\d.]{1,40})([a-z%]{0,6})$/i.exec(text ?? '') ?? []
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined
  const value = decimal(digits)
  return value === undefined || factor === undefined ? undefined : value * factor
}
