/** What all parts of one connection's negotiation know, and what they are handed at each turn. */
import type { Random } from '../../random.ts'
import type { TlsFacts } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { Framing } from '../framing/framing.ts'
import type { Login } from './access.ts'
import type { Answer } from './answer.ts'
import type { Domain } from './domain.ts'
import type { Carrier } from './sessions.ts'

/**
 * STARTTLS (RFC 6120 §5), TLS before anything else (XEP-0368), or TLS or none as whoever carries the
 * stream has arranged it: a WebSocket (RFC 7395 §3.9), or a proxy that has ended TLS.
 */
export type SecurityMode = 'starttls' | 'direct' | 'arranged'

export interface Conversation {
  readonly domain: Domain
  readonly random: Random
  readonly carrier: Carrier
  readonly framing: Framing
  /** Undefined before TLS. */
  tls: TlsFacts | undefined
  /** The bare address in the client's header, if any. A claim, not a proof. */
  from: string | undefined
  /** When it was heard what is being dealt with. */
  now: Instant
  /** The last by which the client has proven who it is; undefined: it has not. */
  login: Login | undefined
  /** Failed authentications on this stream, all profiles together. */
  failures: number
  fastAttempts: number
  /** The last read that is understood, once a stream was restarted too early. */
  understoodUntil: number
}

/** One thing that was heard, and what has to be said about it. */
export interface Turn {
  readonly now: Instant
  /** Came as TLS early data. */
  readonly early: boolean
  /** Came before the answer to something earlier had left. */
  readonly pipelined: boolean
  /** Which read it came in, counted from one. */
  readonly read: number
  readonly answer: Answer
}
