/** Every mechanism that both ends know: one line each, in any order. */
import {
  HT_SHA_256_ENDP,
  HT_SHA_256_EXPR,
  HT_SHA_256_NONE,
  HT_SHA_256_UNIQ,
} from './hashed-token.ts'
import type { Mechanism, MechanismOf, Proof } from './mechanism.ts'
import { PLAIN } from './plain.ts'
import type { PasswordScheme } from './records.ts'
import { SCRAM_SHA_1, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_256_PLUS } from './scram/scram.ts'

/** Those that prove each thing, the best first. */
type ByProof = { readonly [Proven in Proof]: readonly MechanismOf<Proven>[] }

/** A set of mechanisms, found by name and by what they prove. */
export class Mechanisms {
  readonly #all: readonly Mechanism[]
  readonly #byProof: ByProof
  readonly #byName: ReadonlyMap<string, Mechanism>

  constructor(all: readonly Mechanism[]) {
    this.#all = all
    const ranked = [...all].sort((a, b) => b.rank - a.rank)
    this.#byProof = {
      password: ranked.filter((one) => one.proves === 'password'),
      token: ranked.filter((one) => one.proves === 'token'),
    }
    this.#byName = new Map(all.map((one) => [one.name, one]))
  }

  named(name: string): Mechanism | undefined {
    return this.#byName.get(name)
  }

  /** Those that show nobody the secret. */
  disclosingNothing(): Mechanisms {
    return new Mechanisms(this.#all.filter(({ discloses }) => discloses === 'nothing'))
  }

  /** The best first. */
  proving<Proven extends Proof>(proof: Proven): ByProof[Proven] {
    return this.#byProof[proof]
  }

  /**
   * What a server keeps of passwords that announces these. One that only ever sees passwords
   * themselves has to keep something as well: what the best mechanism would need.
   */
  schemes(announced: readonly string[]): readonly PasswordScheme<unknown>[] {
    const needed = new Set<PasswordScheme<unknown>>()
    const any = new Set<PasswordScheme<unknown>>()
    for (const { name, keeps } of this.proving('password')) {
      if (keeps === undefined) continue
      any.add(keeps)
      if (announced.includes(name)) needed.add(keeps)
    }
    return needed.size > 0 ? [...needed] : [...any].slice(0, 1)
  }
}

export const MECHANISMS = new Mechanisms([
  SCRAM_SHA_256_PLUS,
  SCRAM_SHA_256,
  SCRAM_SHA_1_PLUS,
  SCRAM_SHA_1,
  PLAIN,
  HT_SHA_256_EXPR,
  HT_SHA_256_UNIQ,
  HT_SHA_256_ENDP,
  HT_SHA_256_NONE,
])
