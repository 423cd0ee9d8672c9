/** What a host adds to a packet's way. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Host } from '../../src/attach/path/host.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { between, constantly, NO_TIME, quantiles } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import { instant, microseconds } from '../../src/units.ts'

describe('a host', () => {
  it('handles a packet so much later', () => {
    const clock = new VirtualClock()
    const host = new Host(clock, constantly(microseconds(70)), Random.seeded('host'))
    const handled: number[] = []
    host.receive('packet', () => handled.push(clock.now()))
    clock.runUntilIdle()
    assert.deepEqual(handled, [70_000])
  })

  it('that takes no time handles it at once', () => {
    const clock = new VirtualClock()
    let handled = false
    new Host(clock, NO_TIME, Random.seeded('host')).receive('packet', () => {
      handled = true
    })
    assert.ok(handled)
  })

  it('never lets one packet overtake another', () => {
    const clock = new VirtualClock()
    // Now nothing, now 100 µs: drawn in turn.
    const time = quantiles([0, microseconds(0)], [0.5, microseconds(0)], [0.51, microseconds(100)])
    const host = new Host(clock, time, Random.seeded('host'))
    const handled: number[] = []
    for (let packet = 0; packet < 100; packet += 1) {
      clock.at(instant(microseconds(packet)), () => {
        host.receive(packet, (one) => handled.push(one))
      })
    }
    clock.runUntilIdle()
    assert.deepEqual(
      handled,
      Array.from({ length: 100 }, (_, packet) => packet),
    )
  })

  it('takes from 50 to 100 µs, never the same twice', () => {
    const clock = new VirtualClock()
    const host = new Host(
      clock,
      between(microseconds(50), microseconds(100)),
      Random.seeded('host'),
    )
    const took: number[] = []
    for (let packet = 0; packet < 50; packet += 1) {
      const arrived = instant(microseconds(1_000 * packet))
      clock.at(arrived, () => {
        host.receive(packet, () => took.push(clock.now() - arrived))
      })
    }
    clock.runUntilIdle()
    assert.ok(took.every((time) => time >= 50_000 && time <= 100_000))
    assert.ok(new Set(took).size > 40)
  })
})
