/**
 * TCP Fast Open, the listener's side of the bargain (RFC 7413 §4; `tcp_try_fastopen`): what a
 * SYN's option earns. The client's side is part of its handshake.
 */
import type { Segment } from './segment.ts'
import type { FastOpenServer } from './settings.ts'

export type FastOpenVerdict =
  /** An ordinary handshake; a SYN's data, which RFC 9293 §3.5 lets wait, is dropped as by Linux. */
  | { readonly kind: 'refused' }
  /** An ordinary handshake whose SYN-ACK carries a cookie for the next time. */
  | { readonly kind: 'granted'; readonly cookie: string }
  /** The connection exists from now on, and the SYN's data with it. */
  | { readonly kind: 'accepted' }

const REFUSED: FastOpenVerdict = { kind: 'refused' }
const ACCEPTED: FastOpenVerdict = { kind: 'accepted' }

export const judgeFastOpen = (syn: Segment, server: FastOpenServer): FastOpenVerdict => {
  const option = syn.fastOpen
  if (server.kind === 'disabled' || option === undefined) return REFUSED
  if (option.kind === 'cookie' && option.cookie === server.cookie) return ACCEPTED
  // Requested, or stale: RFC 7413 §4.1.2 answers both with a valid cookie.
  return { kind: 'granted', cookie: server.cookie }
}
