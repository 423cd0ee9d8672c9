/**
 * Reads XEP-0082 DateTime into milliseconds since 1970, without the platform's `Date`, which takes
 * many other things for a time as well.
 *
 * Proleptic Gregorian calendar, years 1970 to 9999. A leap second counts as the first of the next
 * minute; fractions beyond the millisecond are dropped.
 */

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/

/** Undefined for what is not written so, or not in the calendar. */
export const readDateTime = (text: string): number | undefined => {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hours, minutes, seconds] = [part(4), part(5), part(6)]
  const [zoneHours, zoneMinutes] = [part(9), part(10)]
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) {
    return undefined
  }
  if (hours > 23 || minutes > 59 || seconds > 60 || zoneHours > 23 || zoneMinutes > 59) {
    return undefined
  }
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const zone = (match[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes)
  const inMinutes = (daysUntil(year, month, day) * 24 + hours) * 60 + minutes - zone
  return (inMinutes * 60 + seconds) * 1_000 + milliseconds
}

/** Days before each month of a common year. */
const BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysIn = (month: number, year: number): number =>
  (BEFORE_MONTH[month] ?? 0) -
  (BEFORE_MONTH[month - 1] ?? 0) +
  (month === 2 && isLeap(year) ? 1 : 0)

/** From 1970-01-01. */
const daysUntil = (year: number, month: number, day: number): number => {
  const past = year - 1
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
  const common = (year - 1970) * 365 + (BEFORE_MONTH[month - 1] ?? 0) + day - 1
  // 477 leap days before 1970.
  return common + leapDays - 477 + (month > 2 && isLeap(year) ? 1 : 0)
}
