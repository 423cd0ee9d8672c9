/** What QUIC does of itself to the ways over it: proofs of the address, losses, and what is refused. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captureTrace, compare, show, traceLife } from '../../src/index.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { LAYERS } from '../../src/transport.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from './spec.ts'

const trial = (strategy: string, changes: Partial<RunSpec> = {}, index = 0): TrialRecord =>
  new TrialRunner().run(prepareCell(specOf(strategy, changes), 0), index)

const tlsWaits = ({ waits }: TrialRecord): number => waits[LAYERS.indexOf('tls')] ?? 0
const total = ({ waits }: TrialRecord): number => waits.reduce((sum, count) => sum + count, 0)

describe('a chain that is longer than three times what the client has sent', () => {
  // With a round trip below 333 ms no timer is due before what it waits for.
  const profiles = [shippedProfile('ideal', { rtt: milliseconds(100) })]
  const long = { certificate: 'rsa-cross-signed', profiles } as const

  it('costs a wait more', () => {
    const record = trial('sasl2-quic', long)
    assert.equal(tlsWaits(record), 2)
    assert.equal(record.lastedUs, 5 * 100_000)
    assert.equal(record.figures.packets.retransmitted, 0)
  })

  it('costs none behind a Retry, which has cost one itself, nor where a ticket stands for it', () => {
    const behindRetry = trial('sasl2-quic+retry', long)
    assert.equal(tlsWaits(behindRetry), 2)
    assert.equal(behindRetry.lastedUs, 5 * 100_000)
    assert.equal(tlsWaits(trial('sasl2-quic+tls-resumed', long)), 1)
    assert.equal(total(trial('fast-resume-quic+pipelined+0rtt', long)), 1)
  })

  it('is what it was over TCP, where the handshake has proved the address', () => {
    assert.equal(tlsWaits(trial('sasl2-direct', long)), 1)
  })
})

describe('an answer to early data that is longer than that', () => {
  it('costs a wait more, as long as a round trip', () => {
    const strategy = 'fast-resume-quic+pipelined+0rtt'
    for (const [server, waits] of [
      [EVERYTHING, 2],
      [IDEAL_SERVER, 1],
    ] as const) {
      const record = trial(strategy, { servers: [server] })
      assert.equal(total(record), waits, server.name)
      // On an RTT of 1 s; what is held back leaves with a timer at the client, half a millisecond early.
      assert.equal(Math.round(record.lastedUs / 1_000_000), waits, server.name)
    }
  })
})

describe('whatever is lost', () => {
  it('an attempt takes at least its waits, and gets through in the same ones', () => {
    const lossy = {
      profiles: [shippedProfile('ideal', { rtt: milliseconds(100), loss: 0.15 })],
    }
    for (const name of [
      'sasl2-quic',
      'sasl2-quic+retry',
      'fast-resume-quic+pipelined+0rtt',
      'fast-resume-quic+pipelined+0rtt-rejected',
    ]) {
      const least = total(trial(name))
      const records = Array.from({ length: 60 }, (_, index) => trial(name, lossy, index))
      for (const record of records) {
        if (record.outcome.kind !== 'ready') continue
        assert.equal(total(record), least, name)
        assert.ok(record.lastedUs >= least * 100_000, name)
      }
      const ready = records.filter(({ outcome }) => outcome.kind === 'ready')
      assert.ok(ready.length > 55, `${name}: ${ready.length}`)
      assert.ok(records.some(({ figures }) => figures.packets.retransmitted > 0))
    }
  })
})

describe('what is not done over QUIC', () => {
  const strategy = 'fast-resume-quic'
  it('is refused with what was found: captures and lives', async () => {
    await assert.rejects(captureTrace({ strategy, profile: 'ideal', server: 'ideal' }), {
      field: 'strategy',
      message: /QUIC \(fast-resume-quic\) with a capture, expected strategies over TCP/,
    })
    await assert.rejects(traceLife({ strategy, scenario: 'tunnel', server: 'ideal' }), {
      field: 'strategy',
      message: /QUIC \(fast-resume-quic\) with a scenario, expected strategies over TCP/,
    })
    await assert.rejects(compare({ strategies: [strategy], scenarios: ['tunnel'] }), {
      field: 'strategies',
      message: /QUIC \(fast-resume-quic\) with a scenario/,
    })
  })

  it('is refused before a trial is looked for among many', async () => {
    const onProgress = () => assert.fail('trials are run')
    const words = { strategy, server: 'ideal', percentile: 99 }
    await assert.rejects(captureTrace(words, {}, { onProgress }), { field: 'strategy' })
  })

  it('is told: what is needed of the server', () => {
    const shown = show('quic-migration')
    assert.ok(shown.kind === 'strategy')
    const properties = new Map(shown.properties)
    assert.equal(properties.get('waits'), '0')
    assert.equal(properties.get('over'), 'QUIC')
    assert.match(properties.get('server must offer') ?? '', /^XMPP over QUIC \(XEP-0467\)/)
  })
})
