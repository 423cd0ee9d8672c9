/** The proxy alone: who gets in, and what it does about everybody who fails it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { LoginService, request } from '../../src/front/auth-http.ts'
import { FrontConnection } from '../../src/front/connection.ts'
import type { Behind } from '../../src/front/settings.ts'
import { HeadReader } from '../../src/http/head.ts'
import { Random } from '../../src/random.ts'
import { toBase64, utf8 } from '../../src/sasl/octets.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { encodeText, STREAM_FOOTER, streamHeader } from '../../src/xml/xml.ts'

const DOMAIN = 'bench.localhost'
const HEADER = streamHeader({ to: DOMAIN, version: '1.0', declaration: true })
const auth = (message: string): string =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${message}</auth>`
const login = (user: string, password: string): string =>
  auth(toBase64(utf8(`\0${user}\0${password}`)))

const octetsOf = (commands: readonly TransportCommand[]): string =>
  commands
    .flatMap((command) => (command.kind === 'send' ? [Buffer.from(command.bytes)] : []))
    .join('')

/** A proxy on direct TLS, whose ways out are in the test's hands. */
class Bench {
  readonly outlets = new Map<
    Behind,
    { hear: (event: TransportEvent) => void; said: TransportCommand[] }
  >()
  readonly front = new FrontConnection({
    domain: DOMAIN,
    mode: 'direct',
    random: Random.seeded('front'),
    reach: (whom, hear) => {
      const said: TransportCommand[] = []
      this.outlets.set(whom, { hear, said })
      return { say: (command) => said.push(command) }
    },
  })

  constructor() {
    this.front.handle({ kind: 'connected' })
    this.front.handle({
      kind: 'secured',
      early: false,
      tls: {
        version: '1.3',
        resumed: false,
        exporter: undefined,
        unique: undefined,
        serverEndPoint: undefined,
      },
    })
  }

  hear(text: string): void {
    this.front.handle({ kind: 'received', bytes: encodeText(text), early: false })
  }

  said(): readonly TransportCommand[] {
    const said: TransportCommand[] = []
    for (let next = this.front.poll(); next !== undefined; next = this.front.poll()) said.push(next)
    return said
  }

  from(whom: Behind, event: TransportEvent): void {
    this.outlets.get(whom)?.hear(event)
  }

  text(whom: Behind, text: string): void {
    this.from(whom, { kind: 'received', bytes: encodeText(text), early: false })
  }

  /** As far as the login behind. */
  passOn(): void {
    this.hear(HEADER + login('alice', 'secret'))
    this.from('service', { kind: 'connected' })
    this.text('service', 'HTTP/1.0 200 OK\r\nAuth-Status: OK\r\n\r\n')
    this.from('backend', { kind: 'connected' })
    this.text(
      'backend',
      `${streamHeader({ from: DOMAIN, version: '1.0', declaration: true })}<stream:features/>`,
    )
    this.said()
  }
}

describe('a proxy in front of a server', () => {
  it('lets in whom the service and the server behind let in', () => {
    const bench = new Bench()
    bench.passOn()
    assert.match(
      octetsOf(bench.outlets.get('backend')?.said ?? []),
      /<auth .*>AGFsaWNlAHNlY3JldA==</,
    )
    bench.text('backend', '<success/>')
    assert.equal(octetsOf(bench.said()), '<success/>')
    bench.hear('<what ever="comes"')
    assert.ok(octetsOf(bench.outlets.get('backend')?.said ?? []).endsWith('<what ever="comes"'))
    bench.from('backend', { kind: 'closed' })
    assert.deepEqual(bench.said(), [{ kind: 'close' }])
  })

  const failures: Readonly<Record<string, (bench: Bench) => void>> = {
    'not-authorized': (bench) => {
      bench.text('service', 'HTTP/1.0 200 OK\r\nAuth-Status: Invalid login or password\r\n\r\n')
    },
    'temporary-auth-failure': (bench) => bench.from('service', { kind: 'closed' }),
  }
  for (const [condition, fail] of Object.entries(failures)) {
    it(`says ${condition} and ends, and never asks the server behind`, () => {
      const bench = new Bench()
      bench.hear(HEADER + login('alice', 'wrong'))
      bench.said()
      bench.from('service', { kind: 'connected' })
      fail(bench)
      const said = bench.said()
      assert.match(octetsOf(said), new RegExp(`<${condition}/>.*</stream:stream>$`))
      assert.deepEqual(said.at(-1), { kind: 'close' })
      assert.equal(bench.outlets.has('backend'), false)
      assert.deepEqual(bench.outlets.get('service')?.said.at(-1), { kind: 'close' })
    })
  }

  it('takes an endless answer of the service for none', () => {
    const bench = new Bench()
    bench.hear(HEADER + login('alice', 'secret'))
    bench.said()
    for (let piece = 0; piece < 20; piece += 1) bench.text('service', 'x'.repeat(1_000))
    assert.match(octetsOf(bench.said()), /<temporary-auth-failure\/>/)
  })

  it('takes the end of the server behind before it has answered for a failure', () => {
    const bench = new Bench()
    bench.hear(HEADER + login('alice', 'secret'))
    bench.said()
    bench.text('service', 'HTTP/1.0 200 OK\r\nAuth-Status: OK\r\n\r\n')
    bench.from('backend', { kind: 'closed' })
    assert.match(octetsOf(bench.said()), /<temporary-auth-failure\/>/)
  })

  it('refuses everything else that a client may say', () => {
    const refused: Readonly<Record<string, string>> = {
      'malformed-request': auth(toBase64(utf8('alice'))),
      'invalid-mechanism': auth('').replace('PLAIN', 'SCRAM-SHA-1'),
      'not-authorized': '<message/>',
    }
    for (const [condition, text] of Object.entries(refused)) {
      const bench = new Bench()
      bench.hear(HEADER + text)
      assert.match(octetsOf(bench.said()), new RegExp(`<${condition}[ /]`))
      assert.equal(bench.outlets.size, 0)
    }
    const bench = new Bench()
    bench.hear(streamHeader({ to: 'elsewhere', version: '1.0', declaration: true }))
    assert.match(octetsOf(bench.said()), /<host-unknown /)
  })

  it('asks a client that has not said everything at once', () => {
    const bench = new Bench()
    bench.hear(HEADER + auth(''))
    assert.match(octetsOf(bench.said()), /<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'\/>$/)
    const message = toBase64(utf8('\0alice\0secret'))
    bench.hear(`<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${message}</response>`)
    assert.deepEqual(bench.outlets.get('service')?.said, [{ kind: 'connect' }])
  })

  it('keeps what comes too early, in order, but not without end', () => {
    const bench = new Bench()
    bench.hear(HEADER + login('alice', 'secret'))
    bench.hear('one ')
    bench.hear('two')
    bench.text('service', 'HTTP/1.0 200 OK\r\nAuth-Status: OK\r\n\r\n')
    bench.text('backend', `${HEADER}<stream:features/>`)
    assert.ok(octetsOf(bench.outlets.get('backend')?.said ?? []).endsWith('</auth>one two'))
    const flooded = new Bench()
    flooded.hear(HEADER + login('alice', 'secret'))
    flooded.hear('x'.repeat(65_537))
    assert.ok(octetsOf(flooded.said()).endsWith(STREAM_FOOTER))
  })

  it('is gone with its client, and so is everybody behind', () => {
    const bench = new Bench()
    bench.passOn()
    bench.front.handle({ kind: 'closed' })
    assert.deepEqual(bench.outlets.get('backend')?.said.at(-1), { kind: 'close' })
    bench.text('backend', '<success/>')
    assert.deepEqual(bench.said(), [])
  })
})

describe('the request to the service', () => {
  it('is understood whatever is in it, and however it is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.integer({ min: 1, max: 40 }),
        (user, password, size) => {
          const asked: string[][] = []
          const service = new LoginService((...login) => {
            asked.push(login)
            return true
          })
          const message = utf8(`\0${user}\0${password}`)
          const bytes = request({ message, user, password }, '1.3')
          for (let from = 0; from < bytes.length; from += size) {
            service.handle({
              kind: 'received',
              bytes: bytes.subarray(from, from + size),
              early: false,
            })
          }
          assert.deepEqual(asked, [[user, password]])
          const said = service.poll()
          assert.ok(said?.kind === 'send')
          assert.equal(new HeadReader().feed(said.bytes).kind, 'head')
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })

  it('lets nobody in whom it does not understand', () => {
    for (const text of [
      'GET / HTTP/1.0\r\n\r\n',
      'GET /\r\nAuth-User: %\r\nAuth-Pass: x\r\n\r\n',
    ]) {
      const service = new LoginService(() => assert.fail('nobody to ask about'))
      service.handle({ kind: 'received', bytes: encodeText(text), early: false })
      const said = service.poll()
      assert.ok(said?.kind === 'send')
      assert.match(Buffer.from(said.bytes).toString(), /Invalid login/)
    }
  })
})
