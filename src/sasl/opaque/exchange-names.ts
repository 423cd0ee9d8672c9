/** What is exchanged names both ends (draft-reitzenstein-kitten-opaque-02 §3), so that it is authentic. */
import { joined } from './derivation.ts'
import type { Named } from './key-exchange.ts'

export const CONTEXT = 'SASL-OPAQUE-A255SHA'

export interface Variant {
  readonly name: string
  readonly binds: 'nothing' | 'negotiated'
}

/** By the client's message, and by the server's without what it proves. */
export const namedIn = (first: string, bare: string, context: string): Named => ({
  context,
  client: (publicKey) => joined(`${first},`, publicKey),
  server: (publicKey) => joined(`${bare},`, publicKey),
})
