/** Direct TLS that ends at a proxy (nginx: `stream`, `proxy_ssl`): what is bound to it is refused behind. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import type { LiveSpec } from '../../src/run/live/spec.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, passOnOverTls, withServer } from './mean-server.ts'

const TRIALS = 3
const NOT_BOUND = 'direct TLS: channel binding was refused: does a proxy end TLS there? (+unbound)'
/** Bound by nothing but a mechanism, or shown. */
const PLUS_OR_PLAIN = ['SCRAM-SHA-256-PLUS', 'PLAIN']

interface Seen {
  readonly run: Awaited<ReturnType<typeof runLive>>
  /** Mechanisms, of every login that was refused, and of every one that was taken. */
  readonly refused: readonly string[]
  readonly taken: readonly string[]
}

/** `ways`: there is STARTTLS, too, at which no proxy is. */
async function through(
  names: readonly string[],
  ways: 'direct' | 'both',
  change: Partial<LiveSpec> = {},
  server: ServerModel = IDEAL_SERVER,
): Promise<Seen> {
  const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO, server })
  const starttlsPort = ways === 'both' ? hosting.port('starttls') : undefined
  let run: Seen['run'] | undefined
  try {
    await withServer(
      'tls',
      (near) => passOnOverTls(near, hosting.port('direct')),
      async (proxy) => {
        const at = { ...proxy, starttlsPort }
        const trials = { trials: TRIALS, concurrency: 1 }
        run = await runLive(specFor(at, strategiesNamed(...names), { ...trials, ...change }), {})
      },
    )
  } finally {
    await hosting.close()
  }
  assert.ok(run !== undefined)
  const seen = hosting.reports.map(({ negotiated }) => negotiated)
  return {
    run,
    refused: seen.flatMap(({ refused }) => refused),
    taken: seen.flatMap(({ mechanism, refused }) =>
      mechanism === undefined || refused.includes(mechanism) ? [] : [mechanism],
    ),
  }
}

const completed = ({ run }: Seen): readonly (readonly [string, number])[] => {
  assert.ok(!('code' in run), JSON.stringify(run))
  return run.cells.map(({ strategy, stats }) => [strategy, stats.completed])
}

const obstaclesIn = ({ run }: Seen): Readonly<Record<string, string>> => {
  assert.ok(!('code' in run), JSON.stringify(run))
  return Object.fromEntries(run.obstacles)
}

describe('live, where TLS ends at a proxy', () => {
  it('runs what is not bound to it, says why the rest is not, and is refused once for all', async () => {
    const seen = await through(
      [
        'legacy-direct',
        'fast-resume-direct',
        'legacy-resume-direct+unbound',
        'sasl2-direct+unbound',
      ],
      'direct',
    )
    assert.deepEqual(obstaclesIn(seen), {
      'legacy-direct': NOT_BOUND,
      'fast-resume-direct': NOT_BOUND,
    })
    assert.deepEqual(completed(seen), [
      ['legacy-resume-direct+unbound', TRIALS],
      ['sasl2-direct+unbound', TRIALS],
    ])
    // What puts the lane's session back in order is no more bound than what was measured.
    assert.deepEqual(seen.refused, ['SCRAM-SHA-256-PLUS'])
    // The token that SASL2 gives out is used to be invalidated.
    assert.deepEqual([...new Set(seen.taken)], ['SCRAM-SHA-256', 'HT-SHA-256-NONE'])
  })

  it('goes on with what is bound elsewhere, and to the certificate, which is the same', async () => {
    const seen = await through(
      ['legacy-direct', 'legacy-direct+bind-end-point', 'legacy-starttls'],
      'both',
    )
    assert.deepEqual(obstaclesIn(seen), { 'legacy-direct': NOT_BOUND })
    assert.deepEqual(completed(seen), [
      ['legacy-direct+bind-end-point', TRIALS],
      ['legacy-starttls', TRIALS],
    ])
    assert.deepEqual(seen.refused, ['SCRAM-SHA-256-PLUS'])
  })

  it('costs a wrong password two refusals, and none more', async () => {
    const seen = await through(['legacy-direct', 'legacy-starttls'], 'both', { password: 'wrong' })
    assert.ok('code' in seen.run)
    assert.deepEqual(
      [seen.run.code, seen.run.detail],
      ['authentication-failed', 'SCRAM-SHA-256 refused: not-authorized'],
    )
    assert.deepEqual(seen.refused, ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'])
  })

  it('does not show the password because it was refused, but comes in by the next way', async () => {
    const { xmpp } = IDEAL_SERVER
    const server = {
      ...IDEAL_SERVER,
      xmpp: { ...xmpp, sasl: { ...xmpp.sasl, mechanisms: PLUS_OR_PLAIN } },
    }
    const names = ['legacy-direct', 'legacy-starttls']
    const seen = await through(names, 'both', { showPassword: 'if-needed' }, server)
    assert.deepEqual(obstaclesIn(seen), { 'legacy-direct': NOT_BOUND })
    assert.deepEqual(completed(seen), [['legacy-starttls', TRIALS]])
    assert.deepEqual(seen.refused, ['SCRAM-SHA-256-PLUS'])
    assert.deepEqual([...new Set(seen.taken)], ['SCRAM-SHA-256-PLUS'])
  })
})
