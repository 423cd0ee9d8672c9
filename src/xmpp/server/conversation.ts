/** What all parts of one connection's negotiation know, and the phases that it goes through. */
import type { Random } from '../../random.ts'
import type { ServerMechanism } from '../../sasl/mechanism.ts'
import type { TlsFacts } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { Answer } from './answer.ts'
import type { AuthenticateRequest } from './authenticate-request.ts'
import type { Server } from './server.ts'
import type { Link, Session } from './sessions.ts'
import type { FeatureLists } from './settings.ts'

export interface Conversation {
  readonly server: Server
  readonly random: Random
  readonly link: Link
  /** Undefined before TLS. */
  tls: TlsFacts | undefined
  /** The bare address in the client's header, if any. A claim, not a proof. */
  from: string | undefined
  /** Failed authentications on this stream, all profiles together. */
  failures: number
  fastAttempts: number
  /** The last read that is understood, once a stream was restarted too early. */
  understoodUntil: number
}

/** One element on its way in, and what has to be said about it. */
export interface Hearing {
  readonly now: Instant
  /** Came as TLS early data. */
  readonly early: boolean
  /** Came before the answer to something earlier had left. */
  readonly pipelined: boolean
  /** Which read it came in, counted from one. */
  readonly read: number
  readonly answer: Answer
}

/** Named for what is awaited. */
export type Phase =
  | {
      readonly kind: 'header'
      readonly stage: Exclude<keyof FeatureLists, 'ready'>
      readonly user: string
    }
  | { readonly kind: 'starttls' }
  /** `<proceed/>` has been said. */
  | { readonly kind: 'tls' }
  | { readonly kind: 'authentication' }
  | { readonly kind: 'response'; readonly exchange: Exchange }
  | { readonly kind: 'binding'; readonly user: string }
  | { readonly kind: 'stanza'; readonly session: Session }
  /** Nothing is understood and nothing answered any more (legacy pipelining gone wrong). */
  | { readonly kind: 'deaf' }
  | { readonly kind: 'closed' }

export type Exchange = Sasl1Exchange | Sasl2Exchange

export interface Sasl1Exchange {
  readonly profile: 'sasl1'
  readonly mechanism: ServerMechanism
}

export interface Sasl2Exchange {
  readonly profile: 'sasl2'
  readonly mechanism: ServerMechanism
  readonly request: AuthenticateRequest
}

export const AUTHENTICATION: Phase = { kind: 'authentication' }
export const CLOSED: Phase = { kind: 'closed' }
