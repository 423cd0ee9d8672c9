/**
 * The document in which a domain's web server says where its XMPP server is (XEP-0487), as it is asked
 * for over HTTP/1.1 (RFC 9112) and answered: one link, for direct TLS, with two addresses of the
 * documentation (RFC 5737, RFC 3849). Of what HTTP carries the links are those of XEP-0156.
 *
 * Left out: links of other transports, which a client that wants direct TLS reads past (about 150 octets
 * each), pins of keys, and what web servers say about themselves.
 */
import { writeHead } from '../http/head.ts'

const DOCUMENT = '/.well-known/host-meta.json'
const PORT = 5223

const octets = (text: string): Uint8Array => new TextEncoder().encode(text)

/** `domain`: as A-labels. */
export const hostMetaRequest = (domain: string): Uint8Array =>
  octets(
    writeHead(`GET ${DOCUMENT} HTTP/1.1`, [
      ['Host', domain],
      ['Accept', 'application/json'],
    ]),
  )

/** `domain`: as A-labels. XEP-0487 §2. */
export const hostMeta2Answer = (domain: string): Uint8Array =>
  answer({
    xmpp: { ttl: 3600 },
    links: [
      {
        rel: 'urn:xmpp:alt-connections:tls',
        port: PORT,
        ips: ['198.51.100.20', '2001:db8::20'],
        priority: 10,
        weight: 50,
        sni: domain,
      },
    ],
  })

/** XEP-0156 §3: where its WebSockets and BOSH are. */
export const hostMetaAnswer = (domain: string): Uint8Array =>
  answer({
    links: [
      { rel: 'urn:xmpp:alt-connections:xbosh', href: `https://${domain}/http-bind` },
      { rel: 'urn:xmpp:alt-connections:websocket', href: `wss://${domain}/xmpp-websocket` },
    ],
  })

function answer(document: object): Uint8Array {
  const body = JSON.stringify(document)
  const head = writeHead('HTTP/1.1 200 OK', [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(octets(body).length)],
  ])
  return octets(head + body)
}
