/** Octets that were altered here and there, and come in pieces. */
import type { Random } from '../../src/random.ts'
import { several } from './draw.ts'

export interface Change {
  readonly at: number
  readonly octet: number
}

/** A few at most. */
export const drawChanges = (random: Random, { length }: Uint8Array): readonly Change[] =>
  several(random, 0, 3, () => ({
    at: random.below(Math.max(length, 1)),
    octet: random.below(256),
  }))

export function changed(octets: Uint8Array, changes: readonly Change[]): Uint8Array {
  const other = Uint8Array.from(octets)
  for (const { at, octet } of changes) other[at] = octet
  return other
}

/** As long as the cuts say, in turn. */
export const pieces = (octets: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const cut: Uint8Array[] = []
  for (let at = 0, turn = 0; at < octets.length; turn += 1) {
    const length = cuts[turn % cuts.length] ?? 1
    cut.push(octets.subarray(at, at + length))
    at += length
  }
  return cut
}
