/**
 * Live against the embedded server on real sockets: an honest server that is always at hand. What
 * is found must be what the simulation says, because both ends are the same and only what lies
 * between them differs.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RealClock } from '../../src/clock/real.ts'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import { Random } from '../../src/random.ts'
import { useToken } from '../../src/run/live/errands.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane } from '../../src/run/live/lane.ts'
import { runLive } from '../../src/run/live/live.ts'
import { onOlderTls } from '../../src/run/live/older-tls.ts'
import type { LiveSpec } from '../../src/run/live/spec.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { withImplied } from '../../src/strategies/combination.ts'
import { DIRECT_TLS, overSecured } from '../../src/strategies/over.ts'
import { milliseconds, toMilliseconds, ZERO } from '../../src/units.ts'
import { remember } from '../../src/xmpp/dialogue/memory.ts'
import { Hosting } from '../serve/hosting.ts'
import { expectedWaits, ROWS } from '../strategies/minimum-waits.ts'
import type { LiveServer } from './live-guest-spec.ts'
import { bareLink, specFor, strategiesNamed } from './live-guest-spec.ts'
import { type Behaviour, CERTIFICATE, passOn, STREAM, saying, withServer } from './mean-server.ts'

const RTT_MS = 300
const EXACT = { think: { kind: 'fixed', time: ZERO }, trials: 3 } as const

const STRATEGIES = [
  'legacy-starttls',
  'legacy-direct+pipelined',
  'sasl2-starttls+pipelined',
  'sasl2-direct',
  'legacy-resume-starttls',
  'legacy-resume-direct+unbound',
  'legacy-resume-failed-direct',
  'sasl2-resume-starttls+pipelined',
  'sasl2-resume-direct+tls12',
  'fast-resume-starttls',
  'fast-resume-direct+pipelined',
  'fast-resume-direct+pipelined+unbound+tls-resumed',
  'fast-resume-direct+pipelined+tfo',
  'fast-resume-direct+dns',
  'fast-resume-direct+v6-refused',
  'fast-resume-failed-direct+pipelined',
  'fast-rejected-direct+pipelined',
]

describe('live, against the embedded server on sockets', () => {
  let hosting: Hosting
  let server: LiveServer
  before(async () => {
    hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
    server = {
      domain: 'localhost',
      host: '127.0.0.1',
      starttlsPort: hosting.port('starttls'),
      directPort: hosting.port('direct'),
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    }
  })
  after(() => hosting.close())

  it('elapsed time / RTT is exactly the number of waits, layer by layer as simulated', async () => {
    const strategies = strategiesNamed(...STRATEGIES)
    const tcp = { timers: 'ideal', hz: 250, congestion: 'cubic', nagle: 'off' } as const
    const run = await runLive(specFor(server, strategies, { ...EXACT, tcp }), {})
    assert.ok(!('code' in run), JSON.stringify(run))
    assert.deepEqual([...run.obstacles], [])
    assert.equal(run.cells.length, strategies.length)
    run.cells.forEach(({ stats }, index) => {
      const strategy = strategies[index]
      const row = ROWS.find(({ base }) => base === strategy?.base)
      assert.ok(strategy !== undefined && row !== undefined)
      assert.deepEqual([...stats.failures], [], strategy.name)
      const expected = expectedWaits(
        row,
        overSecured(strategy).security,
        withImplied(strategy.modifiers),
      )
      const [waits] = stats.waits
      assert.deepEqual(waits?.byLayer, expected, strategy.name)
      // No think time, no rate: each wait is a round trip of 300 ms, and nothing else takes time.
      const { min, max } = stats.milestones.ready
      const exactUs = (waits?.total ?? 0) * RTT_MS * 1000
      assert.deepEqual([min, max], [exactUs, exactUs], strategy.name)
    })
  })

  it('says what cannot be run, and why', async () => {
    const strategies = strategiesNamed(
      'fast-resume-direct+0rtt',
      'sasl2-direct+tls12+false-start',
      'sasl2-direct+hrr',
    )
    const run = await runLive(specFor(server, strategies, EXACT), {})
    assert.ok(!('code' in run))
    assert.deepEqual(Object.fromEntries(run.obstacles), {
      'fast-resume-direct+0rtt': 'Node cannot send TLS early data',
      'sasl2-direct+tls12+false-start': 'Node does not do TLS False Start',
      'sasl2-direct+hrr': 'only the server can decide on a HelloRetryRequest',
    })
  })

  it('runs Fast Open as the server is said to take it, and not before that is said', async () => {
    const strategies = strategiesNamed('fast-resume-direct+pipelined+tfo')
    const tcpWaits = async (serverFastOpen: LiveSpec['serverFastOpen']) => {
      const run = await runLive(specFor(server, strategies, { ...EXACT, serverFastOpen }), {})
      assert.ok(!('code' in run))
      return run.obstacles.size === 0
        ? (run.cells[0]?.stats.waits[0]?.byLayer.tcp ?? 0)
        : [...run.obstacles.values()].join()
    }
    assert.equal(await tcpWaits('accepted'), 0)
    // A cookie is asked for and never given: the handshake costs what it costs without.
    assert.equal(await tcpWaits('refused'), 1)
    assert.match(String(await tcpWaits(undefined)), /kernel accepts TCP Fast Open.*was not said/)
  })

  it('tells what got through by a fallback from what did as it is called', async () => {
    const { xmpp } = IDEAL_SERVER
    const forgetful = await Hosting.open('ideal', {
      certificate: CERTIFICATE,
      hold: ZERO,
      server: {
        ...IDEAL_SERVER,
        xmpp: {
          ...xmpp,
          fast: { ...xmpp.fast, lifetimeSeconds: 0 },
          sm: { ...xmpp.sm, resumptionSeconds: 0 },
        },
      },
    })
    try {
      const strategies = strategiesNamed('sasl2-resume-direct', 'fast-resume-direct')
      const at = { ...server, directPort: forgetful.port('direct') }
      const run = await runLive(specFor(at, strategies, EXACT), {})
      assert.ok(!('code' in run))
      // tcp, tls, header, and authentication: SCRAM 2, behind a token that is refused 1 + 2.
      const came = run.cells.map(({ stats: { completed, failures, fallbacks } }) => [
        [completed, failures.size],
        [...fallbacks].map(([name, [waits]]) => [name, waits?.trials, waits?.total]),
      ])
      assert.deepEqual(came, [
        [[0, 0], [['session-not-resumed', 3, 5]]],
        [[0, 0], [['fast-refused', 3, 6]]],
      ])
      assert.deepEqual([...run.givenUp], [])
    } finally {
      await forgetful.close()
    }
  })

  it('says what the server was asked for in vain, and of what TLS', async () => {
    const { tls } = IDEAL_SERVER
    const older = { versions: ['1.2'], tickets: { kind: 'none' } } as const
    const modest = await Hosting.open('ideal', {
      certificate: CERTIFICATE,
      hold: ZERO,
      server: { ...IDEAL_SERVER, tls: { ...tls, direct: { ...tls.direct, ...older } } },
    })
    const strategies = strategiesNamed(
      'sasl2-direct+tls-resumed',
      'sasl2-direct',
      'sasl2-starttls+tls-resumed',
    )
    const found = async (at: LiveServer) => {
      const run = await runLive(specFor(at, strategies, EXACT), {})
      assert.ok(!('code' in run), JSON.stringify(run))
      return {
        notDone: run.cells.map(({ notDone }) => notDone),
        said: onOlderTls({ strategies }, run.versions),
      }
    }
    try {
      assert.deepEqual(await found({ ...server, directPort: modest.port('direct') }), {
        notDone: [['TLS tickets that resume'], [], []],
        said: [
          'direct TLS: every row ran on TLS 1.2, whose full handshake takes one wait more: the server does not take 1.3',
        ],
      })
      assert.deepEqual(await found(server), { notDone: [[], [], []], said: [] })
    } finally {
      await modest.close()
    }
  })

  it('does not insist with a wrong password', async () => {
    const strategies = strategiesNamed('sasl2-direct', 'legacy-direct')
    const run = await runLive(specFor(server, strategies, { password: 'wrong' }), {})
    assert.ok('code' in run)
    assert.equal(run.code, 'authentication-failed')
    assert.ok(!run.detail.includes('wrong'))
  })

  it('leaves no token that works and no session behind', async () => {
    const [strategy] = strategiesNamed('fast-resume-direct+pipelined')
    assert.ok(strategy)
    const spec = specFor(server, [strategy], EXACT)
    const host = new LiveHost(spec)
    const account = guest(spec, 0)
    const lane = new Lane(host, strategy, account)
    const trial = await lane.trial(bareLink('300ms'), Random.seeded('a trial'))
    const { stream } = trial
    assert.equal(stream?.way, 'resumed', trial.failure?.detail)
    await lane.tidy()
    const { attempt, outcome } = await host.errand(
      useToken(account, remember(stream), DIRECT_TLS, 'kept'),
      DIRECT_TLS,
    )
    attempt.lose()
    host.stop()
    assert.equal(
      outcome.kind === 'failed' ? outcome.failure.code : outcome.kind,
      'authentication-failed',
    )
  })

  it('notices that features have changed in between', async () => {
    const [strategy] = strategiesNamed('fast-resume-direct+pipelined')
    assert.ok(strategy)
    const legacyOnly = `${STREAM}<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>`
    let behind = server.directPort ?? 0
    const pass: Behaviour = (near) => passOn(near, behind)
    await withServer('clear', pass, async ({ starttlsPort }) => {
      const spec = specFor({ ...server, directPort: starttlsPort }, [strategy], EXACT)
      const host = new LiveHost(spec)
      const lane = new Lane(host, strategy, guest(spec, 0))
      const profile = bareLink('300ms')
      const first = await lane.trial(profile, Random.seeded('a trial'))
      assert.equal(first.failure, undefined)
      await withServer('tls', saying(legacyOnly), async ({ directPort = 0 }) => {
        behind = directPort
        const second = await lane.trial(profile, Random.seeded('another trial'))
        assert.equal(second.failure?.code, 'feature-missing', second.failure?.detail)
      })
      host.stop()
    })
  })

  it('waits for no server that hangs when it is interrupted, and does not count that trial', async () => {
    const controller = new AbortController()
    let counted = 0
    const hangs: Behaviour = (near) => {
      if (counted < 3) passOn(near, server.directPort ?? 0)
      // Nothing is said to it any more, for the 600 s that it would be waited for.
      else controller.abort()
    }
    await withServer('clear', hangs, async ({ starttlsPort }) => {
      const strategies = strategiesNamed('sasl2-direct')
      const far = { ...server, starttlsPort: undefined, directPort: starttlsPort }
      const spec = specFor(far, strategies, { ...EXACT, trials: 50, concurrency: 1 })
      const run = await runLive(spec, {
        signal: controller.signal,
        onProgress: (done) => {
          counted = done
        },
      })
      assert.ok(!('code' in run))
      const [stats] = run.cells.map((cell) => cell.stats)
      assert.deepEqual([run.interrupted, stats?.trials, stats?.completed], [true, 3, 3])
    })
  })

  it('keeps what it has when it is interrupted', async () => {
    const controller = new AbortController()
    const strategies = strategiesNamed('sasl2-direct', 'legacy-direct')
    const run = await runLive(specFor(server, strategies, { ...EXACT, trials: 50 }), {
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 3) controller.abort()
      },
    })
    assert.ok(!('code' in run))
    assert.equal(run.interrupted, true)
    const trials = run.cells.map(({ stats }) => stats.trials)
    // The third was the last to be begun in its lane; the other lane finishes the one it has.
    assert.ok((trials[0] ?? 0) >= 3 && (trials[0] ?? 0) <= 4, String(trials))
    assert.equal(trials[1], 0)
  })
})

describe('think time', () => {
  it('is what the server took, and adds up', async () => {
    const hold = 20
    const hosting = await Hosting.open('ideal', {
      certificate: CERTIFICATE,
      hold: milliseconds(hold),
    })
    try {
      const server: LiveServer = {
        domain: 'localhost',
        host: '127.0.0.1',
        directPort: hosting.port('direct'),
        trust: { kind: 'authorities', pem: CERTIFICATE.chain },
      }
      const strategies = strategiesNamed('sasl2-direct')
      const clock = new RealClock()
      const run = await runLive(specFor(server, strategies, { trials: 5, concurrency: 1 }), {})
      const tookMs = toMilliseconds(clock.now())
      assert.ok(!('code' in run))
      const { min = 0, max = Infinity } = run.cells[0]?.stats.milestones.ready ?? {}
      // 5 waits × 300 ms; of them three are for the application, which holds answers 20 ms each.
      assert.ok(min / 1000 >= 5 * RTT_MS + 3 * hold, `${min / 1000} ms`)
      // However long the machine took, no trial can have thought for longer than all took.
      assert.ok(max / 1000 <= 5 * RTT_MS + tookMs, `${max / 1000} ms, all took ${tookMs} ms`)
    } finally {
      await hosting.close()
    }
  })
})

describe('live, against a server whose name is not of ASCII', () => {
  it('says U-labels in XML, A-labels in TLS (RFC 7622 §3.2)', async () => {
    const certificate = await ownCertificate('BÜCHER.localhost')
    const hosting = await Hosting.open('prosody', {
      certificate,
      hold: ZERO,
      domain: 'Bücher.LocalHost',
    })
    const server: LiveServer = {
      domain: 'bücher.localhost',
      host: '127.0.0.1',
      directPort: hosting.port('direct'),
      trust: { kind: 'authorities', pem: certificate.chain },
    }
    const run = await runLive(
      specFor(server, strategiesNamed('sasl2-direct'), { trials: 1, local: 'alice' }),
      {},
    )
    await hosting.close()
    assert.ok(!('code' in run), JSON.stringify(run))
    assert.deepEqual([...(run.cells[0]?.stats.failures ?? ['none'])], [])
    assert.match(hosting.reports[1]?.address ?? '', /^alice@bücher.localhost/)
  })
})
