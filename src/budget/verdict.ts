/** What has come of an expectation. */
import type { Operator } from './expectation.ts'

/** Whom it is about, in the words of tables. */
export interface Subject {
  /** `clients`: whether there were enough of them, or of what happened to them. */
  readonly kind: 'strategy' | 'clients' | 'connection' | 'episode'
  readonly name: string
  /** Profile, and scenario, policy and server where they are said; when an episode began; what a connection is. */
  readonly where: string
  /** The parts of that, of a strategy; a server where it is said. */
  readonly profile?: string
  readonly scenario?: string
  readonly policy?: string
  readonly server?: string
  /** Of a connection or an episode, from 1. */
  readonly number?: number
}

export type VerdictKind =
  | 'kept'
  | 'broken'
  /** The interval of what was found has the limit in it, or nobody could see it. */
  | 'inconclusive'

/** `lateness`: a machine that was on time may have kept the limit, or missed it. */
export type Doubt = 'lateness'

/** A share is one of 1; counted are round trips, attempts, messages, connections and episodes. */
export type NumbersUnit = 'ms' | 'octets' | 'share' | 'count'

/** The same as numbers, in their unit. */
export interface VerdictNumbers {
  /** As budgets call it: `waits`, `waits.tls`, `p95`, `bytes.up`, `failed`, `noticed`. */
  readonly figure: string
  readonly unit: NumbersUnit
  readonly operator: Operator
  /** Of a relative limit what that came to; null: what it is relative to never came. */
  readonly limit: number | null
  /** Of a range the end that counts; null: it never came, or took longer than it was given. */
  readonly value: number | null
  /** All that it was, or what it lies between for sure; null: open. */
  readonly low: number | null
  readonly high: number | null
}

export interface Verdict {
  readonly subject: Subject
  readonly kind: VerdictKind
  /** `p95 < 2500ms` */
  readonly expected: string
  readonly found: string
  /** None of what is not one number (layers, what is said, advice), nor where there was nothing to measure. */
  readonly numbers?: VerdictNumbers
  /** Why it is inconclusive, where that is not the interval of trials or what nobody could see. */
  readonly doubt?: Doubt
  /** What changed, a line each: layer by layer, or element by element. */
  readonly details: readonly string[]
}

/** What counts: with `strict` also what is not sure to be kept. */
export const failing = (verdicts: readonly Verdict[], strict: boolean): readonly Verdict[] =>
  verdicts.filter(({ kind }) => kind === 'broken' || (strict && kind === 'inconclusive'))
