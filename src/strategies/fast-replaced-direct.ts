/**
 * As fast-rejected-direct, but the token was replaced by a newer one that has been used meanwhile: a
 * client that was restored from a copy holds the old one (XEP-0484 §4.2).
 */
import type { Base } from './base.ts'
import { fastRejectedDirect } from './fast-rejected-direct.ts'

export const fastReplacedDirect: Base = {
  ...fastRejectedDirect,
  name: 'fast-replaced-direct',
  summary: 'direct TLS, FAST token replaced by a newer one: SCRAM with inline resumption',
  entry: { ...fastRejectedDirect.entry, compared: 'apart' },
  aftermath: 'token-replaced',
}
