import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import { IDEAL, LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { TimerWheel } from '../../src/tcp/timer-wheel.ts'
import { type Instant, instant, milliseconds, toMilliseconds } from '../../src/units.ts'

const withTimers = (lateness: number, phaseMs = 0): TcpSettings => ({
  ...LINUX,
  timers: { kind: 'linux', hz: 250, lateness, phase: milliseconds(phaseMs) },
})
const wheelOf = (settings: TcpSettings): TimerWheel => new TimerWheel(settings, Random.seeded(1))
const at = (ms: number): Instant => instant(milliseconds(ms))
const firesMs = (wheel: TimerWheel, nowMs: number, timerMs: number): number =>
  toMilliseconds(wheel.expiry(at(nowMs), wheel.fromMicroseconds(timerMs * 1_000)))

describe('timer wheel', () => {
  it('rounds up to the granularity of the level', () => {
    const wheel = wheelOf(withTimers(0))
    assert.deepEqual(
      [
        // 10 jiffies from jiffy 0: the next slot after jiffy 10.
        firesMs(wheel, 0, 40),
        // Armed within a jiffy: 3.9 ms is still jiffy 0.
        firesMs(wheel, 3.9, 40),
        // 250 jiffies are beyond 63: slots of 8 jiffies, (250 ÷ 8 + 1) × 8 = 256 jiffies.
        firesMs(wheel, 0, 1_000),
        // 504 jiffies: slots of 64, (504 ÷ 64 + 1) × 64 = 512 jiffies.
        firesMs(wheel, 0, 2_016),
        // 4032 jiffies: slots of 512, (4032 ÷ 512 + 1) × 512 = 4096 jiffies.
        firesMs(wheel, 0, 16_128),
      ],
      [44, 44, 1_024, 2_048, 16_384],
    )
  })

  it('has the phase of its host', () => {
    // Jiffy 0 began 1 ms ago: slots are at 3, 7, 11, … ms.
    assert.equal(firesMs(wheelOf(withTimers(0, 1)), 0, 40), 43)
  })

  it('is a jiffy late now and then', () => {
    const wheel = wheelOf(withTimers(0.5))
    const fired = new Set(Array.from({ length: 64 }, () => firesMs(wheel, 0, 40)))
    assert.deepEqual([...fired].sort(), [44, 48])
  })

  it('is exact without a wheel', () => {
    assert.equal(firesMs(wheelOf(IDEAL), 0.5, 40), 40.5)
  })

  it('never fires early, and late by no more than granularity and one jiffy', () => {
    const timers = fc.integer({ min: 0, max: 120_000 })
    const times = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(
        timers,
        times,
        fc.integer({ min: 0, max: 100_000 }),
        (timerMs, nowUs, phaseMs) => {
          const wheel = wheelOf(withTimers(0.5, phaseMs))
          const late = firesMs(wheel, nowUs / 1_000, timerMs) - nowUs / 1_000 - timerMs
          const jiffies = Math.ceil(timerMs / 4)
          let granularityMs = 4
          for (let reach = 63; jiffies >= reach; reach *= 8) granularityMs *= 8
          // A jiffy is lost in arming at its beginning, and one each to rounding and to lateness.
          assert.ok(late >= -4 && late <= granularityMs + 8, `${late} ms late`)
        },
      ),
      { seed: 5, numRuns: 500 },
    )
  })
})
