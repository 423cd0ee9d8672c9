/** One client that says anything, in any pieces, and what a server never may do about it. */
import assert from 'node:assert/strict'
import { Random } from '../../src/random.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { toBase64 } from '../../src/sasl/octets.ts'
import { type Instant, START } from '../../src/units.ts'
import { StreamReader } from '../../src/xml/xml.ts'
import { SASL, SASL2, SM, STARTTLS } from '../../src/xmpp/namespaces.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import { authenticateText, header, loginClient, TLS, USER_AGENT } from './connected.ts'

const PLAIN = toBase64(Buffer.from('\0alice\0pencil'))

/** How clients of every mechanism begin that a client may be told to speak. */
const LOGINS = MECHANISMS.logins
  .filter(({ taken, binds }) => taken === 'named' && binds === 'nothing')
  .map((mechanism) => authenticateText(loginClient(mechanism), USER_AGENT))

/** What clients say, right and wrong. */
export const PIECES: readonly string[] = [
  ...LOGINS,
  `<response xmlns='${SASL}'>AQ==</response>`,
  header(),
  header({ declaration: '' }),
  header({ from: undefined }),
  `<starttls xmlns='${STARTTLS}'/>`,
  `<auth xmlns='${SASL}' mechanism='PLAIN'>${PLAIN}</auth>`,
  `<auth xmlns='${SASL}' mechanism='SCRAM-SHA-1'>${toBase64(Buffer.from('n,,n=alice,r=x'))}</auth>`,
  `<auth xmlns='${SASL}' mechanism='SCRAM-SHA-256'/>`,
  `<response xmlns='${SASL}'>${toBase64(Buffer.from('c=biws,r=x,p=AAAA'))}</response>`,
  `<abort xmlns='${SASL}'/>`,
  `<authenticate xmlns='${SASL2}' mechanism='PLAIN'><initial-response>${PLAIN}</initial-response>${USER_AGENT}<bind xmlns='urn:xmpp:bind:0'><tag>t</tag><enable xmlns='${SM}' resume='1'/></bind><request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/></authenticate>`,
  `<authenticate xmlns='${SASL2}' mechanism='HT-SHA-256-NONE'><initial-response>YWxpY2UA</initial-response>${USER_AGENT}<fast xmlns='urn:xmpp:fast:0' count='1'/></authenticate>`,
  `<response xmlns='${SASL2}'/>`,
  "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
  "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
  '<message><body>x</body></message>',
  '<presence/>',
  '<presence><priority>-129</priority></presence>',
  "<presence type='unavailable'/>",
  "<message to='alice@bench.localhost' type='chat'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='alice@bench.localhost' id='x'/></message>",
  "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='f'><set xmlns='http://jabber.org/protocol/rsm'><max>1</max><before/></set></query></iq>",
  "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><after>x</after></set></query></iq>",
  "<iq type='get' id='r'><query xmlns='jabber:iq:roster' ver='1'/></iq>",
  "<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='b@c'/></query></iq>",
  "<iq type='get' id='l'><list xmlns='urn:xmpp:cam:0'/></iq>",
  "<iq type='set' id='r'><revoke xmlns='urn:xmpp:cam:0' id='x'/></iq>",
  `<enable xmlns='${SM}' resume='true'/>`,
  `<resume xmlns='${SM}' previd='x' h='0'/>`,
  `<r xmlns='${SM}'/>`,
  `<a xmlns='${SM}' h='1'/>`,
  '</stream:stream>',
  ' ',
  '<',
  '>',
  '&',
  "'",
  'ü',
]

export interface Attack {
  /** Behind the stream header. */
  readonly pieces: readonly string[]
  /** Octets that are changed, counted around. */
  readonly mutations: readonly { readonly at: number; readonly octet: number }[]
  /** Sizes of the reads, again and again. */
  readonly cuts: readonly number[]
  readonly mode: 'starttls' | 'direct'
  readonly early: boolean
}

/** Features and header are the longest answer to the shortest request. */
const ANSWER_OCTETS_MAX = 3_000

/** Throws where the server does what it never may. */
export const attack = (server: Server, { pieces, mutations, cuts, mode, early }: Attack): void => {
  const bytes = Buffer.from(header() + pieces.join(''))
  for (const { at, octet } of mutations) bytes[at % bytes.length] = octet
  const connection = server.accept({ random: Random.seeded(1), mode })
  let reader = new StreamReader()
  let now: Instant = START
  let said = 0
  let closed = false
  const drain = (): void => {
    for (let steps = 0; ; steps += 1) {
      assert.ok(steps < 1_000, 'hangs')
      for (let command = connection.poll(); command; command = connection.poll()) {
        assert.equal(closed, false, 'speaks after closing')
        if (command.kind === 'send') {
          said += command.bytes.length
          const wrong = reader.feed(command.bytes).find((event) => event.kind === 'error')
          assert.equal(wrong, undefined)
        }
        if (command.kind === 'close') closed = true
        if (command.kind === 'secure') {
          connection.handle({ kind: 'secured', early: false, tls: TLS }, now)
          reader = new StreamReader()
        }
      }
      const deadline = connection.deadline()
      if (deadline === undefined) return
      now = deadline
      connection.wake(now)
    }
  }
  connection.handle({ kind: 'connected' }, now)
  drain()
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = cuts[i % cuts.length] ?? 1
    connection.handle({ kind: 'received', bytes: bytes.subarray(at, at + size), early }, now)
    // Sometimes more comes before the server is done.
    if (i % 2 === 0) drain()
    at += size
  }
  drain()
  // STARTTLS drops what follows it, so the elements heard are at most those sent.
  assert.ok(said <= (pieces.length + 2) * ANSWER_OCTETS_MAX, `says ${said} octets`)
  connection.handle({ kind: 'closed' }, now)
  drain()
}
