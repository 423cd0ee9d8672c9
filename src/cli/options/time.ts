/** Options that are lengths of time and concern nobody but the command. */
import { Option } from 'commander'
import { readWhile } from '../../words/reading/fields.ts'

/** Milliseconds. */
export function lengthOfTime(flag: string, text: string): Option {
  const option = new Option(`${flag} <time>`, text)
  return option.argParser((said: string) => readWhile(option.attributeName(), said))
}
