/**
 * Modifiers of the server's addresses: how they are found, which of them do not take a connection, and whether they are
 * tried one after the other or raced. The one at which the server answers is always the last.
 *
 * What an address costs that does not answer is the client's own patience, which no strategy knows:
 * it is a setting of the run, or of a policy.
 */
import type { Modifier } from './modifier.ts'
import { goesOn, overHttp } from './over.ts'

export const v6Broken = {
  name: 'v6-broken',
  summary: 'an IPv6 address comes first, and nothing answers there',
  addresses: { ipv6: 'silent' },
} as const satisfies Modifier

export const v6Refused = {
  name: 'v6-refused',
  summary: 'an IPv6 address comes first, and refuses by a reset',
  clashes: [{ modifier: v6Broken, why: 'one IPv6 address cannot both refuse and be silent' }],
  addresses: { ipv6: 'refused' },
} as const satisfies Modifier

export const firstDead = {
  name: 'first-dead',
  summary: 'the first of the host’s addresses does not answer',
  addresses: { first: 'silent' },
} as const satisfies Modifier

export const firstRefused = {
  name: 'first-refused',
  summary: 'the first of the host’s addresses refuses by a reset',
  clashes: [{ modifier: firstDead, why: 'one address cannot both refuse and be silent' }],
  addresses: { first: 'refused' },
} as const satisfies Modifier

export const primaryDead = {
  name: 'primary-dead',
  summary: 'the host of the first SRV priority does not answer, that of the second does',
  addresses: { primary: 'silent' },
} as const satisfies Modifier

export const happyEyeballs = (fastOpen: Modifier) =>
  ({
    name: 'happy-eyeballs',
    summary: 'addresses are raced, IPv6 first, 250 ms apart (RFC 8305, XEP-0495)',
    clashes: [
      {
        modifier: fastOpen,
        why: 'with a Fast Open cookie connect() succeeds before any address has answered (RFC 7413 §4.2), so that there is no race',
      },
    ],
    addresses: { order: 'happy-eyeballs' },
    parts: () => ['happy-eyeballs'],
  }) as const satisfies Modifier

export const hostMeta = (dns: Modifier) =>
  ({
    name: 'hostmeta2',
    summary: 'cold discovery by one HTTPS fetch (XEP-0487) in place of DNS’s SRV and A/AAAA',
    clashes: [{ modifier: dns, why: 'Host Meta 2 takes the place of SRV lookups (XEP-0487 §2.2)' }],
    unfit: ({ over }) =>
      over.kind === 'tls' && over.security === 'direct' && !overHttp(over)
        ? undefined
        : 'the document that is fetched here has a link for direct TLS alone; Host Meta 2 has links for direct TLS, WebSocket, BOSH and QUIC, and none for anything else (XEP-0487 §2.1)',
    opening: { hostMeta: 'before' },
    parts: () => ['host-meta-2'],
    entry: {
      status: {
        kind: 'specified',
        why: 'of no server or client in use was read that it has Host Meta 2 (XEP-0487)',
      },
    },
  }) as const satisfies Modifier

/** XEP-0156: SRV does not lead to a URI. */
export const uriLookup = {
  name: 'hostmeta',
  summary: 'cold discovery of the URI by one HTTPS fetch (XEP-0156)',
  unfit: ({ over }) => {
    if (goesOn(over)) return 'a session that goes on knows where it is'
    return overHttp(over)
      ? undefined
      : 'the document of XEP-0156 has links for WebSocket and BOSH, and none for anything else'
  },
  opening: { hostMeta: 'before' },
} as const satisfies Modifier

/** The same web server has both, and HTTP goes on with its connection (RFC 9112 §9.3). */
export const uriLookupReused = {
  ...uriLookup,
  name: 'hostmeta-reused',
  summary: 'cold discovery of the URI (XEP-0156) on the connection that is then used',
  clashes: [{ modifier: uriLookup, why: 'the document is fetched once' }],
  opening: { hostMeta: 'on-the-same' },
} as const satisfies Modifier
