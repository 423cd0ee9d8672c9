/** What has come of an expectation. */

/** Whom it is about, in the words of tables. */
export interface Subject {
  /** `clients`: whether there were enough of them, or of what happened to them. */
  readonly kind: 'strategy' | 'clients' | 'connection' | 'episode'
  readonly name: string
  /** Profile, and scenario, policy and server where they are said; when an episode began; what a connection is. */
  readonly where: string
}

export type VerdictKind =
  | 'kept'
  | 'broken'
  /** The interval of what was found has the limit in it, or nobody could see it. */
  | 'inconclusive'

/** `lateness`: a machine that was on time may have kept the limit, or missed it. */
export type Doubt = 'lateness'

export interface Verdict {
  readonly subject: Subject
  readonly kind: VerdictKind
  /** `p95 < 2500ms` */
  readonly expected: string
  readonly found: string
  /** Why it is inconclusive, where that is not the interval of trials or what nobody could see. */
  readonly doubt?: Doubt
  /** What changed, a line each: layer by layer, or element by element. */
  readonly details: readonly string[]
}

/** What counts: with `strict` also what is not sure to be kept. */
export const failing = (verdicts: readonly Verdict[], strict: boolean): readonly Verdict[] =>
  verdicts.filter(({ kind }) => kind === 'broken' || (strict && kind === 'inconclusive'))
