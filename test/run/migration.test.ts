/** R24: a QUIC connection whose client's address changes lives on, and nothing waits for it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { traceTrial } from '../../src/run/simulated/trace-trial.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { shippedProfile, specOf } from './spec.ts'

const trial = (changes: Parameters<typeof specOf>[1] = {}, index = 0) =>
  new TrialRunner().run(prepareCell(specOf('quic-migration', changes), 0), index)

describe('quic-migration', () => {
  it('waits for nothing: the connection is as good as before, and is acknowledged after a round trip', () => {
    const { outcome, lastedUs, milestonesUs, waits, figures } = trial()
    assert.deepEqual(outcome, { kind: 'ready' })
    assert.ok(waits.every((count) => count === 0))
    // RTT 1 s; path validation goes along, and what was said before is not counted.
    assert.equal(lastedUs, 1_000_000)
    assert.deepEqual(milestonesUs, {
      connected: 0,
      secured: 0,
      authenticated: 0,
      ready: 1_000_000,
    })
    assert.deepEqual(figures.bytes, { up: 0, down: 0 })
    // A challenge fills 1200 octets, 28 of UDP and IP before it. It is repeated after 999 ms, since
    // nothing is known of the new path; the answer, with the server's own challenge, is one more.
    assert.deepEqual(figures.linkBytes, { up: 3 * 1_228, down: 1_228 })
    assert.equal(figures.packets.up + figures.packets.down, 4)
  })

  it('comes to the same whenever it is run again, and lasts longer when the first packets are lost', () => {
    const lossy = { profiles: [shippedProfile('lte_weak', { loss: 0.3 })] }
    const lasted = Array.from({ length: 40 }, (_, index) => trial(lossy, index).lastedUs)
    assert.deepEqual(
      lasted,
      Array.from({ length: 40 }, (_, index) => trial(lossy, index).lastedUs),
    )
    assert.ok(lasted.some((us) => us > 999_000))
  })

  it('is traced from the change on', () => {
    const trace = traceTrial(specOf('quic-migration'), 0, 'test')
    if ('code' in trace) assert.fail(trace.detail)
    const [first] = trace.events.filter(({ kind }) => kind === 'packet')
    assert.ok(first?.kind === 'packet')
    assert.deepEqual([first.sentAt, first.bytes], [0, 1_228])
    assert.match(first.summary, /^1-RTT \d+: PATH_CHALLENGE, PING$/)
  })

  it('does not begin where QUIC is not spoken', () => {
    const { outcome } = trial({ servers: [PROSODY] })
    assert.ok(outcome.kind === 'failed' && outcome.code === 'feature-missing')
    assert.match(outcome.detail ?? '', /XMPP over QUIC \(XEP-0467\), found prosody/)
  })
})
