/**
 * The parts that ways to connect are made of, each with the specification that it is written down
 * in and the version that was read: what both ends must be able to do, or the client alone. Those that a way shares with
 * others of its kind (what it is carried over, its profile of SASL) need not be said of each.
 *
 * Leaves out mechanisms, which name their specifications themselves (`../sasl/mechanism.ts`).
 */

export interface Specification {
  readonly name: string
  /** Of a XEP or a draft; undefined for an RFC, which has none. */
  readonly version?: string
}

export interface PartOf<Name extends string> {
  readonly name: Name
  readonly summary: string
  readonly specification: Specification
  /** Whose it is: the server notices nothing of what is the client's. */
  readonly asks: 'both' | 'client'
}

const part = <Name extends string>(
  name: Name,
  summary: string,
  specification: string,
  version?: string,
): PartOf<Name> => {
  const named = version === undefined ? {} : { version }
  return { name, summary, specification: { name: specification, ...named }, asks: 'both' }
}

const ofClient = <Name extends string>(one: PartOf<Name>): PartOf<Name> => ({
  ...one,
  asks: 'client',
})

export const PARTS = [
  part('starttls', 'STARTTLS', 'RFC 6120 §5'),
  part('direct-tls', 'direct TLS', 'XEP-0368', '1.1.0'),
  part('websocket', 'XMPP in a WebSocket', 'RFC 7395'),
  part('bosh', 'XMPP over BOSH', 'XEP-0206', '1.4'),
  part('quic', 'XMPP over QUIC', 'XEP-0467', '0.1.0'),
  part('sasl1', 'SASL, a restarted stream, resource binding', 'RFC 6120 §6'),
  part('sasl2', 'SASL2', 'XEP-0388', '1.0.4'),
  part('bind2', 'Bind 2', 'XEP-0386', '1.1.0'),
  part('sm', 'stream management', 'XEP-0198', '1.6.3'),
  part('inline-sm', 'stream management inside SASL2', 'XEP-0198', '1.6.3'),
  part('fast', 'FAST', 'XEP-0484', '0.2.0'),
  part('ht-02', 'tokens in the form of the later draft', 'draft-ietf-kitten-sasl-ht-02'),
  part('totp', 'TOTP as a second factor', 'XEP-0400', '0.1.0'),
  part('upgrade', 'SASL upgrade tasks', 'XEP-0480', '0.2.0'),
  part('cam', 'client access management', 'XEP-0494', '0.1.0'),
  part('iap', 'initial authentication pipelining', 'XEP-0509', '0.2.0'),
  part('isr', 'instant stream resumption', 'XEP-0397', '0.1.1'),
  part('pipelining', 'header and authentication sent at once', 'XEP-0305', '0.3'),
  part('early-restart', 'a stream restarted before <success/> has come', 'XEP-0305', '0.3'),
  part('quickstart', 'all of it, and a ClientHello along with <starttls/>', 'XEP-0305', '0.3'),
  part('fast-open', 'TCP Fast Open', 'RFC 7413'),
  ofClient(part('happy-eyeballs', 'addresses that are raced', 'RFC 8305')),
  ofClient(part('false-start', 'data behind the Finished of TLS 1.2', 'RFC 7918')),
  part('early-data', 'TLS early data', 'RFC 8446 §2.3'),
  part('tickets', 'TLS tickets that resume', 'RFC 8446 §2.2'),
  part(
    'known-by-tls-session',
    'authenticated as on the TLS session that is resumed',
    'draft-cridland-sasl-tls-sessions-00',
  ),
  part('ech', 'Encrypted Client Hello', 'RFC 9849'),
  part('host-meta-2', 'Host Meta 2', 'XEP-0487', '0.1.0'),
  part('session', 'the session request', 'RFC 3921 §3'),
] as const

/** As people write it. */
export const specificationText = ({ name, version }: Specification): string =>
  version === undefined ? name : `${name} (${version})`

export type StrategyPart = (typeof PARTS)[number]['name']

export const partNamed = (name: StrategyPart): PartOf<StrategyPart> => {
  const found = PARTS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no part is called ${name}`)
  return found
}
