import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { thenAskVersion } from '../../src/run/live/errands.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane } from '../../src/run/live/lane.ts'
import { runLive } from '../../src/run/live/live.ts'
import { DIRECT_TLS, overHttp } from '../../src/strategies/over.ts'
import { BLANK, remember } from '../../src/xmpp/dialogue/memory.ts'
import { bareLink, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { missing } from './installed.ts'
import { interoperates, LIVE_BASES } from './interop.ts'
import { type ProsodyOptions, startProsody } from './prosody.ts'
import { liveServer, type RealServer } from './real-server.ts'

interoperates('prosody', () => startProsody(), {
  software: 'Prosody',
  // What is said after a stream that was restarted in the same write as the response is read
  // without a namespace; see below.
  refuses: ({ base, modifiers }) => {
    if (!modifiers.includes('pipelined')) return undefined
    // It announces binding in the answer behind the one in which it has bound.
    if (base === 'legacy-bosh') return 'feature-missing'
    return base === 'legacy-resume-failed-direct' ? 'stream-error' : undefined
  },
  mechanisms: { scram: 'SCRAM-SHA-1', plus: 'SCRAM-SHA-1-PLUS', token12: 'HT-SHA-256-UNIQ' },
})

const why = missing('prosody')
const skip = why === undefined ? {} : { skip: why }

async function withProsody(
  options: ProsodyOptions,
  action: (server: RealServer) => Promise<void>,
): Promise<void> {
  const server = await startProsody(options)
  try {
    await action(server)
  } finally {
    await server.stop()
  }
}

describe('Prosody, in other ways', skip, () => {
  it('ends a stream that was restarted too early with the next thing said on it', () =>
    withProsody({}, async (real) => {
      const [serial, pipelined] = strategiesNamed('legacy-direct', 'legacy-direct+pipelined')
      assert.ok(serial && pipelined)
      const spec = specFor(liveServer(real), [])
      const host = new LiveHost(spec)
      const account = guest(spec, 0)
      const first = await host.errand(serial.said.script(account, BLANK), DIRECT_TLS)
      assert.ok(first.outcome.kind === 'ready')
      const memory = remember(first.outcome.stream)
      first.attempt.lose()
      const script = thenAskVersion(pipelined.said.script(account, memory), account, () => {})
      const { attempt, outcome } = await host.errand(script, DIRECT_TLS)
      attempt.lose()
      host.stop()
      assert.deepEqual(outcome, {
        kind: 'failed',
        failure: {
          code: 'stream-error',
          detail: 'the server ended the stream: unsupported-stanza-type',
        },
      })
    }))

  it('with tokens that have expired: SCRAM on the same stream, two waits more', () =>
    withProsody({ tokenLifetime: -60 }, async (real) => {
      const [strategy] = strategiesNamed('fast-resume-direct')
      assert.ok(strategy)
      const spec = specFor(liveServer(real), [strategy])
      const host = new LiveHost(spec)
      const lane = new Lane(host, strategy, guest(spec, 0))
      const { stream, record, failure } = await lane.trial(bareLink('300ms'), Random.seeded('1'))
      await lane.tidy()
      host.stop()
      assert.equal(stream?.mechanism, 'SCRAM-SHA-1', failure?.detail)
      assert.equal(stream?.way, 'resumed')
      // tcp, tls, header, token refused, challenge, success
      assert.equal(
        record.waits.reduce((sum, count) => sum + count),
        6,
      )
    }))

  it('lets in by an access token (RFC 7628), and refuses another one in two steps', () =>
    withProsody({ grant: 'alice' }, async (real) => {
      const { accessToken = '' } = real
      const spec = specFor(liveServer(real), [], { showPassword: 'if-needed' })
      const host = new LiveHost(spec)
      const comeBy = async (name: string, token: string): Promise<unknown> => {
        const [strategy] = strategiesNamed(name)
        assert.ok(strategy)
        const enrolled = { accessToken: token, device: { id: '', key: new Uint8Array(32) } }
        const lane = new Lane(host, strategy, { ...guest(spec, 0), enrolled })
        const { stream, record, failure } = await lane.trial(bareLink('300ms'), Random.seeded('1'))
        await lane.tidy()
        const waits = record.waits.reduce((sum, count) => sum + count)
        return [stream?.mechanism ?? failure?.code, stream?.way, waits]
      }
      // Rows C8 and R19, and 3 pipelined.
      const by = 'OAUTHBEARER'
      assert.deepEqual(await comeBy('sasl2-direct+oauthbearer', accessToken), [by, 'bound', 4])
      const resumed = await comeBy('sasl2-resume-direct+oauthbearer', accessToken)
      assert.deepEqual(resumed, [by, 'resumed', 4])
      const pipelined = await comeBy('sasl2-resume-direct+oauthbearer+pipelined', accessToken)
      assert.deepEqual(pipelined, [by, 'resumed', 3])
      // tcp, tls, header, the document, the failure
      const refused = await comeBy('sasl2-direct+oauthbearer', 'no-token-of-theirs')
      assert.deepEqual(refused, ['authentication-failed', undefined, 5])
      // … challenge and success of SCRAM
      const fellBack = await comeBy('sasl2-resume-direct+oauthbearer-refused', 'no-token-of-theirs')
      assert.deepEqual(fellBack, ['SCRAM-SHA-1-PLUS', 'resumed', 7])
      host.stop()
    }))

  it('with its default of tickets that never resume: the whole chain again', () =>
    withProsody({ tickets: 'useless', nagle: 'on' }, async (real) => {
      const strategies = strategiesNamed(
        'fast-resume-direct+pipelined',
        'fast-resume-direct+pipelined+tls-resumed',
      )
      const run = await runLive(specFor(liveServer(real), strategies, { trials: 3 }), {})
      assert.ok(!('code' in run))
      const down = run.cells.map(({ stats }) => stats.figures.bytes.down / stats.completed)
      // Certificate and signature are some 1,500 octets; tickets vary by less than a hundred.
      assert.ok(Math.abs((down[0] ?? 0) - (down[1] ?? 0)) < 100, String(down))
    }))

  it('with fewer modules: says of every strategy what is missing', () =>
    withProsody({ without: ['sasl2_fast'] }, async (withoutFast) => {
      const names = LIVE_BASES.map(({ name }) => name)
      const fast = LIVE_BASES.filter(
        ({ start }) => start.kind === 'reconnect' && start.cached.includes('token'),
      )
      const run = await runLive(
        specFor(liveServer(withoutFast), strategiesNamed(...names), { trials: 1 }),
        {},
      )
      assert.ok(!('code' in run))
      assert.deepEqual(
        Object.fromEntries(run.obstacles),
        Object.fromEntries(
          fast.map(({ name, over }) => [
            name,
            // A browser shows nothing of its TLS that a token could be bound to.
            `expected FAST (XEP-0484) with ${overHttp(over) ? 'HT-SHA-256-NONE' : 'HT-SHA-256-EXPR or HT-SHA-256-UNIQ or HT-SHA-256-ENDP or HT-SHA-256-NONE'} to be offered`,
          ]),
        ),
      )
      assert.equal(run.runnable.length, names.length - fast.length)
    }))

  it('without stream management, SASL2 and an address for STARTTLS: runs what is left', () =>
    withProsody(
      { without: ['smacks', 'sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast'] },
      async (real) => {
        const { starttlsPort: _, ...server } = liveServer(real)
        const names = ['legacy-starttls', 'legacy-direct', 'sasl2-direct+unbound']
        const run = await runLive(specFor(server, strategiesNamed(...names), { trials: 1 }), {})
        assert.ok(!('code' in run))
        assert.deepEqual(Object.fromEntries(run.obstacles), {
          'legacy-starttls': 'STARTTLS: no address is known for it',
          'sasl2-direct+unbound': 'expected SASL2 (XEP-0388) to be offered',
        })
        // Ready without stream management: its wait is that for carbons.
        const [cell] = run.cells
        assert.deepEqual(
          [cell?.strategy, cell?.stats.waits[0]?.byLayer],
          ['legacy-direct', { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 }],
        )
      },
    ))

  it('with TLS 1.2 alone: two waits for TLS', () =>
    withProsody({ tls: '1.2' }, async (real) => {
      const strategies = strategiesNamed('sasl2-direct')
      const run = await runLive(specFor(liveServer(real), strategies, { trials: 1 }), {})
      assert.ok(!('code' in run))
      assert.deepEqual(run.cells[0]?.stats.waits[0]?.byLayer, {
        tcp: 1,
        tls: 2,
        header: 1,
        auth: 2,
      })
    }))
})
