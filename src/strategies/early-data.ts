/**
 * Whether what a base says first may ride in TLS early data, which anybody on the path can replay
 * (RFC 8446 §8), and why.
 */
export type EarlyDataRule =
  | { readonly kind: 'replay-safe'; readonly why: string }
  | { readonly kind: 'barred'; readonly why: string }

export const BARRED: EarlyDataRule = {
  kind: 'barred',
  why: 'XEP-0388 forbids authentication in TLS early data; only FAST (XEP-0484), with its counter, overrides that',
}

/** What comes first is HTTP's. */
export const NOT_BEFORE_THE_ANSWER: EarlyDataRule = {
  kind: 'barred',
  why: 'nothing may be said in a WebSocket before its opening handshake is answered (RFC 6455 §4.1), so that nothing of XMPP could ride in early data; and no browser puts a WebSocket’s request there',
}

export const NOT_IN_A_POST: EarlyDataRule = {
  kind: 'barred',
  why: 'what BOSH says is in POST requests of HTTP, which may not ride in early data (RFC 8470 §4)',
}

export const COUNTED: EarlyDataRule = {
  kind: 'replay-safe',
  why: 'every attempt with a token carries a higher count, and the server refuses one that it has seen (XEP-0484)',
}
