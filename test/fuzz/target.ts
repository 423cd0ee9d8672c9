/** Something that takes input from outside, and what it never may do about it. */
import type { Random } from '../../src/random.ts'

export interface Target {
  readonly name: string
  /** How many cases of it are tried for each of the slowest target's. */
  readonly share: number
  /** One input and its trial. The same random numbers give the same input. */
  readonly fuzz: (random: Random) => Fuzzed
}

export interface Fuzzed {
  /** Enough to see what it was, as JSON. */
  readonly input: unknown
  /** Throws, or rejects, where something happened that never may. */
  readonly run: () => void | Promise<void>
}
