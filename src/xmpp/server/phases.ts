/**
 * The phases that a stream goes through at the server, each named for what it awaits, and the
 * one table of what may follow what.
 *
 * 1. What happens in a phase leads to one of the phases that the table names for it, or ends
 *    the stream; anything else that the code comes to is a bug, and thrown.
 * 2. An element that the table does not name for a phase is answered with the phase's stream
 *    error (RFC 6120 §4.9.3); a header out of turn always with `unsupported-stanza-type`.
 * 3. The end of the stream, of the connection, text that cannot be read, and another connection
 *    that takes the session over end a stream in any phase.
 * 4. Once `closed` or `deaf`, nothing is heard any more.
 */
import type { ServerStep } from '../../sasl/mechanism.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { CSI, SASL, SASL2, SASL2_OF_ISR, SM, STARTTLS } from '../namespaces.ts'
import { isStanza } from '../stream-management.ts'
import type { StreamCondition } from './answer.ts'
import type { AuthenticateRequest } from './authenticate-request.ts'
import type { Authentication } from './mechanisms.ts'
import type { Session } from './sessions.ts'
import type { FeatureLists } from './settings.ts'
import type { Task } from './task.ts'

export type Phase =
  | {
      readonly kind: 'header'
      readonly stage: Exclude<keyof FeatureLists, 'unbound' | 'ready'>
      /** Empty until authenticated. */
      readonly user: string
    }
  | { readonly kind: 'starttls' }
  | { readonly kind: 'tls' }
  | { readonly kind: 'authentication' }
  | { readonly kind: 'response'; readonly exchange: Exchange }
  | { readonly kind: 'task'; readonly unfinished: Unfinished }
  | { readonly kind: 'binding'; readonly user: string }
  | { readonly kind: 'stanza'; readonly session: Session }
  | { readonly kind: 'deaf' }
  | { readonly kind: 'closed' }

export type PhaseKind = Phase['kind']

export type Exchange = Sasl1Exchange | Sasl2Exchange

export interface Sasl1Exchange {
  readonly profile: 'sasl1'
  readonly authentication: Authentication
}

export interface Sasl2Exchange {
  readonly profile: 'sasl2'
  readonly authentication: Authentication
  readonly request: AuthenticateRequest
}

/** An exchange whose mechanism is through, and what is still due. */
export interface Unfinished {
  readonly exchange: Sasl2Exchange
  readonly proven: Extract<ServerStep, { kind: 'success' }>
  readonly due: readonly Task[]
  /** The client has chosen the first of them. */
  readonly begun: 'yes' | 'no'
}

export const AUTHENTICATION: Phase = { kind: 'authentication' }
export const CLOSED: Phase = { kind: 'closed' }

/** What can happen to a stream, as far as its phases tell it apart. */
export type Occasion =
  | 'header'
  /** The handshake has come so far that octets are protected. */
  | 'secured'
  | 'starttls'
  | 'auth'
  | 'authenticate'
  | 'response'
  | 'abort'
  /** `<next/>` and `<task-data/>` of XEP-0388. */
  | 'task'
  /** Anything of XEP-0198. */
  | 'management'
  | 'stanza'
  /** `<active/>` and `<inactive/>` of XEP-0352. */
  | 'activity'

interface Rules {
  /** In words, for people. */
  readonly awaits: string
  readonly leadsTo: Readonly<Partial<Record<Occasion, readonly PhaseKind[]>>>
  readonly otherwise: StreamCondition
}

/** Another challenge, another try, or authenticated: with SASL 1 the stream begins anew … */
const BY_SASL1: readonly PhaseKind[] = ['response', 'authentication', 'header']
/** … with SASL2 it goes on, to be bound or bound already. */
const BY_SASL2: readonly PhaseKind[] = ['response', 'task', 'authentication', 'binding', 'stanza']

export const PHASES: Readonly<Record<PhaseKind, Rules>> = {
  header: {
    awaits: 'a stream header: in the clear, behind TLS, or behind SASL 1',
    leadsTo: { header: ['starttls', 'authentication', 'binding', 'deaf'] },
    otherwise: 'unsupported-stanza-type',
  },
  starttls: {
    awaits: '`<starttls/>`',
    leadsTo: { starttls: ['tls'], auth: ['starttls'] },
    otherwise: 'not-authorized',
  },
  tls: {
    awaits: 'the TLS handshake',
    leadsTo: { secured: ['header'] },
    otherwise: 'unsupported-stanza-type',
  },
  authentication: {
    awaits: 'the choice of a mechanism',
    // Stream management has no place here, but need not end the stream (XEP-0198 §6).
    leadsTo: { auth: BY_SASL1, authenticate: BY_SASL2, management: ['authentication'] },
    otherwise: 'not-authorized',
  },
  response: {
    awaits: 'the answer to a challenge',
    // A stanza that comes with SASL2 before its time may be kept.
    leadsTo: {
      response: [...new Set([...BY_SASL1, ...BY_SASL2])],
      abort: ['authentication'],
      stanza: ['response'],
    },
    otherwise: 'not-authorized',
  },
  task: {
    awaits: 'the choice of a task, or what it asks for',
    leadsTo: {
      task: ['task', 'authentication', 'binding', 'stanza'],
      abort: ['authentication'],
      stanza: ['task'],
    },
    otherwise: 'not-authorized',
  },
  binding: {
    awaits: 'a resource to bind, or a session to resume',
    leadsTo: { stanza: ['binding', 'stanza'], management: ['binding', 'stanza'] },
    otherwise: 'not-authorized',
  },
  stanza: {
    awaits: 'stanzas of a bound session',
    leadsTo: { stanza: ['stanza'], management: ['stanza'], activity: ['stanza'] },
    otherwise: 'unsupported-stanza-type',
  },
  deaf: {
    awaits: 'nothing: a stream was restarted too early for this server to understand',
    leadsTo: {},
    otherwise: 'unsupported-stanza-type',
  },
  closed: { awaits: 'nothing', leadsTo: {}, otherwise: 'unsupported-stanza-type' },
}

/** Rule 1. */
export function follows(from: Phase, occasion: Occasion, to: Phase): Phase {
  if (PHASES[from.kind].leadsTo[occasion]?.includes(to.kind) === true) return to
  throw new Error(
    `Expected what the table of phases says of "${occasion}" in "${from.kind}", got "${to.kind}"`,
  )
}

/** Undefined for what no phase awaits. */
export function occasionOf(heard: XmlElement): Occasion | undefined {
  const { name, namespace } = heard
  switch (namespace) {
    case STARTTLS:
      return name === 'starttls' ? name : undefined
    case SASL:
      return name === 'auth' || name === 'response' || name === 'abort' ? name : undefined
    case SASL2:
      if (name === 'next' || name === 'task-data') return 'task'
      return name === 'authenticate' || name === 'response' || name === 'abort' ? name : undefined
    case SASL2_OF_ISR:
      return name === 'authenticate' ? name : undefined
    case SM:
      return 'management'
    case CSI:
      return name === 'active' || name === 'inactive' ? 'activity' : undefined
    default:
      return isStanza(heard) ? 'stanza' : undefined
  }
}
