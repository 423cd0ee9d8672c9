/**
 * Scripts: what a strategy is written as, and what it says to the engine that runs it.
 *
 * A script is a generator. It yields actions; those that block are answered with a reply.
 * It knows no time, no socket and no chance: nonces, and that a limit has passed, come from the
 * engine, as replies.
 * Scripts are written with the verbs in `verbs/`, never with bare actions.
 */
import type { Failure, Layer, Milestone, TlsFacts } from '../../transport.ts'
import type { Duration } from '../../units.ts'
import type { StreamEvent, StreamHeader, XmlElement } from '../../xml/xml.ts'
import type { Ledger } from '../stream-management.ts'
import type { LocalState } from './local-state.ts'

/** The layer that something said belongs to; a wait belongs to that of what was said last. */
export type SpokenLayer = Extract<
  Layer,
  'starttls' | 'header' | 'auth' | 'restart' | 'bind' | 'sm' | 'upgrade' | 'data'
>

/** What a script is prepared to hear next. Everything else is left to the engine's courtesy. */
export type Wanted =
  | { readonly kind: 'header' }
  | { readonly kind: 'element'; readonly name: string; readonly namespace: string }
  /** The answer to a request: an iq of type result or error with this id, of whoever was asked. */
  | { readonly kind: 'answer'; readonly id: string; readonly asked: Addressee }

/** Whom a request is for. */
export type Addressee =
  /** It says nobody: it is for the account, whose server answers it (RFC 6120 §10.3.3). */
  | { readonly kind: 'account'; readonly bare: string }
  | { readonly kind: 'address'; readonly address: string }

export type Action =
  /** Blocks until the transport is connected. */
  | { readonly kind: 'connect' }
  /**
   * Blocks until application data may flow in TLS, early data included. Answered with `tls`. `along`:
   * what comes in the clear meanwhile answers what was said along with it (XEP-0305).
   */
  | { readonly kind: 'secure'; readonly asked?: 'along' }
  /** What was asked for along with TLS has been answered in the clear: nothing else was said there. */
  | { readonly kind: 'leaveClear' }
  /** Blocks until messages may be sent (RFC 7395). */
  | { readonly kind: 'upgrade' }
  /** Opens a stream, or opens it again. */
  | { readonly kind: 'open'; readonly step: SpokenLayer; readonly header: StreamHeader }
  | { readonly kind: 'say'; readonly step: SpokenLayer; readonly element: XmlElement }
  /**
   * Blocks until one of the wanted is heard, if given at most so long. Answered with `header` or
   * `element`, or with `overdue`.
   */
  | { readonly kind: 'expect'; readonly wanted: readonly Wanted[]; readonly within?: Duration }
  /** Raw octets, for dialogues that are not XML. From the first one on nothing is parsed. */
  | { readonly kind: 'sayBytes'; readonly step: 'data'; readonly bytes: Uint8Array }
  /** Blocks until so many octets more have arrived. */
  | { readonly kind: 'expectBytes'; readonly count: number }
  /** Answered with `nonce`, at once. */
  | { readonly kind: 'nonce'; readonly octets: number }
  /** Answered with `elapsed`, at once. */
  | { readonly kind: 'elapsed' }
  /** From here on stanzas in this direction are counted (XEP-0198 §4). */
  | { readonly kind: 'count'; readonly direction: 'sent' | 'handled'; readonly ledger: Ledger }
  /** From here on this takes note of what arrives. */
  | { readonly kind: 'follow'; readonly state: LocalState }
  /** What the server says it has handled, however it said so. */
  | { readonly kind: 'acknowledged'; readonly stanzas: readonly XmlElement[] }
  | { readonly kind: 'reached'; readonly milestone: Milestone }
  /** Ends the attempt. The script is never resumed. */
  | { readonly kind: 'fail'; readonly failure: Failure }

/** The actions that a script may have to wait in. */
export type Blocking = Extract<
  Action,
  { readonly kind: 'connect' | 'secure' | 'leaveClear' | 'upgrade' | 'expect' | 'expectBytes' }
>

export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'tls'; readonly tls: TlsFacts }
  | Extract<StreamEvent, { readonly kind: 'header' }>
  | { readonly kind: 'element'; readonly element: XmlElement }
  /** Nothing that was wanted has come in time. */
  | { readonly kind: 'overdue' }
  | { readonly kind: 'nonce'; readonly nonce: Uint8Array }
  /** From the first that was heard of the connection on. */
  | { readonly kind: 'elapsed'; readonly since: Duration }

/** `Result` is what the script returns when it has got through. */
export type Script<Result> = Generator<Action, Result, Reply>
