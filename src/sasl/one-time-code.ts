/**
 * One-time codes: of a counter (HOTP, RFC 4226) and of the time (TOTP, RFC 6238), from a secret that
 * the server shares with whoever makes them.
 *
 * Left out: other time steps than 30 s and other beginnings than 1970, which nobody uses.
 */
import { createHmac } from 'node:crypto'

/** Seconds for which a code is that of now (RFC 6238 §4.1, XEP-0400 §3.2). */
const STEP_SECONDS = 30

export interface CodeForm {
  readonly digits: number
  readonly digest: 'sha1' | 'sha256' | 'sha512'
}

/** The only form of XEP-0400 §3.2, and that of every authenticator. */
export const SIX_DIGITS: CodeForm = { digits: 6, digest: 'sha1' }

/** RFC 4226 §5.3. */
export function counterCode(
  secret: Uint8Array,
  counter: number,
  { digits, digest }: CodeForm = SIX_DIGITS,
): string {
  const moving = Buffer.alloc(8)
  moving.writeBigUInt64BE(BigInt(counter))
  const code = createHmac(digest, secret).update(moving).digest()
  const offset = (code[code.length - 1] ?? 0) & 0xf
  const truncated = code.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return String(truncated % 10 ** digits).padStart(digits, '0')
}

/** Which step of time it is. `at`: milliseconds since 1970. */
export const timeStep = (at: number): number => Math.floor(at / (STEP_SECONDS * 1_000))

/** RFC 6238 §4.2. */
export const timeCode = (secret: Uint8Array, at: number, form?: CodeForm): string =>
  counterCode(secret, timeStep(at), form)

/**
 * The step that a code is of, this one or the one before: it was on its way, and not for longer
 * (RFC 6238 §5.2). `after`: the last step whose code was taken, which is good for one use only.
 */
export function stepOfCode(
  secret: Uint8Array,
  code: string,
  at: number,
  after: number,
): number | undefined {
  const now = timeStep(at)
  return [now, now - 1].find(
    (step) => step > after && step >= 0 && counterCode(secret, step) === code,
  )
}
