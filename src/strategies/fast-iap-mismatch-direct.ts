/**
 * As fast-iap-direct, but the server's features have changed meanwhile: what was said on the strength
 * of the old ones is refused without prejudice (XEP-0509 §3.2), and said again by the new ones, which
 * have come in the same flight: one wait. Who waits for the features loses nothing.
 */
import type { Base } from './base.ts'
import { fastIapDirect } from './fast-iap-direct.ts'

export const fastIapMismatchDirect: Base = {
  ...fastIapDirect,
  name: 'fast-iap-mismatch-direct',
  summary: 'direct TLS, FAST token with inline resumption, the version of the features changed',
  rows: ['R13'],
  aftermath: 'reconfigured',
  earlyData: {
    kind: 'barred',
    why: 'what is measured here is the second attempt, which follows the features; only the one that is refused could ride in early data (XEP-0509 §6)',
  },
}
