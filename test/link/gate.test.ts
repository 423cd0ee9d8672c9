/** What a world opens and shuts at will, in front of both directions. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { Gate } from '../../src/link/gate.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { type Instant, milliseconds } from '../../src/units.ts'
import { linkBench } from './link-bench.ts'

const delay: Impairment = { kind: 'delay', delay: milliseconds(5) }
const atMs = (ms: number): Instant => milliseconds(ms) as number as Instant

const gated = () => {
  const gate = new Gate()
  const bench = linkBench({ up: [gate.stage, delay], down: [gate.stage, delay] })
  const { clock, events, received } = bench
  return {
    gate,
    at: (ms: number, task: () => void) => clock.at(atMs(ms), task),
    change: (...behind: readonly Impairment[]) =>
      bench.link.change({ up: [gate.stage, ...behind], down: [gate.stage, ...behind] }),
    send: (ms: number, direction: 'up' | 'down') => bench.sendAt(atMs(ms), direction, `${ms}`),
    /** Each packet by when it entered, at when it arrived, in milliseconds. */
    arrivals: () => {
      clock.runUntilIdle()
      const inMs = (log: readonly string[]) =>
        log.map((entry) => {
          const [body, ns] = entry.split('@')
          return `${body}@${Number(ns) / 1e6}`
        })
      return { up: inMs(received.up), down: inMs(received.down) }
    },
    lost: () =>
      events.flatMap((event) =>
        event.kind === 'dropped' ? [`${event.packet.body} ${event.reason}`] : [],
      ),
  }
}

describe('a gate', () => {
  it('lets everything through, at once, while it is open', () => {
    const { send, arrivals } = gated()
    send(0, 'up')
    send(1, 'down')
    assert.deepEqual(arrivals(), { up: ['0@5'], down: ['1@6'] })
  })

  it('loses what enters while it is shut, both ways; what is behind it arrives', () => {
    const { gate, at, send, arrivals, lost } = gated()
    send(0, 'up')
    let open: () => void
    at(2, () => {
      open = gate.shut()
    })
    send(3, 'up')
    send(4, 'down')
    at(10, () => open())
    send(11, 'down')
    assert.deepEqual(arrivals(), { up: ['0@5'], down: ['11@16'] })
    assert.deepEqual(lost(), ['3 outage', '4 outage'])
  })

  it('is open when all that have shut it have opened it, each once, however often it says so', () => {
    const { gate, at, send, arrivals } = gated()
    const first = gate.shut()
    const second = gate.shut()
    at(10, () => {
      first()
      first()
    })
    send(11, 'up')
    at(20, () => second())
    send(21, 'up')
    assert.deepEqual(arrivals().up, ['21@26'])
  })

  it('holds what enters, and lets it leave in order when the longest hold is over', () => {
    const { gate, at, send, arrivals } = gated()
    gate.hold(atMs(100))
    send(10, 'up')
    send(20, 'up')
    send(30, 'down')
    // One that would be over sooner does not end it.
    at(40, () => gate.hold(atMs(60)))
    send(70, 'up')
    send(100, 'up')
    assert.deepEqual(arrivals(), {
      up: ['10@105', '20@105', '70@105', '100@105'],
      down: ['30@105'],
    })
  })

  it('loses what comes while it is both held and shut', () => {
    const { gate, at, send, arrivals } = gated()
    gate.hold(atMs(100))
    send(10, 'up')
    at(20, () => gate.shut())
    send(30, 'up')
    assert.deepEqual(arrivals().up, ['10@105'])
  })

  it('stays as it is when the settings behind it change', () => {
    const { gate, at, send, change, arrivals, lost } = gated()
    let open: () => void
    at(0, () => {
      open = gate.shut()
    })
    at(1, () => change({ kind: 'delay', delay: milliseconds(50) }))
    send(2, 'up')
    at(3, () => open())
    send(4, 'down')
    assert.deepEqual(arrivals(), { up: [], down: ['4@54'] })
    assert.deepEqual(lost(), ['2 outage'])
  })
})
