/**
 * What the owner of a dialogue can tell it once it is ready, and what it is told back is in
 * `output.ts`. The words to say are made elsewhere (`verbs/`); when to say them is a policy.
 */
import type { Duration } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'
import type { Wanted } from './script.ts'

export type Order =
  /** Says something: a stanza is kept until it is acknowledged, where that is done. */
  | { readonly kind: 'say'; readonly element: XmlElement }
  | Ask
  /** A space between elements, for whoever forgets connections that say nothing (RFC 6120 §4.6.1). */
  | { readonly kind: 'white-space' }
  /**
   * Closes the stream (RFC 6120 §4.4), then the connection: when the server has closed its own
   * stream, or when this time is over.
   */
  | { readonly kind: 'leave'; readonly within: Duration }

/** Says something that is to be answered within a time; if it is not, the server is lost. */
export interface Ask {
  readonly kind: 'ask'
  readonly element: XmlElement
  readonly answer: Wanted
  readonly within: Duration
  /** Whatever is heard says that the server is there; undefined: its answer alone does. */
  readonly satisfiedBy?: 'answer' | 'anything'
}
