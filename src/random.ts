/**
 * The only source of chance: a seeded generator that forks by label.
 *
 * Models xoshiro128** (Blackman and Vigna, 2018) seeded through a 64-bit string hash, in
 * 32-bit integer arithmetic only, so that every platform and engine draws the same numbers.
 * A fork depends on the parent's *seed path*, never on how many numbers the parent has drawn:
 * `trial.fork('link').fork('up')` is the same generator whatever was drawn before. That is
 * what lets trials run in any order and strategies share their link's randomness.
 *
 * Left out: cryptographic strength (nonces and tokens of simulated peers need none) and
 * distributions that require transcendental functions, whose rounding differs between engines;
 * impairments use quantile tables instead.
 */

const TWO_POW_32 = 0x1_0000_0000
const TWO_POW_53 = 0x20_0000_0000_0000

const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** One round of MurmurHash3's 32-bit finaliser. */
const mix = (value: number): number => {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

export class Random {
  readonly #seedHigh: number
  readonly #seedLow: number
  #a = 0
  #b = 0
  #c = 0
  /** Odd at the beginning, so that the state is never all zero. */
  #d = 0
  #draws = 0

  private constructor(seedHigh: number, seedLow: number) {
    this.#seedHigh = seedHigh
    this.#seedLow = seedLow
  }

  /** A generator for a seed of any text; numbers are seeds through their decimal form. */
  static seeded(seed: string | number): Random {
    return new Random(0x5bd1e995, 0x1b873593).fork(String(seed))
  }

  /** An independent generator, determined by this one's seed and the label alone. */
  fork(label: string | number): Random {
    let high = this.#seedHigh
    let low = this.#seedLow
    const text = String(label)
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i)
      high = mix(high ^ code)
      low = mix(Math.imul(low ^ code, 0x01000193) ^ high)
    }
    return new Random(mix(high ^ text.length), mix(low + 0x9e3779b9 + text.length))
  }

  /** This generator from its beginning, whatever has been drawn from it. */
  again(): Random {
    return new Random(this.#seedHigh, this.#seedLow)
  }

  /** How many 32-bit numbers have been drawn; whatever else is drawn is made of them. */
  get draws(): number {
    return this.#draws
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    if (this.#draws === 0) this.#begin()
    this.#draws += 1
    return this.#next()
  }

  /** With the first draw: many generators are only forked. */
  #begin(): void {
    this.#a = mix(this.#seedHigh ^ 0x9e3779b9)
    this.#b = mix(this.#seedLow ^ 0x243f6a88)
    this.#c = mix((this.#seedHigh + 0xb7e15162) | 0)
    this.#d = mix((this.#seedLow + 0x8aed2a6b) | 0) | 1
    for (let i = 0; i < 4; i += 1) this.#next()
  }

  #next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0
    const t = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = rotateLeft(this.#d, 11)
    return result
  }

  /** Uniform in [0, 1) with 53 bits; exact in every engine (one division by a power of two). */
  unit(): number {
    return ((this.uint32() >>> 11) * TWO_POW_32 + this.uint32()) / TWO_POW_53
  }

  /** Uniform integer in [0, limit), `limit` at most 2^32. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** True with the given probability; draws exactly once, whatever the probability. */
  chance(probability: number): boolean {
    return this.unit() < probability
  }

  bytes(count: number): Uint8Array {
    const out = new Uint8Array(count)
    for (let i = 0; i < count; i += 1) out[i] = this.uint32() >>> 24
    return out
  }
}
