/** Whatever a server does, an attempt ends, in time and in a failure with a name. */
import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { LiveLimits } from '../../src/attach/live/settings.ts'
import { look } from '../../src/run/live/errands.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { runLive } from '../../src/run/live/live.ts'
import { DIRECT_TLS, STARTTLS } from '../../src/strategies/over.ts'
import type { Failure } from '../../src/transport.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { BLANK } from '../../src/xmpp/dialogue/memory.ts'
import { type LiveServer, PASSWORD, PATIENT, specFor, strategiesNamed } from './live-guest-spec.ts'
import {
  type Behaviour,
  CERTIFICATE,
  STREAM,
  saying,
  withNobody,
  withServer,
} from './mean-server.ts'

/** None of these servers ever closes a connection that is bidden farewell. */
const LIMITS: LiveLimits = { ...PATIENT, farewell: milliseconds(10), octets: 100_000 }
/** For servers that are waited for in vain. */
const IMPATIENT: LiveLimits = { ...LIMITS, patience: milliseconds(50) }

/** What comes of looking at the features of a server. */
async function failureOf(server: LiveServer, limits = LIMITS): Promise<Failure | 'none'> {
  const spec = specFor(server, strategiesNamed('sasl2-direct'), { limits })
  const host = new LiveHost(spec)
  const way = server.directPort === undefined ? STARTTLS : DIRECT_TLS
  const { attempt, outcome } = await host.errand(look(guest(spec, 0), way), way)
  attempt.lose()
  host.stop()
  if (outcome.kind === 'given-up') return { code: 'timeout', detail: 'given up' }
  return outcome.kind === 'failed' ? outcome.failure : 'none'
}

const FEATURES =
  '<stream:features><starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/></stream:features>'
const PROCEED = '<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>'

/** TLS over a socket that goes on being open, whatever ends inside of it. */
const closingInTlsOnly: Behaviour = (socket) => {
  const below = new Duplex({
    read() {},
    write(bytes, _encoding, done) {
      socket.write(bytes)
      done()
    },
    final(done) {
      done()
    },
  })
  socket.on('data', (bytes) => below.push(bytes))
  const secureContext = createSecureContext({ cert: CERTIFICATE.chain, key: CERTIFICATE.key })
  const tls = new TLSSocket(below, { isServer: true, secureContext })
  tls.on('error', () => {})
  tls.once('data', () => tls.end(STREAM))
}

const CASES: readonly {
  readonly what: string
  readonly kind: 'clear' | 'tls'
  readonly behaviour: Behaviour
  readonly code: string
}[] = [
  { what: 'says nothing', kind: 'clear', behaviour: () => {}, code: 'timeout' },
  {
    what: 'begins and says nothing more',
    kind: 'clear',
    behaviour: saying(STREAM),
    code: 'timeout',
  },
  {
    what: 'says for ever what leads nowhere',
    kind: 'clear',
    behaviour: (socket) => {
      const drip = setInterval(() => socket.write(' '), 20)
      socket.once('close', () => clearInterval(drip))
    },
    code: 'timeout',
  },
  {
    what: 'floods with an element that never ends',
    kind: 'clear',
    behaviour: saying(`${STREAM}<a b='${'x'.repeat(1_000_000)}'`),
    code: 'limit-exceeded',
  },
  {
    what: 'floods with elements',
    kind: 'clear',
    behaviour: saying(STREAM + '<a/>'.repeat(100_000)),
    code: 'limit-exceeded',
  },
  {
    what: 'sends XML that is none',
    kind: 'clear',
    behaviour: saying(`${STREAM}<a></b>`),
    code: 'malformed-xml',
  },
  {
    what: 'speaks another protocol',
    kind: 'clear',
    behaviour: (socket) => socket.write('220 mail.example.org ESMTP\r\n'),
    code: 'malformed-xml',
  },
  {
    what: 'closes at once',
    kind: 'clear',
    behaviour: (socket) => socket.end(),
    code: 'connection-closed',
  },
  {
    what: 'closes after the header',
    kind: 'clear',
    behaviour: (socket) => socket.once('data', () => socket.end(STREAM)),
    code: 'connection-closed',
  },
  {
    what: 'resets the connection',
    kind: 'clear',
    behaviour: (socket) => socket.once('data', () => socket.resetAndDestroy()),
    code: 'connection-reset',
  },
  {
    what: 'ends the stream with an error',
    kind: 'clear',
    behaviour: saying(
      `${STREAM}<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
    ),
    code: 'stream-error',
  },
  {
    what: 'offers no STARTTLS',
    kind: 'clear',
    behaviour: saying(`${STREAM}<stream:features/>`),
    code: 'feature-missing',
  },
  {
    what: 'lets TLS begin and then speaks something else',
    kind: 'clear',
    behaviour: saying(STREAM + FEATURES, PROCEED, 'HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(600)),
    code: 'tls-failure',
  },
  {
    what: 'lets TLS begin and hangs',
    kind: 'clear',
    behaviour: saying(STREAM + FEATURES, PROCEED),
    code: 'timeout',
  },
  {
    what: 'adds something in the clear behind <proceed/>',
    kind: 'clear',
    behaviour: saying(STREAM + FEATURES, `${PROCEED}<injected/>`),
    code: 'protocol-violation',
  },
  {
    what: 'hangs inside TLS',
    kind: 'tls',
    behaviour: () => {},
    code: 'timeout',
  },
  {
    what: 'sends XML that is none inside TLS',
    kind: 'tls',
    behaviour: saying(`${STREAM}<a></b>`),
    code: 'malformed-xml',
  },
  {
    what: 'closes inside TLS',
    kind: 'tls',
    behaviour: (socket) => socket.once('data', () => socket.end(STREAM)),
    code: 'connection-closed',
  },
  {
    what: 'floods inside TLS',
    kind: 'tls',
    behaviour: saying(STREAM + ' '.repeat(1_000_000)),
    code: 'limit-exceeded',
  },
]

const PLAIN_ONLY =
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"
const REFUSAL = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>"

/** SASL2 with SCRAM, as far as the challenge. */
const askingForRounds =
  (iterations: number): Behaviour =>
  (socket) =>
    socket.on('data', (said) => {
      const response = /<initial-response>([^<]+)</.exec(String(said))?.[1]
      const nonce = /r=(.+)$/.exec(Buffer.from(response ?? '', 'base64').toString())?.[1]
      const challenge = Buffer.from(`r=${nonce}x,s=QSXCR+Q6sek8bf92,i=${iterations}`)
      socket.write(
        nonce === undefined
          ? `${STREAM}<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-256</mechanism><inline><bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:sm:3'/><feature var='urn:xmpp:carbons:2'/></inline></bind></inline></authentication></stream:features>`
          : `<challenge xmlns='urn:xmpp:sasl:2'>${challenge.toString('base64')}</challenge>`,
      )
    })

/** handshake_failure (RFC 8446 §6.2). */
const sayingAlert: Behaviour = (socket) =>
  socket.once('data', () => socket.write(Uint8Array.of(21, 3, 3, 0, 2, 2, 40)))

describe('live, against a server that', () => {
  for (const { what, kind, behaviour, code } of CASES) {
    it(`${what}: ${code}`, () =>
      withServer(kind, behaviour, async (server) => {
        const failure = await failureOf(server, code === 'timeout' ? IMPATIENT : LIMITS)
        assert.equal(failure === 'none' ? failure : failure.code, code, JSON.stringify(failure))
      }))
  }

  it('says in TLS that it has said all, and leaves the connection open: connection-closed', () =>
    withServer('clear', closingInTlsOnly, async ({ starttlsPort, ...server }) => {
      const failure = await failureOf({ ...server, directPort: starttlsPort })
      assert.equal(failure === 'none' ? failure : failure.code, 'connection-closed')
    }))

  it('says first who it is where TLS begins at once: seen at once', () =>
    withServer(
      'clear',
      (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
      async ({ starttlsPort, ...server }) => {
        const failure = await failureOf({ ...server, directPort: starttlsPort }, LIMITS)
        assert.ok(failure !== 'none')
        assert.equal(failure.code, 'tls-failure')
        assert.match(failure.detail, /^expected TLS, found something else/)
      },
    ))

  it('says nothing: what is waited for is told before its patience ends', () =>
    withServer(
      'clear',
      () => {},
      async (server) => {
        const waiting: string[] = []
        const spec = specFor(server, strategiesNamed('sasl2-starttls'), { limits: IMPATIENT })
        const run = await runLive(spec, { onWaiting: (text) => waiting.push(text) })
        assert.ok('code' in run && run.code === 'timeout')
        const at = `${server.host}:${server.starttlsPort}`
        assert.equal(
          run.detail,
          `expected an answer from ${at} that leads on, found none within 0.05 s (--patience)`,
        )
        assert.deepEqual(waiting, [`STARTTLS: waiting for ${at} to answer, 0.05 s at most`])
      },
    ))

  it('says nothing in TLS: it is told that nothing was agreed on', () =>
    withServer(
      'clear',
      () => {},
      async ({ starttlsPort, ...server }) => {
        const failure = await failureOf({ ...server, directPort: starttlsPort }, IMPATIENT)
        assert.ok(failure !== 'none' && failure.code === 'timeout')
        assert.match(failure.detail, /that leads on in the TLS handshake, found none within/)
      },
    ))

  it('says nothing: whoever ends it early does not wait for its patience', async () => {
    const user = new AbortController()
    let gone: () => void = () => {}
    const isGone = new Promise<void>((resolve) => {
      gone = resolve
    })
    await withServer(
      'clear',
      (socket) => {
        socket.once('close', gone)
        user.abort()
      },
      async (server) => {
        const limits = { ...LIMITS, patience: seconds(600) }
        const spec = specFor(server, strategiesNamed('sasl2-starttls'), { limits })
        const run = await runLive(spec, { signal: user.signal })
        assert.ok('code' in run && run.code === 'interrupted')
        await isGone
      },
    )
  })

  for (const { what, kind, says, hinted } of [
    { what: 'no stream at all', kind: 'clear', says: 'HTTP/1.1 400 Bad Request', hinted: true },
    { what: 'a stream, then no XML', kind: 'clear', says: `${STREAM}<a></b>`, hinted: false },
    { what: 'a stream, then no XML, in TLS', kind: 'tls', says: `${STREAM}<a></b>`, hinted: false },
    { what: 'no stream at all, in TLS', kind: 'tls', says: 'HTTP/1.1 400', hinted: false },
  ] as const) {
    it(`says ${what}: ${hinted ? 'asks' : 'does not ask'} whether it is a port for STARTTLS`, () =>
      withServer(kind, saying(says), async (server) => {
        const run = await runLive(specFor(server, strategiesNamed('sasl2-direct')), {})
        assert.ok('code' in run && run.code === 'malformed-xml')
        assert.equal(run.detail.endsWith(': is it a port for XMPP with STARTTLS?'), hinted)
      }))
  }

  it('is not there: connection-refused', () =>
    withNobody(async (server) => {
      const failure = await failureOf(server)
      assert.equal(failure === 'none' ? failure : failure.code, 'connection-refused')
    }))

  it('is at neither of its ports: both are named', () =>
    withNobody(async (server) => {
      const nowhere = { ...server, directPort: server.starttlsPort }
      const run = await runLive(specFor(nowhere, strategiesNamed('sasl2-direct')), {})
      assert.ok('code' in run)
      assert.match(
        run.detail,
        /^direct TLS: expected a server at .*ECONNREFUSED; STARTTLS: expected a server at .*ECONNREFUSED$/,
      )
    }))

  it('shows a certificate of an authority unknown: refused, and taken with --insecure', () =>
    withServer('tls', saying(`${STREAM}<stream:features/>`), async (server) => {
      const failure = await failureOf({ ...server, trust: { kind: 'public' } })
      assert.ok(failure !== 'none')
      assert.equal(failure.code, 'tls-failure')
      assert.match(failure.detail, /SELF_SIGNED_CERT/)
      assert.equal(await failureOf({ ...server, trust: { kind: 'anybody' } }), 'none')
    }))

  it('shows a certificate of another name: refused', () =>
    withServer('tls', saying(`${STREAM}<stream:features/>`), async (server) => {
      const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
      const failure = await failureOf({ ...server, trust, domain: 'example.org' })
      assert.ok(failure !== 'none')
      assert.equal(failure.code, 'tls-failure')
      assert.match(failure.detail, /ERR_TLS_CERT_ALTNAME_INVALID/)
    }))

  it('wants more rounds of PBKDF2 than its own patience is long: says so at once', () =>
    withServer('tls', askingForRounds(50_001), async (server) => {
      // 50 ms of patience, of 1,000 rounds each.
      const spec = specFor(server, strategiesNamed('sasl2-direct'), { limits: IMPATIENT })
      const host = new LiveHost(spec)
      const script = strategiesNamed('sasl2-direct')[0]?.said.script(guest(spec, 0), BLANK)
      assert.ok(script)
      const { attempt, outcome } = await host.errand(script, DIRECT_TLS)
      attempt.lose()
      host.stop()
      assert.ok(outcome.kind === 'failed')
      assert.equal(outcome.failure.detail, 'expected 4096 to 50000 iterations, found 50001')
    }))

  it('offers PLAIN only: never sees the password, unless it may', async () => {
    for (const { change, shown, outcome } of [
      { change: {}, shown: false, outcome: /expected SCRAM-SHA-256 or SCRAM-SHA-1, found PLAIN/ },
      { change: { showPassword: 'if-needed' }, shown: true, outcome: /PLAIN refused/ },
      {
        change: { showPassword: 'if-needed', trust: { kind: 'anybody' } },
        shown: false,
        outcome: /found PLAIN/,
      },
    ] as const) {
      let heard = ''
      const listening: Behaviour = (socket) => {
        socket.on('data', (said) => {
          heard += said
        })
        saying(STREAM + PLAIN_ONLY, REFUSAL)(socket)
      }
      await withServer('tls', listening, async (server) => {
        const spec = specFor(server, strategiesNamed('legacy-direct'), {
          limits: LIMITS,
          ...change,
        })
        const host = new LiveHost(spec)
        const script = strategiesNamed('legacy-direct')[0]?.said.script(guest(spec, 0), BLANK)
        assert.ok(script)
        const { attempt, outcome: ended } = await host.errand(script, DIRECT_TLS)
        attempt.lose()
        host.stop()
        assert.ok(ended.kind === 'failed')
        assert.match(ended.failure.detail, outcome)
        assert.equal(heard.includes(Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')), shown)
      })
    }
  })

  it('says what a terminal obeys: is quoted harmlessly, in one line', async () => {
    const offer = `<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>A&#10;B\u009b31m\u202e</mechanism></mechanisms></stream:features>`
    await withServer('tls', saying(STREAM + offer), async (server) => {
      const spec = specFor(server, strategiesNamed('legacy-direct'), { limits: LIMITS })
      const host = new LiveHost(spec)
      const script = strategiesNamed('legacy-direct')[0]?.said.script(guest(spec, 0), BLANK)
      assert.ok(script)
      const { attempt, outcome } = await host.errand(script, DIRECT_TLS)
      attempt.lose()
      host.stop()
      assert.ok(outcome.kind === 'failed')
      assert.match(outcome.failure.detail, /, found A B\ufffd31m\ufffd$/)
    })
  })

  it('ends TLS with an alert: says so in OpenSSL’s words, without what only it understands', () =>
    withServer('clear', sayingAlert, async ({ starttlsPort, ...server }) => {
      const failure = await failureOf({ ...server, directPort: starttlsPort })
      assert.ok(failure !== 'none')
      assert.match(
        failure.detail,
        /^expected a TLS connection to the server, found ERR_SSL_\w+: [\w/ ]+$/,
      )
    }))

  it('offers PLAIN only: says how that could be run', () =>
    withServer('tls', saying(STREAM + PLAIN_ONLY), async (server) => {
      const limits = { ...LIMITS, patience: milliseconds(50) }
      const run = await runLive(specFor(server, strategiesNamed('legacy-direct'), { limits }), {})
      assert.ok(!('code' in run))
      assert.deepEqual(
        [...run.obstacles],
        [
          [
            'legacy-direct',
            'expected SASL with SCRAM-SHA-256-PLUS or SCRAM-SHA-256 or SCRAM-SHA-1-PLUS or SCRAM-SHA-1 to be offered; PLAIN is, which shows the server the password (--allow-plain)',
          ],
        ],
      )
    }))

  it('offers nothing to log in with: says for every strategy what is missing', () =>
    withServer('tls', saying(`${STREAM}<stream:features/>`), async (server) => {
      const strategies = strategiesNamed('legacy-direct', 'sasl2-direct', 'legacy-starttls')
      const run = await runLive(specFor(server, strategies, { limits: LIMITS }), {})
      assert.ok(!('code' in run))
      assert.deepEqual(Object.fromEntries(run.obstacles), {
        'legacy-direct':
          'expected SASL with SCRAM-SHA-256-PLUS or SCRAM-SHA-256 or SCRAM-SHA-1-PLUS or SCRAM-SHA-1 to be offered',
        'sasl2-direct': 'expected SASL2 (XEP-0388) to be offered',
        'legacy-starttls': 'STARTTLS: no address is known for it',
      })
      assert.deepEqual(run.cells, [])
    }))
})
