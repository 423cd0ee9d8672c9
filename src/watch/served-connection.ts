/** What was seen of one connection of a client, from its first octet to its last. */
import type { Failure, Layer, Waits } from '../transport.ts'
import type { AdviceCode } from './advice-codes.ts'

/** What could have been saved. */
export interface Advice {
  readonly code: AdviceCode
  /** Round trips that it would have saved on this connection. */
  readonly roundTrips: number
  /** Octets, where that is the point. */
  readonly octets: number
  /** What was done, for people. */
  readonly text: string
  /** Where it is said that this can be done better, or must not be done. */
  readonly rule: string
}

export interface OctetCounts {
  /** From the client. */
  readonly up: number
  readonly down: number
}

export type ServedOutcome =
  /** Bound, or an earlier session resumed. */
  | { readonly kind: 'ready'; readonly way: 'bound' | 'resumed' }
  /** Gone before that, without a word or an error. `after`: the layer of its last round trip. */
  | { readonly kind: 'gone'; readonly after: Layer }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Nobody’s client: a probe, a port scan, another protocol. It opened no stream, with or without TLS. */
  | { readonly kind: 'no-stream' }

/** What client and server agreed on; undefined where it did not come to that. */
export interface Negotiated {
  readonly security: 'starttls' | 'direct' | 'websocket' | 'bosh'
  readonly tls: { readonly version: '1.2' | '1.3'; readonly resumed: boolean } | undefined
  readonly profile: 'sasl1' | 'sasl2' | undefined
  readonly mechanism: string | undefined
  /** Mechanisms that were refused before. */
  readonly refused: readonly string[]
  readonly binding: 'legacy' | 'bind2' | undefined
  readonly management: 'off' | 'enabled' | 'resumed' | 'resumption-refused'
  readonly token: 'none' | 'issued'
  readonly carbons: 'off' | 'inline' | 'iq'
}

export interface ServedConnection {
  /** In the order of arrival, from 1. */
  readonly number: number
  /** `reconnect`: this client of this account has been here before. */
  readonly kind: 'cold' | 'reconnect'
  /** The full address, once there is one; else the account, if it is known. */
  readonly address: string | undefined
  /** What the client calls itself (XEP-0388 §2.4.2). Foreign text. */
  readonly software: string | undefined
  readonly outcome: ServedOutcome
  /** From wanting to connect to the session; TCP counts as one, as it is without Fast Open. */
  readonly waits: Waits
  readonly octets: { readonly untilReady: OctetCounts; readonly total: OctetCounts }
  /** Stanzas that the server sent again, behind the resumption. */
  readonly resent: number
  readonly negotiated: Negotiated
  readonly advice: readonly Advice[]
}
