/** Modifiers of Encrypted Client Hello (RFC 9849): the server has the key, or has it no more. */
import type { Modifier } from './modifier.ts'

export const encryptedHellos = (tls12: Modifier) => {
  const encryptedHello = {
    name: 'ech',
    summary: 'Encrypted Client Hello (RFC 9849), which the server accepts',
    clashes: [
      { modifier: tls12, why: 'there is no Encrypted Client Hello without TLS 1.3 (RFC 9849)' },
    ],
    unfit: ({ over }) => {
      if (over.kind === 'quic') {
        return 'Encrypted Client Hello is modelled in TLS records alone, not in QUIC’s frames'
      }
      return over.kind === 'tls' && over.security === 'starttls'
        ? 'before STARTTLS the stream header has named the domain in the clear (RFC 6120 §4.7.2), so that a ClientHello has nothing to hide'
        : undefined
    },
    tls: { encryptedHello: true },
    parts: () => ['ech'],
    entry: {
      status: {
        kind: 'specified',
        why: 'of no server or client in use was read that it has Encrypted Client Hello (RFC 9849)',
      },
    },
  } as const satisfies Modifier

  const encryptedHelloRejected = {
    name: 'ech-rejected',
    summary: 'the ClientHello is encrypted to a key that the server has not: once more without',
    implies: [encryptedHello],
    against: { encryptedHello: 'rejected' },
  } as const satisfies Modifier

  const encryptedHelloRekeyed = {
    name: 'ech-retry',
    summary: 'the server has another key, and says which (retry_configs): once more with that',
    implies: [encryptedHello],
    clashes: [
      {
        modifier: encryptedHelloRejected,
        why: 'a server that rejects an encrypted ClientHello names other keys, or has none',
      },
    ],
    against: { encryptedHello: 'rekeyed' },
  } as const satisfies Modifier

  return [encryptedHello, encryptedHelloRejected, encryptedHelloRekeyed] as const
}
