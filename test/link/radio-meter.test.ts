/** How long the radio is on, by its own timers or by the usual ones. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import { RadioMeter } from '../../src/link/radio-meter.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { type Instant, milliseconds, START, seconds } from '../../src/units.ts'
import { linkBench } from './link-bench.ts'

const delay: Impairment = { kind: 'delay', delay: milliseconds(50) }
const radio = (promotionMs: number): Impairment => ({
  kind: 'radio',
  initially: 'idle',
  promotion: milliseconds(promotionMs),
  idleAfter: seconds(5),
  sleep: { after: seconds(1), wake: milliseconds(20) },
})
const PLAIN: LinkSettings = { up: [delay], down: [delay] }
const CELL: LinkSettings = { up: [radio(300), delay], down: [delay, radio(1_000)] }
const atSeconds = (time: number): Instant => seconds(time) as number as Instant

const metered = (settings: LinkSettings) => {
  const meter = new RadioMeter(START)
  const bench = linkBench(meter.watch(settings))
  return {
    bench,
    change: (next: LinkSettings) => bench.link.change(meter.watch(next)),
    send: (time: number, direction: 'up' | 'down') =>
      bench.sendAt(atSeconds(time), direction, `${time}`),
    /** Seconds in all, at a time. */
    on: (time: number): number => {
      bench.clock.run(atSeconds(time))
      return meter.onUntil(atSeconds(time)) / 1e9
    },
  }
}

describe('a radio’s time', () => {
  it('is none before the first packet, and ten seconds more after each burst', () => {
    const { send, on } = metered(PLAIN)
    send(5, 'up')
    send(8, 'up')
    send(60, 'up')
    assert.equal(on(4), 0)
    assert.equal(on(6), 1)
    // From 5 s until 18 s.
    assert.equal(on(30), 13)
    assert.equal(on(61), 14)
    assert.equal(on(100), 23)
  })

  it('counts what comes to the device when it comes', () => {
    const { send, on } = metered(PLAIN)
    send(0, 'down')
    assert.equal(on(1), 0.95)
    assert.equal(on(100), 10)
  })

  it('goes by the link’s own radio, waking included; a sleep while connected changes nothing', () => {
    const { send, on } = metered(CELL)
    // Awake after 0.3 s, idle 5 s later.
    send(0, 'up')
    assert.equal(on(20), 5.3)
    // At the radio after 50 ms, and awake a second later; what follows finds it asleep, not idle.
    send(20, 'down')
    send(24, 'up')
    assert.equal(on(40), 5.3 + (24 + 5 - 20.05))
  })

  it('delays nothing', () => {
    const { bench, send } = metered(CELL)
    const bare = linkBench(CELL)
    for (const time of [0, 0.1, 3, 9, 9.2]) {
      send(time, 'up')
      send(time, 'down')
      bare.sendAt(atSeconds(time), 'up', `${time}`)
      bare.sendAt(atSeconds(time), 'down', `${time}`)
    }
    bench.clock.runUntilIdle()
    bare.clock.runUntilIdle()
    assert.deepEqual(bench.received, bare.received)
  })

  it('goes on when the link becomes another, by the timers of that one', () => {
    const { send, change, on } = metered(PLAIN)
    send(0, 'up')
    assert.equal(on(4), 4)
    change(CELL)
    // On until 10 s, whatever the timers are now; a packet at 8 s keeps it on until 13 s.
    send(8, 'up')
    assert.equal(on(60), 13)
  })
})
