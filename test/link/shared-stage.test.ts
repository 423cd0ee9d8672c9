/** A stage that several links pass: the queue of a cell. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { SharedStage } from '../../src/link/shared-stage.ts'
import { Random } from '../../src/random.ts'
import { bitsPerSecond, bytes, type Instant, microseconds, milliseconds } from '../../src/units.ts'

const random = Random.seeded('cell')

/** 12 Mbit/s: 1500 octets take 1 ms. Each client is so far from the cell. */
const cellWith = (delaysUs: readonly number[], queueOctets?: number) => {
  const clock = new VirtualClock()
  const cell = SharedStage.of({
    impairment: {
      kind: 'rate',
      rate: bitsPerSecond(12_000_000),
      queue:
        queueOctets === undefined
          ? { kind: 'unlimited' }
          : { kind: 'bytes', limit: bytes(queueOctets) },
    },
    clock,
    random: random.fork('cell'),
  })
  const arrived: string[] = []
  const clients = delaysUs.map((delayUs, index) => {
    const delay = { kind: 'delay', delay: microseconds(delayUs) } as const
    const link = new Link<string>({
      settings: { up: [delay, cell], down: [] },
      clock,
      random: random.fork(index),
    })
    const flow = link.flow({
      deliver: (_direction, { body }) => arrived.push(`${body}@${clock.now()}`),
    })
    const send = (body: string, size = 1500): void => flow.send('up', { size: bytes(size), body })
    return { link, flow, send, delay }
  })
  return { clock, cell, clients, arrived }
}

describe('a shared stage', () => {
  it('lets the packets of all links wait behind each other', () => {
    const { clock, clients, arrived } = cellWith([100, 250])
    const [near, far] = clients
    near?.send('near 1')
    near?.send('near 2')
    far?.send('far')
    clock.runUntilIdle()
    // At the cell at 100 µs (two of them) and 250 µs; 1 ms each from 100 µs on.
    assert.deepEqual(arrived, ['near 1@1100000', 'near 2@2100000', 'far@3100000'])
  })

  it('counts time exactly, whoever’s octets it carries', () => {
    const { clock, clients, arrived } = cellWith([0, 0])
    // 40 octets at 12 Mbit/s: 26,666.6… ns; the fractions add up to whole nanoseconds.
    for (const client of [0, 1, 0]) clients[client]?.send(`${client}`, 40)
    clock.runUntilIdle()
    assert.deepEqual(arrived, ['0@26666', '1@53333', '0@80000'])
  })

  it('is full for everybody when it is full, and counted where it drops', () => {
    const { clock, clients, arrived } = cellWith([0, 10], 3000)
    const [first, second] = clients
    first?.send('a')
    first?.send('b')
    second?.send('c')
    clock.runUntilIdle()
    assert.deepEqual(arrived, ['a@1000000', 'b@2000000'])
    assert.deepEqual(first?.flow.counters('up').dropped, {})
    assert.deepEqual(second?.flow.counters('up').dropped, { 'queue-full': 1 })
  })

  it('goes on when one of its links changes, and when one is made later', () => {
    const { clock, cell, clients, arrived } = cellWith([0, 0])
    const [staying, moving] = clients
    staying?.send('a')
    moving?.send('b')
    const delay = { kind: 'delay', delay: milliseconds(5) } as const
    moving?.link.change({ up: [cell, delay], down: [] })
    moving?.send('c')
    clock.at(milliseconds(2.5) as number as Instant, () => {
      new Link<string>({ settings: { up: [cell], down: [] }, clock, random: random.fork('late') })
        .flow({ deliver: (_direction, { body }) => arrived.push(`${body}@${clock.now()}`) })
        .send('up', { size: bytes(1500), body: 'd' })
    })
    clock.runUntilIdle()
    // 1 ms each in the order of their coming; c has 5 ms more to go behind the cell.
    assert.deepEqual(arrived, ['a@1000000', 'b@2000000', 'd@4000000', 'c@8000000'])
  })

  it('may be shared by both directions of a link: one channel, half duplex', () => {
    const clock = new VirtualClock()
    const channel = SharedStage.of({
      impairment: { kind: 'rate', rate: bitsPerSecond(8000), queue: { kind: 'unlimited' } },
      clock,
      random,
    })
    const arrived: string[] = []
    const flow = new Link<string>({
      settings: { up: [channel], down: [channel] },
      clock,
      random,
    }).flow({ deliver: (direction) => arrived.push(`${direction}@${clock.now()}`) })
    flow.send('up', { size: bytes(100), body: '' })
    flow.send('down', { size: bytes(50), body: '' })
    clock.runUntilIdle()
    // One octet per millisecond.
    assert.deepEqual(arrived, ['up@100000000', 'down@150000000'])
  })
})
