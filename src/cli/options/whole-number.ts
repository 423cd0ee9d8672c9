/** Options that are numbers. */
import { Option } from 'commander'
import { InputError } from '../../json/input-error.ts'

/** As a number; anything else as it is, for whoever knows what it should be. */
export const wholeNumber = (text: string): number | string =>
  /^\d{1,15}$/.test(text) ? Number(text) : text

/** The same with a fraction, as in 99.9. */
export const decimal = (text: string): number | string =>
  /^\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : text

const MOST = 1_000_000

/** A number that concerns nobody but the command. */
export const countOption = (flag: string, text: string, least: number): Option => {
  const option = new Option(`${flag} <count>`, text)
  return option.argParser(countFrom(option.attributeName(), least))
}

const countFrom =
  (field: string, least: number) =>
  (text: string): number => {
    const count = wholeNumber(text)
    if (typeof count === 'number' && count >= least && count <= MOST) return count
    throw new InputError({
      code: 'wrong-value',
      field,
      found: JSON.stringify(text),
      expected: `a whole number from ${least} to ${MOST}`,
    })
  }
