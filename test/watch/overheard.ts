/** A connection as somebody overhears it, for tests: the words of both sides, in order. */
import type { TlsFacts } from '../../src/transport.ts'
import { type Instant, START } from '../../src/units.ts'
import { ConnectionWatch } from '../../src/watch/connection-watch.ts'
import { Past } from '../../src/watch/past.ts'
import type { Premises } from '../../src/watch/premises.ts'
import type { Negotiated, ServedConnection } from '../../src/watch/served-connection.ts'

export const PREMISES: Premises = {
  directPort: 5223,
  tickets: 'resume',
  sasl2: 'unknown',
  certificateOctets: 500,
}

const NO_TLS: TlsFacts = {
  version: '1.3',
  resumed: false,
  exporter: undefined,
  unique: undefined,
  serverEndPoint: undefined,
}

/** What a client agrees on with Prosody that logs in anew by SASL2 and asks for a token. */
export const sasl2Session = (security: Negotiated['security']): Negotiated => ({
  security,
  tls: { version: '1.3', resumed: false },
  profile: 'sasl2',
  mechanism: 'SCRAM-SHA-1',
  refused: [],
  binding: 'bind2',
  management: 'enabled',
  token: 'issued',
  carbons: 'off',
})

/** `C` and `S` say something in one flight; `T` is a TLS handshake of so many round trips. */
export type Line = readonly ['C' | 'S', ...string[]] | readonly ['T', number, Partial<TlsFacts>?]

export interface Place {
  readonly security?: 'starttls' | 'direct'
  readonly past?: Past
  readonly number?: number
  readonly premises?: Partial<Premises>
}

export interface Overheard extends Place {
  readonly lines: readonly Line[]
  readonly now?: Instant
}

/** From its first word to its end, at one moment. */
export const overhear = ({ lines, now = START, ...place }: Overheard): ServedConnection => {
  const watch = listen(place, now)
  for (const line of lines) hear(watch, line, now)
  watch.heard({ kind: 'closed' }, now)
  return watch.report()
}

export const listen = (place: Place, now: Instant): ConnectionWatch => {
  const { security = 'direct', past = new Past(), number = 1 } = place
  const premises = { ...PREMISES, ...place.premises }
  const watch = new ConnectionWatch({ number, security, premises, past }, now)
  watch.heard({ kind: 'waited', layer: 'tcp' }, now)
  watch.heard({ kind: 'connected' }, now)
  return watch
}

export const hear = (watch: ConnectionWatch, line: Line, now: Instant): void => {
  if (line[0] === 'T') {
    for (let i = 0; i < line[1]; i += 1) watch.heard({ kind: 'waited', layer: 'tls' }, now)
    watch.heard({ kind: 'secured', early: false, tls: { ...NO_TLS, ...line[2] } }, now)
    return
  }
  const bytes = Buffer.from(line.slice(1).join(''))
  if (line[0] === 'C') {
    watch.crossed('up', bytes.length)
    watch.heard({ kind: 'received', bytes, early: false }, now)
  } else {
    watch.said({ kind: 'send', bytes })
    watch.crossed('down', bytes.length)
  }
}

const STREAM =
  "version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
export const ANONYMOUS = `<stream:stream to='localhost' ${STREAM}`
export const HEADER = `<stream:stream to='localhost' from='alice@localhost' ${STREAM}`
export const ANSWER = `<stream:stream id='1' from='localhost' ${STREAM}`

export const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
export const PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
export const CLEAR = `<stream:features>${STARTTLS}</stream:features>`

export const FAST = "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>"
export const features = (inline: string): string =>
  `<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-1</mechanism><inline><sm xmlns='urn:xmpp:sm:3'/><bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:sm:3'/><feature var='urn:xmpp:carbons:2'/></inline></bind>${inline}</inline></authentication></stream:features>`
export const FEATURES = features(FAST)
export const LEGACY_FEATURES =
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>"
export const BIND_FEATURES =
  "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>"

export const authenticate = (inline: string, mechanism = 'SCRAM-SHA-1'): string =>
  `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='${mechanism}'><initial-response>eA==</initial-response><user-agent id='agent'><software>bench</software></user-agent>${inline}</authenticate>`
export const REQUEST_TOKEN = "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"
export const USE_TOKEN = "<fast xmlns='urn:xmpp:fast:0'/>"
export const BIND2 =
  "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>"
export const BIND2_ALONE = "<bind xmlns='urn:xmpp:bind:0'/>"
export const resume = (id: string): string => `<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`
export const CHALLENGE = "<challenge xmlns='urn:xmpp:sasl:2'>eA==</challenge>"
export const RESPONSE = "<response xmlns='urn:xmpp:sasl:2'>eA==</response>"
export const success = (inside: string): string =>
  `<success xmlns='urn:xmpp:sasl:2'>${inside}<authorization-identifier>alice@localhost/phone</authorization-identifier></success>`
export const enabled = (id: string): string =>
  `<enabled xmlns='urn:xmpp:sm:3' id='${id}' max='600' resume='true'/>`
export const bound = (id: string): string => `<bound xmlns='urn:xmpp:bind:0'>${enabled(id)}</bound>`
export const BOUND_ALONE = "<bound xmlns='urn:xmpp:bind:0'/>"
export const TOKEN = "<token xmlns='urn:xmpp:fast:0' token='secret' expiry='2027-01-01T00:00:00Z'/>"
export const resumed = (id: string, handled = 0): string =>
  `<resumed xmlns='urn:xmpp:sm:3' previd='${id}' h='${handled}'/>`
export const FAILURE =
  "<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>"
export const ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
export const refusal = (condition: string): string =>
  `<failed xmlns='urn:xmpp:sm:3'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`
export const wrappedRefusal = (condition: string): string =>
  `<failed xmlns='urn:xmpp:sm:3'><error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>`

export const AUTH =
  "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>eA==</auth>"
export const SASL1_CHALLENGE =
  "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>eA==</challenge>"
export const SASL1_RESPONSE = "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>eA==</response>"
export const SASL1_SUCCESS = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
export const iq = (id: string, inside: string): string => `<iq type='set' id='${id}'>${inside}</iq>`
export const result = (id: string, inside = ''): string =>
  `<iq type='result' id='${id}'>${inside}</iq>`
export const BIND = iq('b', "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")
export const BOUND = result(
  'b',
  "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@localhost/legacy</jid></bind>",
)
export const CARBONS = iq('c', "<enable xmlns='urn:xmpp:carbons:2'/>")
export const SESSION = iq('s', "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>")

/** TLS, header, SCRAM in SASL2: what most talks begin with. */
export const scram = (inline: string, inside: string): readonly Line[] => [
  ['T', 1],
  ['C', HEADER],
  ['S', ANSWER, FEATURES],
  ['C', authenticate(inline)],
  ['S', CHALLENGE],
  ['C', RESPONSE],
  ['S', success(inside)],
]
