/** The command line, told any words. None opens a socket or writes a file. */
import { readFileSync } from 'node:fs'
import { oneOf, several } from '../draw.ts'
import type { Target } from '../target.ts'
import { orderly } from './orderly.ts'

const WORDS = readFileSync(new URL('../corpus/words.txt', import.meta.url), 'utf8').split('\n')

export const COMMAND_LINE: Target = {
  name: 'command line',
  share: 2,
  fuzz(random) {
    const args = several(random, 1, 8, () => oneOf(random, WORDS))
    // Half of them begin as something that can run.
    if (random.chance(0.5)) args.unshift('compare', '-n', '1', '-s', 'sasl2-direct')
    return { input: args, run: () => orderly(args) }
  },
}
