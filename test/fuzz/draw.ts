/** Inputs drawn from a generator: choices, lists, and texts that were altered here and there. */
import type { Random } from '../../src/random.ts'

export function oneOf<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[random.below(values.length)]
  if (value === undefined) throw new Error('Expected something to choose from')
  return value
}

/** From `least` to `most` values. */
export const several = <Value>(
  random: Random,
  least: number,
  most: number,
  draw: () => Value,
): Value[] => Array.from({ length: least + random.below(most - least + 1) }, draw)

/** What is put into JSON in the place of something else: edges, and what is of another kind. */
const PLACED = [
  ...['null', 'true', '-1', '0', '1', '1e400', '-0', '0.1', '9007199254740993', '""', '[]', '{}'],
  ...['"0ms"', '"1ms"', '"-1ms"', '"24h"', '"1e9s"', '"0%"', '"100%"', '"101%"', '"0bps"'],
  ...['"1bps"', '"999Gbps"', '"1B"', '"1440B"', '"0B"', '"999GB"', '"NaN"', '"__proto__"'],
  ...['"\\u0000"', '"\\ud800"', '"\u009b31m"', '"\u202e"', ',', '}', ']', ':', '"', '\n', '// x'],
  ...['[[[[[[[[[[', '{"a":1,"a":2}', '"constructor"', '"../../etc/passwd"', '"/dev/zero"'],
]

/** A name, a text, a number, a word or a mark of JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|[a-z]+|[{}[\],:]/g

/** JSON with a few tokens exchanged, left out or said twice. */
export function alteredJson(random: Random, text: string): string {
  let altered = text
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const tokens = [...altered.matchAll(TOKEN)]
    const found = tokens[random.below(Math.max(1, tokens.length))]
    if (found === undefined) return altered
    const [token] = found
    const other = tokens[random.below(tokens.length)]?.[0] ?? ''
    const placed = oneOf(random, ['', token + token, other, oneOf(random, PLACED)])
    altered = altered.slice(0, found.index) + placed + altered.slice(found.index + token.length)
  }
  return altered
}
