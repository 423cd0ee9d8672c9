/** The modifier that finds out where the server is from its domain's web server, not from DNS. */
import type { Modifier } from './modifier.ts'

export const hostMeta = (dns: Modifier) =>
  ({
    name: 'hostmeta2',
    summary: 'cold discovery by one HTTPS fetch (XEP-0487) in place of DNS’s SRV and A/AAAA',
    clashes: [{ modifier: dns, why: 'Host Meta 2 takes the place of SRV lookups (XEP-0487 §2.2)' }],
    unfit: ({ over }) => {
      if (over.kind === 'quic')
        return 'the fetch of Host Meta 2 is modelled before a TCP connection alone'
      return over.kind === 'tls' && over.security === 'direct'
        ? undefined
        : 'Host Meta 2 has links for direct TLS, WebSocket, BOSH and QUIC, and none for anything else (XEP-0487 §2.1)'
    },
    opening: { hostMeta: true },
    parts: ['host-meta-2'],
    entry: {
      status: {
        kind: 'specified',
        why: 'of no server or client in use was read that it has Host Meta 2 (XEP-0487)',
      },
    },
  }) as const satisfies Modifier
