/**
 * Clients that Debian has as packages, as programs of their own, against `serve`: all of them come
 * by the legacy path. What is not installed is skipped and said so, unless everything is required.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { HOST, PASSWORD } from './hosting.ts'
import { fixture, type Program, run, savings, watched } from './programs.ts'

/** Debian's, which has Debian's libraries. */
const PYTHON = '/usr/bin/python3'

type Way = 'starttls' | 'direct'

interface DebianClient {
  readonly name: string
  readonly package: string
  /** Succeeds where it is installed. */
  readonly probe: Program
  readonly program: (way: Way, port: number, ca: string) => Program
  readonly said: readonly string[]
  readonly mechanism: string
  /** Waits of its first connection behind TLS and the header. */
  readonly login: Readonly<Record<string, number>>
  /** Layers in which it may wait once more, depending on its own timing. */
  readonly orMore?: readonly string[]
  readonly management: ServedConnection['negotiated']['management']
  /** Waits of the connection that resumes, where it knows how to. */
  readonly resumption?: Readonly<Record<string, number>>
  /** Whether it resumes TLS. */
  readonly tickets?: 'used' | 'unused'
}

const script =
  (file: string): DebianClient['program'] =>
  (way, port, ca) => ({
    command: PYTHON,
    arguments: [fixture(file), HOST, String(port), way, ca],
  })
const python = (code: string): Program => ({ command: PYTHON, arguments: ['-c', code] })

/** SCRAM takes two waits, the stream that begins again one, and then each step its own. */
const SERIAL = { auth: 2, restart: 1, bind: 1, sm: 1 }
const RESUMED = { auth: 2, restart: 1, sm: 1 }

const CLIENTS: readonly DebianClient[] = [
  {
    name: 'slixmpp',
    package: 'python3-slixmpp',
    probe: python('import slixmpp'),
    program: script('slixmpp-client.py'),
    said: ['started', 'enabled', 'resumed'],
    mechanism: 'SCRAM-SHA-1',
    login: SERIAL,
    management: 'enabled',
    resumption: RESUMED,
    tickets: 'unused',
  },
  {
    name: 'nbxmpp',
    package: 'python3-nbxmpp',
    probe: python('import nbxmpp'),
    program: script('nbxmpp-client.py'),
    said: ['connected', 'resumable', 'resumed'],
    mechanism: 'SCRAM-SHA-1',
    login: SERIAL,
    management: 'enabled',
    resumption: RESUMED,
    tickets: 'used',
  },
  {
    name: 'libstrophe',
    package: 'libstrophe0',
    probe: python("import ctypes; ctypes.CDLL('libstrophe.so.0')"),
    program: script('strophe-client.py'),
    said: ['connected', 'answered', 'connected', 'answered'],
    mechanism: 'SCRAM-SHA-1',
    login: SERIAL,
    management: 'enabled',
    resumption: RESUMED,
    tickets: 'unused',
  },
  {
    name: 'profanity',
    package: 'profanity',
    probe: { command: 'profanity', arguments: ['--version'] },
    program: script('profanity-client.py'),
    said: ['logged in'],
    mechanism: 'SCRAM-SHA-1',
    login: SERIAL,
    // It asks for carbons before it hears of stream management or behind it, as it happens.
    orMore: ['sm'],
    management: 'enabled',
  },
  {
    name: 'go-sendxmpp',
    package: 'go-sendxmpp',
    probe: { command: 'go-sendxmpp', arguments: ['--version'] },
    program: (way, port, ca) => ({
      command: 'go-sendxmpp',
      arguments: [
        ...(way === 'direct' ? ['--tls'] : []),
        ...['--username', 'alice@localhost', '--password', PASSWORD],
        ...['--jserver', `localhost:${port}`, 'alice@localhost'],
      ],
      environment: { SSL_CERT_FILE: ca },
      input: 'hello\n',
    }),
    said: [''],
    mechanism: 'PLAIN', // It knows no SCRAM.
    login: { auth: 1, restart: 1, bind: 1 },
    management: 'off',
  },
]

const isThere = (client: DebianClient): Promise<boolean> =>
  run(client.probe).then(
    () => true,
    () => false,
  )

for (const client of CLIENTS) {
  describe(client.name, { concurrency: true }, () => {
    for (const way of ['starttls', 'direct'] as const) {
      const comesBack = client.resumption === undefined ? 'logs in' : 'logs in and resumes'
      it(`${comesBack} by the legacy path over ${way}`, async (test) => {
        if (!(await isThere(client))) {
          const lack = `needs ${client.name}: apt-get install ${client.package}, or .ci/install-servers`
          assert.notEqual(process.env['XMPP_RTT_REQUIRE_SERVERS'], '1', lack)
          test.skip(lack)
          return
        }
        const connections = client.resumption === undefined ? 1 : 2
        const { said, reports } = await watched('prosody', connections, (hosting, ca) =>
          client.program(way, hosting.port(way), ca),
        )
        assert.deepEqual(said, client.said)
        const [first, second] = reports
        assert.ok(first)
        const below = { tcp: 1, ...(way === 'starttls' ? { starttls: 2 } : {}), tls: 1, header: 1 }
        const direct = way === 'starttls' ? { 'direct-tls': 2 } : {}
        assert.deepEqual(first.outcome, { kind: 'ready', way: 'bound' })
        assert.equal(first.negotiated.mechanism, client.mechanism)
        assert.equal(first.negotiated.management, client.management)
        const expected: Record<string, number> = { ...below, ...client.login }
        for (const layer of client.orMore ?? []) {
          const waits = first.waits.byLayer[layer as keyof typeof first.waits.byLayer]
          if (waits === (expected[layer] ?? 0) + 1) expected[layer] = waits
        }
        assert.deepEqual(first.waits.byLayer, expected)
        if (client.resumption === undefined) return
        assert.ok(second)
        assert.deepEqual(second.waits.byLayer, { ...below, ...client.resumption })
        assert.deepEqual(second.outcome, { kind: 'ready', way: 'resumed' })
        assert.equal(second.address, first.address)
        // Restart and <resume/> ride in <authenticate/> with SASL2.
        assert.deepEqual(savings(second), {
          ...direct,
          'sasl2-unused': 2,
          'features-awaited': 1,
          ...(client.tickets === 'used' ? {} : { 'tls-resumption': 0 }),
        })
      })
    }
  })
}
