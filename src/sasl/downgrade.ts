/**
 * XEP-0474: the server signs what it announced, so that a client sees whether somebody between
 * them took the stronger mechanisms out.
 */
import { hash as digestOf } from 'node:crypto'
import { ALGORITHMS, type ScramHash } from './scram/keys.ts'

export interface Announced {
  /** All SASL mechanisms announced, without those of FAST (XEP-0474 §3). */
  readonly mechanisms: readonly string[]
  /** All XEP-0440 types announced. */
  readonly types: readonly string[]
}

/** The value of SCRAM's attribute `h`, with the hash of the SCRAM mechanism in use. */
export const announcementHash = (hash: ScramHash, announced: Announced): string => {
  const mechanisms = [...announced.mechanisms].sort().join('\x1e')
  const types = [...announced.types].sort().join('\x1e')
  const text = announced.types.length === 0 ? mechanisms : `${mechanisms}\x1f${types}`
  return digestOf(ALGORITHMS[hash], text, 'base64')
}
