/** Both ends of BOSH, told anything by the other: requests and answers, altered and in any pieces. */
import assert from 'node:assert/strict'
import { writeBody } from '../../../src/bosh/body.ts'
import { BoshClient } from '../../../src/bosh/client.ts'
import { ConnectionManager } from '../../../src/bosh/manager.ts'
import { BoshServer } from '../../../src/bosh/server.ts'
import { Random } from '../../../src/random.ts'
import { IDEAL_SERVER } from '../../../src/servers/ideal.ts'
import type { TlsFacts, TransportCommand, TransportEvent } from '../../../src/transport.ts'
import { START } from '../../../src/units.ts'
import { BODIES } from '../../../src/xmpp/framing/bodies.ts'
import { Server } from '../../../src/xmpp/server/server.ts'
import { oneOf, several } from '../draw.ts'
import { changed, drawChanges, pieces } from '../octets.ts'
import type { Target } from '../target.ts'

const { bosh, name } = { ...IDEAL_SERVER.http, ...IDEAL_SERVER }
const TLS: TlsFacts = {
  ...{ version: '1.3', resumed: false, exporter: undefined, unique: undefined },
  serverEndPoint: undefined,
}
const DOMAIN = 'example.org'
const SEED = `fuzz ${name}`

const request = (body: string, length = Buffer.byteLength(body)): string =>
  `POST ${bosh.target} HTTP/1.1\r\nHost: ${DOMAIN}\r\nContent-Length: ${length}\r\n\r\n${body}`
const answer = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

/** That of the session which the first request creates. */
const SID = Buffer.from(Random.seeded(SEED).fork(1).bytes(20)).toString('hex')
const CREATION = request(
  writeBody(
    [
      ...[['rid', '10'] as const, ['to', DOMAIN] as const, ['wait', '60'] as const],
      ['xmpp:version', '1.0'],
      ['xmlns:xmpp', 'urn:xmpp:xbosh'],
    ],
    '',
  ),
)
const inSession = (rid: number, ...more: readonly (readonly [string, string])[]): string =>
  request(writeBody([['rid', String(rid)], ['sid', SID], ...more], ''))

const REQUESTS: readonly string[] = [
  CREATION,
  ...[10, 11, 11, 12, 12, 13, 15, 99].map((rid) => inSession(rid)),
  inSession(11, ['type', 'terminate']),
  inSession(12, ['pause', '60']),
  inSession(11, ['xmpp:restart', 'true'], ['xmlns:xmpp', 'urn:xmpp:xbosh']),
  request(
    writeBody(
      [
        ['rid', '11'],
        ['sid', SID],
      ],
      "<iq xmlns='jabber:client' type='get' id='1'/>",
    ),
  ),
  request('<body', 3),
  request(''),
  'GET / HTTP/1.1\r\n\r\n',
]
const ANSWERS: readonly string[] = [
  answer(writeBody([['sid', SID]], '<stream:features/>')),
  answer(writeBody([['xmlns:stream', 'http://etherx.jabber.org/streams']], '<stream:features/>')),
  answer(writeBody([], "<message xmlns='jabber:client'/>")),
  answer(writeBody([['type', 'terminate']], '')),
  answer(
    writeBody(
      [
        ['type', 'terminate'],
        ['condition', 'item-not-found'],
      ],
      '',
    ),
  ),
  answer(''),
  'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
]

/** Somebody who says one thing and then listens. */
function client(): BoshClient {
  const place = { host: DOMAIN, target: bosh.target }
  const layer = new BoshClient({ place, random: Random.seeded(SEED), session: undefined })
  layer.handle({ kind: 'secured', early: false, tls: TLS })
  const header = BODIES.header({ to: DOMAIN, version: '1.0', declaration: false })
  layer.handle({ kind: 'send', bytes: Buffer.from(header) })
  return layer
}

function server(): BoshServer {
  const xmpp = new Server({
    name: DOMAIN,
    settings: IDEAL_SERVER.xmpp,
    random: Random.seeded('server'),
    accounts: [{ local: 'alice', password: 'secret' }],
  })
  const manager = new ConnectionManager({ settings: bosh, random: Random.seeded(SEED) })
  const random = Random.seeded('session')
  return new BoshServer({
    manager,
    mode: 'arranged',
    open: () => xmpp.accept({ random, mode: 'arranged', framing: BODIES, channel: 'hidden' }),
  })
}

type Said = TransportCommand | TransportEvent

const drain = (end: { poll(): Said | undefined }): Said[] => {
  const all: Said[] = []
  for (let one = end.poll(); one !== undefined; one = end.poll()) all.push(one)
  return all
}

export const BOSH: Target = {
  name: 'bosh',
  share: 20,
  fuzz(random) {
    const end = oneOf(random, ['client', 'server'] as const)
    const words = end === 'client' ? ANSWERS : [CREATION, ...REQUESTS]
    const first = end === 'client' ? [] : [CREATION]
    const octets = Buffer.from(
      [...first, ...several(random, 0, 6, () => oneOf(random, words))].join(''),
    )
    const changes = drawChanges(random, octets)
    const cuts = several(random, 1, 4, () => 1 + random.below(300))
    return {
      input: { end, octets: octets.toString('latin1'), changes, cuts },
      run() {
        const one = end === 'client' ? client() : server()
        const passed = drain(one)
        for (const bytes of pieces(changed(octets, changes), cuts)) {
          one.handle({ kind: 'received', bytes, early: false }, START)
          passed.push(...drain(one))
        }
        inOrder(passed)
      },
    }
  },
}

/** Nothing is said behind the end, and the end is told once. */
function inOrder(passed: readonly Said[]): void {
  const end = passed.findIndex(({ kind }) => kind === 'close')
  const behind = end === -1 ? [] : passed.slice(end + 1).map(({ kind }) => kind)
  assert.ok(behind.length <= 1 && behind.every((kind) => kind === 'closed'), behind.join(' '))
}
