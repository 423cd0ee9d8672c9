/**
 * XEP-0082 DateTime in UTC from milliseconds since 1970, without the platform's `Date`: virtual
 * time has nothing to do with the machine's.
 *
 * Proleptic Gregorian calendar, no leap seconds, years 1970 to 9999.
 */

const DAY = 86_400_000

export const utc = (milliseconds: number, digits: 0 | 6): string => {
  const days = Math.floor(milliseconds / DAY)
  const rest = milliseconds - days * DAY
  const { year, month, day } = civil(days)
  const hours = pad(Math.floor(rest / 3_600_000), 2)
  const minutes = pad(Math.floor(rest / 60_000) % 60, 2)
  const seconds = pad(Math.floor(rest / 1_000) % 60, 2)
  const fraction = digits === 0 ? '' : `.${pad(rest % 1_000, 3)}000`
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${hours}:${minutes}:${seconds}${fraction}Z`
}

/** Days since 1970 to a date: Hinnant's algorithm, eras of 400 years beginning in March. */
const civil = (days: number): { year: number; month: number; day: number } => {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const march = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1
  const month = march < 10 ? march + 3 : march - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
