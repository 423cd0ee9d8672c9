import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IDEAL_CLIENT } from '../../src/clients/ideal.ts'
import { rankedWaits, waitsKey } from '../../src/record/waits.ts'
import type { FastOpenFault } from '../../src/run/fast-open.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { PROSODY_DEFAULTS } from '../../src/servers/prosody/defaults.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import type { Waits } from '../../src/transport.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from './spec.ts'

const PROFILE = shippedProfile('ideal', { rtt: milliseconds(100) })
const FAST_OPEN = 'fast-resume-direct+pipelined+tfo'

interface Ready {
  readonly ms: number
  readonly waits: Waits['byLayer']
}

const ready = (strategy: string, changes: Partial<RunSpec>): Ready => {
  const spec = specOf(strategy, { profiles: [PROFILE], ...changes })
  const record = new TrialRunner().run(prepareCell(spec, 0), 0)
  const [waits] = rankedWaits(new Map([[waitsKey(record.waits), 1]]))
  return { ms: (record.milestonesUs.ready ?? Number.NaN) / 1000, waits: waits?.byLayer ?? {} }
}

const readyMs = (strategy: string, fastOpenFault?: FastOpenFault): number =>
  ready(strategy, { fastOpenFault }).ms

describe('Fast Open on an RTT of 100 ms', () => {
  it('saves one of three round trips when nothing is in its way', () => {
    assert.equal(readyMs('fast-resume-direct+pipelined'), 300)
    assert.equal(readyMs(FAST_OPEN), 200)
  })

  for (const fault of ['option-stripped', 'payload-stripped', 'stale'] as const) {
    it(`costs nothing but the saving when ${fault}: the data is sent again behind the handshake`, () => {
      assert.equal(readyMs(FAST_OPEN, fault), 300)
    })
  }

  for (const server of [EJABBERD, PROSODY_DEFAULTS]) {
    const servers = [server]
    it(`saves nothing at a server that refuses it (${server.name}): its cookie request goes unanswered`, () => {
      const without = ready('fast-resume-direct+pipelined', { servers })
      const vain = ready(FAST_OPEN, { servers })
      assert.deepEqual(vain, without)
      // TCP, TLS, and header and token together.
      assert.equal(vain.waits.tcp, 1)
      // Nor is there a cookie that could have become stale.
      assert.deepEqual(ready(FAST_OPEN, { servers, fastOpenFault: 'stale' }), without)
    })
  }

  it('saves its round trip at Prosody as measured, which accepts data in the SYN', () => {
    const exact = { servers: [PROSODY], client: IDEAL_CLIENT, hostTime: 'none' } as const
    const without = ready('fast-resume-direct+pipelined', exact)
    const { waits, ms } = ready(FAST_OPEN, exact)
    assert.deepEqual([without.waits.tcp, waits.tcp], [1, undefined])
    assert.equal(without.ms - ms, 100)
  })

  it('costs a SYN timeout when its SYN is dropped, then connects without it', () => {
    const ms = readyMs(FAST_OPEN, 'syn-dropped')
    // The bare SYN follows after 1 s, at most 36 ms later by the timer wheel; then 3 round trips.
    assert.ok(ms >= 1300 && ms <= 1336, String(ms))
  })
})
