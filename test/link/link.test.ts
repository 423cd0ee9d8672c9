import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { noneCounted } from '../../src/link/counters.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { bitsPerSecond, bytes, milliseconds, seconds, ZERO } from '../../src/units.ts'
import { linkBench } from './link-bench.ts'

const MS = 1_000_000
const delay = (ms: number): Impairment => ({ kind: 'delay', delay: milliseconds(ms) })
/** One octet per millisecond. */
const slow: Impairment = {
  kind: 'rate',
  rate: bitsPerSecond(8000),
  queue: { kind: 'bytes', limit: bytes(250) },
}

describe('a link', () => {
  it('without impairments delivers at once, within `send`', () => {
    const { flow, received, clock } = linkBench({})
    flow.send('up', { size: bytes(40), body: 'a' })
    assert.deepEqual([received, clock.pending], [{ up: ['a@0'], down: [] }, 0])
  })

  it('makes no event of a stage that takes no time', () => {
    const { flow, clock } = linkBench({ up: [{ kind: 'loss', probability: 0 }, delay(50)] })
    flow.send('up', { size: bytes(40), body: 'a' })
    assert.equal(clock.pending, 1) // the delay
  })

  it('has the directions apart', () => {
    const { clock, sendAt, received } = linkBench({ up: [delay(50)], down: [delay(20)] })
    sendAt(0, 'up', 'a')
    sendAt(0, 'down', 'b')
    clock.runUntilIdle()
    assert.deepEqual(received, { up: [`a@${50 * MS}`], down: [`b@${20 * MS}`] })
  })

  it('passes packets through the stages in order, each at its time', () => {
    const { clock, sendAt, received } = linkBench({ up: [delay(50), slow, delay(7)] })
    // Both come to the rate at 50: 100 ms each, one after the other, then 7 ms.
    sendAt(0, 'up', 'a')
    sendAt(0, 'up', 'b')
    // Comes to the rate at 250, when it is idle: no queueing with what went long before.
    sendAt(200 * MS, 'up', 'c', 10)
    clock.runUntilIdle()
    assert.deepEqual(received.up, [`a@${157 * MS}`, `b@${257 * MS}`, `c@${267 * MS}`])
  })

  it('means the order of its stages', () => {
    const outage: Impairment = { kind: 'outage', start: milliseconds(100), duration: seconds(1) }
    const run = (up: readonly Impairment[]) => {
      const { clock, sendAt, received } = linkBench({ up })
      for (const time of [0, 60, 120]) sendAt(time * MS, 'up', `${time}`)
      clock.runUntilIdle()
      return received.up
    }
    // Before the delay the outage meets them when sent, behind it 50 ms later.
    assert.deepEqual(run([outage, delay(50)]), [`0@${50 * MS}`, `60@${110 * MS}`])
    assert.deepEqual(run([delay(50), outage]), [`0@${50 * MS}`])
  })

  it('relieves the queue by a loss before it, and not by one behind it', () => {
    const first: Impairment = { kind: 'drop-list', indices: [0] }
    const run = (up: readonly Impairment[]) => {
      const { clock, sendAt, received } = linkBench({ up })
      for (const body of ['a', 'b', 'c']) sendAt(0, 'up', body)
      clock.runUntilIdle()
      return received.up
    }
    // 250 octets hold two packets of 100: the third finds room only if the first never came.
    assert.deepEqual(run([first, slow]), [`b@${100 * MS}`, `c@${200 * MS}`])
    assert.deepEqual(run([slow, first]), [`b@${200 * MS}`])
  })

  it('keeps the order of packets that arrive at the same instant', () => {
    const hold: Impairment = { kind: 'hold', start: ZERO, duration: milliseconds(10) }
    const { clock, sendAt, received } = linkBench({ up: [hold] })
    // The last enters when the hold is over, by an event older than those of the ones held.
    sendAt(10 * MS, 'up', 'd')
    sendAt(1 * MS, 'up', 'a')
    sendAt(2 * MS, 'up', 'b')
    sendAt(3 * MS, 'up', 'c')
    clock.runUntilIdle()
    assert.deepEqual(
      received.up,
      ['a', 'b', 'c', 'd'].map((body) => `${body}@${10 * MS}`),
    )
  })

  it('sends copies on their own way', () => {
    const duplication: Impairment = { kind: 'duplication', probability: 1 }
    const { clock, sendAt, received, flow } = linkBench({
      up: [duplication, slow, { kind: 'drop-list', indices: [1] }, duplication],
    })
    sendAt(0, 'up', 'a')
    clock.runUntilIdle()
    // Two at the rate, at 100 and 200 ms; the second is lost; of the first again two.
    assert.deepEqual(received.up, [`a@${100 * MS}`, `a@${100 * MS}`])
    assert.deepEqual(flow.counters('up'), {
      ...noneCounted(),
      entered: 1,
      enteredBytes: 100,
      duplicated: 2,
      delivered: 2,
      deliveredBytes: 200,
      dropped: { listed: 1 },
    })
  })

  it('has one radio for both directions', () => {
    const radio: Impairment = {
      kind: 'radio',
      promotion: milliseconds(300),
      idleAfter: seconds(10),
      initially: 'idle',
    }
    const { clock, sendAt, received } = linkBench({ up: [radio], down: [radio] })
    sendAt(0, 'up', 'a')
    sendAt(310 * MS, 'down', 'b') // finds it awake
    clock.runUntilIdle()
    assert.deepEqual(received, { up: [`a@${300 * MS}`], down: [`b@${310 * MS}`] })
  })

  it('begins when it is made', () => {
    const outage: Impairment = { kind: 'outage', start: ZERO, duration: milliseconds(10) }
    const { clock, sendAt, received } = linkBench({ up: [outage] }, { startsAt: 5 * MS })
    // The outage lasts from 5 to 15 ms.
    sendAt(15 * MS - 1, 'up', 'a')
    sendAt(15 * MS, 'up', 'b')
    clock.runUntilIdle()
    assert.deepEqual(received.up, [`b@${15 * MS}`])
  })

  it('tells an observer of every fate, and counts them', () => {
    const { clock, sendAt, events, flow } = linkBench({
      up: [
        { kind: 'mtu', mtu: bytes(200) },
        {
          kind: 'jitter',
          delay: milliseconds(1),
          distribution: {
            kind: 'table',
            table: { points: [{ quantile: 0, value: milliseconds(-2) }] },
          },
          reordering: false,
        },
        delay(50),
      ],
    })
    sendAt(3, 'up', 'a', 100)
    sendAt(4, 'up', 'b', 201)
    clock.runUntilIdle()
    const a = { direction: 'up', flow: 0, index: 0, packet: { size: 100, body: 'a' } }
    const b = { direction: 'up', flow: 0, index: 1, packet: { size: 201, body: 'b' } }
    assert.deepEqual(events, [
      { kind: 'entered', ...a, at: 3 },
      { kind: 'entered', ...b, at: 4 },
      { kind: 'dropped', ...b, at: 4, enteredAt: 4, reason: 'too-big', stage: 0 },
      { kind: 'delivered', ...a, at: 50 * MS + 3, enteredAt: 3 },
    ])
    assert.deepEqual(flow.counters('up'), {
      entered: 2,
      enteredBytes: 301,
      delivered: 1,
      deliveredBytes: 100,
      duplicated: 0,
      dropped: { 'too-big': 1 },
      clamped: 1,
    })
    assert.deepEqual(flow.counters('down'), noneCounted())
  })

  it('draws for each direction and each stage apart', () => {
    const maybe: Impairment = { kind: 'reordering', probability: 0.5, delay: milliseconds(1) }
    const { clock, sendAt, events } = linkBench({ up: [maybe, maybe], down: [maybe, maybe] })
    for (let i = 0; i < 1000; i += 1) {
      sendAt(i * 10 * MS, 'up', '')
      sendAt(i * 10 * MS, 'down', '')
    }
    clock.runUntilIdle()
    const delays = { up: [] as number[], down: [] as number[] }
    for (const event of events) {
      if (event.kind !== 'delivered') continue
      delays[event.direction][event.index] = (event.at - event.enteredAt) / MS
    }
    // Held once or not at all by each of two stages: 0, 1, 1 or 2 ms, a quarter each of 1000,
    // deviation 14. With shared draws it would be 0 or 2.
    const once = delays.up.filter((ms) => ms === 1).length
    assert.ok(Math.abs(once - 500) < 4 * 16, `${once} held once`)
    // The same delay in both directions: 1/16 + 1/4 + 1/16 = 3/8; deviation 15.
    const same = delays.up.filter((ms, index) => ms === delays.down[index]).length
    assert.ok(Math.abs(same - 375) < 4 * 15, `${same} the same in both directions`)
  })

  it('refuses settings that make no sense when it is made', () => {
    assert.throws(() => linkBench({ down: [{ kind: 'loss', probability: 2 }] }), /found 2/)
  })
})
