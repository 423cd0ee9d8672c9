/** The modifier of a server that trusts no address over QUIC before it is proved. */
import type { Modifier } from './modifier.ts'

export const retry = {
  name: 'retry',
  summary: 'the server wants a proof of the client’s address first (Retry, RFC 9000 §8.1.2)',
  unfit: ({ over }) => (over.kind === 'quic' ? undefined : 'Retry is a packet of QUIC'),
  against: { retry: true },
} as const satisfies Modifier
