/** Every mechanism that both ends know: one line each, in any order. */
import { CLIENT_KEY, CLIENT_KEY_PLUS } from './device/client-key.ts'
import { DEVICES_OCRA } from './device/devices-ocra.ts'
import { HOTP } from './device/hotp.ts'
import { PASSKEY } from './device/passkey.ts'
import { X_TOKEN } from './device/x-token.ts'
import { XTOKEN_HMAC_SHA_256 } from './device/xtoken-hmac.ts'
import { DIGEST_MD5 } from './digest-md5/digest-md5.ts'
import { EXTERNAL } from './external.ts'
import { OAUTHBEARER } from './grant/oauthbearer.ts'
import { X_OAUTH } from './grant/x-oauth.ts'
import { HT_SHA_256, HT_SHA_512, HT_SHA3_512 } from './hashed-token.ts'
import type { Mechanism, MechanismOf, Proof } from './mechanism.ts'
import { OPAQUE, OPAQUE_PLUS } from './opaque/opaque.ts'
import { PLAIN } from './plain.ts'
import type { PasswordScheme } from './records.ts'
import { SCRAM_SHA_1, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_256_PLUS } from './scram/scram.ts'

/** Those that prove each thing, the best first. */
type ByProof = { readonly [Proven in Proof]: readonly MechanismOf<Proven>[] }

/** A set of mechanisms, found by name and by what they prove. */
export class Mechanisms {
  readonly #all: readonly Mechanism[]
  readonly #byProof: ByProof
  readonly #usual: ByProof
  readonly #byName: ReadonlyMap<string, Mechanism>

  constructor(all: readonly Mechanism[]) {
    this.#all = all
    this.#byProof = byProof(all)
    this.#usual = byProof(all.filter(({ taken }) => taken === undefined))
    this.#byName = new Map(all.map((one) => [one.name, one]))
  }

  named(name: string): Mechanism | undefined {
    return this.#byName.get(name)
  }

  /** Those that show nobody the secret. */
  disclosingNothing(): Mechanisms {
    return new Mechanisms(this.#all.filter(({ discloses }) => discloses === 'nothing'))
  }

  /** Those that are announced for logging in: all but those of FAST. */
  get logins(): readonly Mechanism[] {
    const { password, certificate, grant, device } = this.#byProof
    return [...password, ...certificate, ...grant, ...device]
  }

  /** Those that a client speaks unasked, the best first. */
  usual<Proven extends Proof>(proof: Proven): ByProof[Proven] {
    return this.#usual[proof]
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

const byProof = (all: readonly Mechanism[]): ByProof => {
  const ranked = [...all].sort((a, b) => b.rank - a.rank)
  return {
    password: ranked.filter((one) => one.proves === 'password'),
    token: ranked.filter((one) => one.proves === 'token'),
    certificate: ranked.filter((one) => one.proves === 'certificate'),
    grant: ranked.filter((one) => one.proves === 'grant'),
    device: ranked.filter((one) => one.proves === 'device'),
  }
}

export const MECHANISMS = new Mechanisms([
  SCRAM_SHA_256_PLUS,
  SCRAM_SHA_256,
  SCRAM_SHA_1_PLUS,
  SCRAM_SHA_1,
  PLAIN,
  DIGEST_MD5,
  OPAQUE,
  OPAQUE_PLUS,
  EXTERNAL,
  OAUTHBEARER,
  X_OAUTH,
  X_TOKEN,
  HOTP,
  DEVICES_OCRA,
  XTOKEN_HMAC_SHA_256,
  CLIENT_KEY,
  CLIENT_KEY_PLUS,
  PASSKEY,
  ...HT_SHA_256,
  ...HT_SHA_512,
  ...HT_SHA3_512,
])
