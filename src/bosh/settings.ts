/** How connection managers differ (XEP-0124), as data: what of their answers is their own. */
import type { Field } from '../http/head.ts'

export interface BoshSettings {
  /** The path. */
  readonly target: string
  /** Whether XMPP sees the TLS below, so that authentication can be bound to it. */
  readonly channel: 'seen' | 'hidden'
  /** Of each answer, in what case and order a server has them. */
  readonly fields: readonly BoshField[]
  /** Of `<body/>` in the answer that a session begins with, in one behind a restart, and in all others. */
  readonly attributes: {
    readonly created: readonly BoshAttribute[]
    readonly restarted: readonly BoshAttribute[]
    readonly others: readonly BoshAttribute[]
  }
  /** What a session is called. */
  readonly sid: 'uuid' | 'hexadecimal-40'
  /** Seconds without a request after which a session is over. */
  readonly inactivitySeconds: number
  /** Seconds that a client may ask for instead (§10); none: it may not. */
  readonly pauseAtMostSeconds: number
  /** Seconds that a request is held at most, whatever the client would allow. */
  readonly waitAtMostSeconds: number
  /** All that is said to a request in one answer, or the first of it, and the others in the next. */
  readonly answers: 'in-one' | 'as-they-come'
  /** What is said behind a restart in its request, which is to be empty (XEP-0206 §5). */
  readonly behindRestart: 'taken' | 'lost'
}

/** One that is always the same, or the length of the body. */
export type BoshField = Field | 'length'

/** One that is always the same, or one that depends on the session. */
export type BoshAttribute =
  | Field
  | 'sid'
  | 'authid'
  | 'wait'
  | 'requests'
  | 'hold'
  | 'inactivity'
  | 'maxpause'
  | 'from'

/** Requests at one time (§11), and how many of them are held: what both measured managers have. */
export const REQUESTS_AT_MOST = 2
export const HOLD = 1
