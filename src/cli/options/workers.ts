/** The option of commands that run many trials. */
import { Option } from 'commander'
import { wholeNumber } from './whole-number.ts'

export const workers = (): Option =>
  new Option(
    '--workers <count>',
    'threads, with no effect on the result (default: as many as are worth it, at most one a processor)',
  ).argParser(wholeNumber)
