/**
 * TOTP (RFC 6238): one-time codes of the time, from a secret that the server shares with whoever
 * makes them.
 *
 * Left out: other steps than 30 s and other beginnings than 1970, which nobody uses.
 */
import { countOctets, type OneTimePassword, oneTimePassword } from './device/one-time-password.ts'

/** Seconds for which a code is that of now (RFC 6238 §4.1, XEP-0400 §3.2). */
const STEP_SECONDS = 30

/** The only form of XEP-0400 §3.2, and that of every authenticator. */
const SIX_DIGITS: OneTimePassword = { digits: 6, hash: 'sha1' }

/** Which step of time it is. `at`: milliseconds since 1970. */
export const timeStep = (at: number): number => Math.floor(at / (STEP_SECONDS * 1_000))

/** RFC 6238 §4.2. */
export const timeCode = (secret: Uint8Array, at: number, form?: OneTimePassword): string =>
  codeOfStep(secret, timeStep(at), form)

const codeOfStep = (secret: Uint8Array, step: number, form = SIX_DIGITS): string =>
  oneTimePassword(secret, countOctets(step), form)

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
    (step) => step > after && step >= 0 && codeOfStep(secret, step) === code,
  )
}
