import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { AckPolicy } from '../../src/tcp/ack-policy.ts'
import { IDEAL } from '../../src/tcp/settings.ts'
import { TimerWheel } from '../../src/tcp/timer-wheel.ts'
import { type Instant, instant, milliseconds, toMilliseconds } from '../../src/units.ts'

const at = (ms: number): Instant => instant(milliseconds(ms))
const RTO = 300_000
const SRTT8 = 8 * 100_000

/** With exact timers: one jiffy is a microsecond. */
const policy = (): AckPolicy => new AckPolicy(new TimerWheel(IDEAL, Random.seeded(1)), 1448, true)

/** One segment in order, ending at `end`; returns what is to be done about it. */
const arrive = (acks: AckPolicy, ms: number, end: number, length = 100): string => {
  acks.dataArrived(at(ms), length, true, RTO, 0)
  const decision = acks.decide(at(ms), end, true, SRTT8)
  if (decision === 'now') acks.ackSent(end)
  return decision
}

describe('acknowledging', () => {
  it('is quick at the start: each of the first segments', () => {
    const acks = policy()
    assert.deepEqual(
      [1, 2, 3].map((n) => arrive(acks, 100 * n, 100 * n)),
      ['now', 'now', 'now'],
    )
  })

  it('waits 40 ms once it has answered within them', () => {
    const acks = policy()
    arrive(acks, 0, 100)
    acks.dataSent(at(1))
    assert.equal(arrive(acks, 200, 200), 'later')
    assert.equal(toMilliseconds(acks.due), 240)
    // Missed: no longer interactive, and quick again.
    assert.equal(acks.timerFired(RTO), true)
    acks.ackSent(200)
    assert.equal(arrive(acks, 400, 300), 'now')
  })

  it('rides on data that leaves first', () => {
    const acks = policy()
    arrive(acks, 0, 100)
    acks.dataSent(at(1))
    arrive(acks, 200, 200)
    acks.ackSent(200)
    assert.equal(acks.due, Number.POSITIVE_INFINITY)
  })

  it('does not hold back more than one full segment', () => {
    const acks = policy()
    arrive(acks, 0, 1448, 1448)
    acks.dataSent(at(1))
    assert.equal(arrive(acks, 200, 2896, 1448), 'later')
    assert.equal(arrive(acks, 200, 4344, 1448), 'now')
  })

  it('acknowledges two pushes when they have been read', () => {
    const acks = policy()
    arrive(acks, 0, 100)
    acks.dataSent(at(1))
    arrive(acks, 200, 180)
    assert.equal(acks.decideAfterRead(180), 'none')
    arrive(acks, 200, 340)
    assert.equal(acks.decideAfterRead(340), 'now')
  })

  it('is quick again after a duplicate', () => {
    const acks = policy()
    arrive(acks, 0, 100)
    acks.dataSent(at(1))
    acks.duplicateSeen()
    assert.equal(acks.decide(at(200), 100, true, SRTT8), 'now')
    acks.ackSent(100)
    assert.equal(arrive(acks, 300, 200), 'now')
  })

  it('acknowledges at once what leaves or fills a gap', () => {
    const acks = policy()
    arrive(acks, 0, 100)
    acks.dataSent(at(1))
    acks.gapSeen(0, 0)
    assert.equal(acks.decide(at(200), 100, false, SRTT8), 'now')
    acks.ackSent(100)
    acks.dataArrived(at(210), 100, true, RTO, 0)
    acks.gapFilled()
    assert.equal(acks.decide(at(210), 400, true, SRTT8), 'now')
  })
})
