/**
 * The addresses that a client has for its server, and how it goes about them.
 *
 * Left out: what a client remembers of addresses that did not answer (RFC 8305 §4 has history sort
 * them), RFC 6724's rules beyond "IPv6 first", and attempt delays that follow earlier round-trip times.
 */
import type { IpVersion } from '../../tcp/settings.ts'
import { type Duration, milliseconds } from '../../units.ts'

/** One address; of several the client tells them apart by the object. */
export interface Destination {
  /** From 1, in the order in which a client that takes one after the other tries them. */
  readonly number: number
  readonly ip: IpVersion
  /** Of the SRV record that named its host; lower ones first (RFC 2782). */
  readonly priority: number
  /** What a segment to it comes to: the server; a host where nobody listens; nothing at all. */
  readonly reaches: 'server' | 'closed-port' | 'nothing'
}

export type Manner =
  /** RFC 6120 §3.2.1: the next one when this one has failed. */
  | { readonly kind: 'one-after-the-other' }
  /** RFC 8305, within each SRV priority (XEP-0495). */
  | {
      readonly kind: 'happy-eyeballs'
      /** For the AAAA records when the A records have come first (RFC 8305 §3). */
      readonly resolutionDelay: Duration
      /** From an attempt's beginning to that of the next (RFC 8305 §5). */
      readonly attemptDelay: Duration
    }

export interface Destinations {
  /** At least one. */
  readonly list: readonly Destination[]
  readonly manner: Manner
  /** After which an attempt is given up; undefined: when TCP gives it up. */
  readonly connectTimeout: Duration | undefined
}

export const ONE_AFTER_THE_OTHER: Manner = { kind: 'one-after-the-other' }
/** The values that RFC 8305 §8 recommends. */
export const HAPPY_EYEBALLS: Manner = {
  kind: 'happy-eyeballs',
  resolutionDelay: milliseconds(50),
  attemptDelay: milliseconds(250),
}
