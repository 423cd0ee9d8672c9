/** Clients that nobody here wrote, as programs of their own, against `serve`. */
import assert from 'node:assert/strict'
import { type ExecFileException, execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { type CuttingRelay, cuttingRelay } from './cutting-relay.ts'
import { HOST, Hosting, PASSWORD, withCertificateFile } from './hosting.ts'

/** Whoever takes so long, on however busy a machine. */
const HANGS_MS = 300_000

const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Program {
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
}

const run = (program: Program): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      program.command,
      [...program.arguments],
      {
        env: { ...process.env, ...program.environment, XMPP_PASSWORD: PASSWORD },
        timeout: HANGS_MS,
      },
      (error: ExecFileException | null, stdout: string, stderr: string) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${program.command}: ${error.message}\n${stdout}${stderr}`))
      },
    )
  })

const xmppjs = (
  kind: 'starttls' | 'direct',
  port: number,
  ca: string,
  losses: number,
  offered: 'once' | 'again' = 'once',
): Program => ({
  command: process.execPath,
  arguments: [
    fixture('xmppjs-client.mjs'),
    `${kind === 'direct' ? 'xmpps' : 'xmpp'}://${HOST}:${port}`,
    String(losses),
    offered,
  ],
  environment: { NODE_EXTRA_CA_CERTS: ca },
})

/** Runs a client, and returns what it said and what the server saw. */
const watched = async (
  server: string,
  connections: number,
  program: (hosting: Hosting, ca: string) => Program | Promise<Program>,
): Promise<{ readonly said: string[]; readonly reports: readonly ServedConnection[] }> => {
  const hosting = await Hosting.open(server)
  try {
    let said: string[] = []
    await withCertificateFile(async (ca) => {
      said = (await run(await program(hosting, ca))).trim().split('\n')
    })
    const reports = [...(await hosting.enough(connections))]
    assert.deepEqual(hosting.remarks, [])
    return { said, reports: reports.sort((one, other) => one.number - other.number) }
  } finally {
    await hosting.close()
  }
}

const savings = ({ advice }: ServedConnection): Record<string, number> =>
  Object.fromEntries(advice.map(({ code, roundTrips }) => [code, roundTrips]))

describe('@xmpp/client', { concurrency: true }, () => {
  // Header and starttls, TLS 1.3, header to features; then SCRAM takes two, a FAST token one.
  const layers = {
    starttls: { starttls: 2, tls: 1, header: 1 },
    direct: { tls: 1, header: 1 },
  } as const

  for (const kind of ['starttls', 'direct'] as const) {
    it(`logs in, gets a FAST token, and resumes over ${kind}`, async () => {
      const { said, reports } = await watched('prosody', 3, (hosting, ca) =>
        xmppjs(kind, hosting.port(kind), ca, 2),
      )
      assert.deepEqual(said, ['online', 'resumed', 'resumed'])
      const [first, ...later] = reports
      assert.deepEqual(first?.waits.byLayer, { ...layers[kind], auth: 2 })
      assert.deepEqual(first?.negotiated, {
        security: kind,
        tls: { version: '1.3', resumed: false },
        profile: 'sasl2',
        mechanism: 'SCRAM-SHA-1',
        refused: [],
        binding: 'bind2',
        management: 'enabled',
        token: 'issued',
        carbons: 'off',
      })
      for (const report of later) {
        // 2 + 1 + 1 + 1 = 5 by STARTTLS, 1 + 1 + 1 = 3 by direct TLS, as with the real Prosody.
        assert.deepEqual(report.waits, {
          total: kind === 'starttls' ? 5 : 3,
          byLayer: { ...layers[kind], auth: 1 },
        })
        assert.equal(report.kind, 'reconnect')
        assert.equal(report.negotiated.mechanism, 'HT-SHA-256-NONE')
        assert.deepEqual(report.outcome, { kind: 'ready', way: 'resumed' })
        const direct = kind === 'starttls' ? { 'direct-tls': 2 } : {}
        assert.deepEqual(savings(report), {
          ...direct,
          'features-awaited': 1,
          'tls-resumption': 0,
        })
      }
    })
  }

  // Behind a login that had stream management in it ejabberd offers it again. The client takes that
  // for an offer to resume if it knows an id by then, is refused, and forgets the id; else it asks
  // to enable, is refused, and keeps it. With PLAIN it knows the id at once. With a token it checks
  // the server's proof in between, so that it does not if the features come in the same piece.
  for (const [pieces, expected] of [
    ['joined', ['online', 'online', 'resumed', 'resumed']],
    ['apart', ['online', 'online', 'online', 'online']],
  ] as const) {
    it(`asks ejabberd for stream management again: success and features ${pieces}`, async () => {
      const losses = 3
      const relays: CuttingRelay[] = []
      const { said, reports } = await watched('ejabberd', losses + 1, async (hosting, ca) => {
        const relay = await cuttingRelay(hosting.port('direct'), pieces)
        relays.push(relay)
        return xmppjs('direct', relay.port, ca, losses, 'again')
      })
      for (const relay of relays) await relay.close()
      assert.deepEqual(said, expected)
      assert.equal(reports[0]?.negotiated.mechanism, 'PLAIN') // It knows no SCRAM-SHA-256.
      for (const [index, report] of reports.entries()) {
        const way = expected[index] === 'online' ? 'bound' : 'resumed'
        assert.deepEqual(report.outcome, { kind: 'ready', way })
        // TLS, features, PLAIN or the token: being refused comes when it is ready.
        assert.equal(report.waits.total, 3)
        const lost = way === 'bound' && index > 0
        assert.deepEqual(savings(report), {
          ...(index === 0 ? {} : { 'features-awaited': 1 }),
          ...(way === 'bound' ? { 'enabled-twice': 0 } : {}),
          ...(lost ? { 'session-not-resumed': 0 } : {}),
        })
        const left = report.advice.find(({ code }) => code === 'session-not-resumed')
        if (lost) assert.match(left?.text ?? '', /asked for stream management twice/)
      }
    })
  }
})

/** Debian's, for Debian's Python. */
const PYTHON = '/usr/bin/python3'
const MISSING = 'needs slixmpp: apt-get install python3-slixmpp'

const hasSlixmpp = (): Promise<boolean> =>
  run({ command: PYTHON, arguments: ['-c', 'import slixmpp'] }).then(
    () => true,
    () => false,
  )

describe('slixmpp', { concurrency: true }, () => {
  for (const kind of ['starttls', 'direct'] as const) {
    it(`logs in and resumes by the legacy path over ${kind}`, async (test) => {
      if (!(await hasSlixmpp())) {
        assert.notEqual(process.env['XMPP_RTT_REQUIRE_SERVERS'], '1', MISSING)
        test.skip(MISSING)
        return
      }
      const { said, reports } = await watched('prosody', 2, (hosting, ca) => ({
        command: PYTHON,
        arguments: [fixture('slixmpp-client.py'), HOST, String(hosting.port(kind)), kind, ca],
      }))
      assert.deepEqual(said, ['started', 'enabled', 'resumed'])
      const starttls = kind === 'starttls' ? { starttls: 2 } : {}
      const login = { ...starttls, tls: 1, header: 1, auth: 2, restart: 1 }
      const [first, second] = reports
      // 9 and 8 by STARTTLS, 7 and 6 by direct TLS, as with the real Prosody.
      assert.deepEqual(first?.waits.byLayer, { ...login, bind: 1, sm: 1 })
      assert.deepEqual(second?.waits.byLayer, { ...login, sm: 1 })
      assert.deepEqual(second?.outcome, { kind: 'ready', way: 'resumed' })
      assert.equal(second?.address, first?.address)
      const direct = kind === 'starttls' ? { 'direct-tls': 2 } : {}
      // Restart and <resume/> ride in <authenticate/> with SASL2.
      assert.deepEqual(savings(second ?? assert.fail()), {
        ...direct,
        'sasl2-unused': 2,
        'features-awaited': 1,
        'tls-resumption': 0,
      })
    })
  }
})
