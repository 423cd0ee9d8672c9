/** Options that are lengths of time and concern nobody but the command. */
import { Option } from 'commander'
import { InputError } from '../../json/input-error.ts'
import { duration } from '../../quantities/quantity.ts'
import { toMilliseconds } from '../../units.ts'

/** A day: nobody waits longer. */
const MOST_MS = 86_400_000

/** Milliseconds. */
export function lengthOfTime(flag: string, text: string): Option {
  const option = new Option(`${flag} <time>`, text)
  return option.argParser((said: string): number => {
    const parsed = duration.parse(said)
    const ms = parsed.ok ? toMilliseconds(parsed.value) : Number.NaN
    if (ms > 0 && ms <= MOST_MS) return ms
    throw new InputError({
      code: 'wrong-value',
      field: option.attributeName(),
      found: JSON.stringify(said),
      expected: parsed.ok ? 'more than 0s, at most 86400s' : duration.expected,
    })
  })
}
