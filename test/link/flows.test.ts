/** Several connections on one link: what they share, and what each has of its own. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { noneCounted } from '../../src/link/counters.ts'
import type { Flow } from '../../src/link/flow.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { type BitRate, bytes, milliseconds } from '../../src/units.ts'
import { type LinkBench, linkBench } from './link-bench.ts'

const MS = 1_000_000
const delay: Impairment = { kind: 'delay', delay: milliseconds(50) }
/** One octet per millisecond. */
const slow: Impairment = {
  kind: 'rate',
  rate: 8000 as BitRate,
  queue: { kind: 'bytes', limit: bytes(250) },
}

/** Another connection on the link of a bench, and what arrives for it. */
const another = ({ link, clock }: LinkBench) => {
  const received: string[] = []
  const flow = link.flow({
    deliver: (direction, { body }) => received.push(`${direction} ${body}@${clock.now() / MS}`),
  })
  return { flow, received }
}
const say = (flow: Flow<string>, body: string): void => flow.send('up', { size: bytes(100), body })

describe('flows of one link', () => {
  it('wait behind each other, and are handed only what is theirs', () => {
    const bench = linkBench({ up: [slow] })
    const second = another(bench)
    say(bench.flow, 'a')
    say(second.flow, 'b')
    bench.clock.runUntilIdle()
    // 100 octets take 100 ms each, one after the other.
    assert.deepEqual(bench.received.up, [`a@${100 * MS}`])
    assert.deepEqual(second.received, ['up b@200'])
  })

  it('fill the same queue', () => {
    const bench = linkBench({ up: [slow] })
    const second = another(bench)
    // 250 octets hold two packets of 100, whoever sent them.
    say(bench.flow, 'a')
    say(second.flow, 'b')
    say(second.flow, 'c')
    bench.clock.runUntilIdle()
    assert.deepEqual(second.received, ['up b@200'])
    assert.deepEqual(bench.flow.counters('up').dropped, {})
    assert.deepEqual(second.flow.counters('up').dropped, { 'queue-full': 1 })
  })

  it('share the luck: the second packet of the link is lost, whoever sends it', () => {
    const bench = linkBench({ up: [{ kind: 'drop-list', indices: [1] }] })
    const second = another(bench)
    say(bench.flow, 'a')
    say(second.flow, 'b')
    say(second.flow, 'c')
    assert.deepEqual(second.received, ['up c@0'])
  })

  it('are counted each for itself', () => {
    const bench = linkBench({ up: [delay], down: [delay] })
    const second = another(bench)
    say(bench.flow, 'a')
    second.flow.send('down', { size: bytes(40), body: 'b' })
    bench.clock.runUntilIdle()
    const counted = (octets: number) => ({
      ...noneCounted(),
      entered: 1,
      enteredBytes: octets,
      delivered: 1,
      deliveredBytes: octets,
    })
    assert.deepEqual(bench.flow.counters('up'), counted(100))
    assert.deepEqual(bench.flow.counters('down'), noneCounted())
    assert.deepEqual(second.flow.counters('up'), noneCounted())
    assert.deepEqual(second.flow.counters('down'), counted(40))
  })

  it('are told apart to an observer, in one numbering of packets', () => {
    const bench = linkBench({})
    const second = another(bench)
    say(bench.flow, 'a')
    say(second.flow, 'b')
    assert.deepEqual(
      bench.events.map(({ kind, flow, index }) => [kind, flow, index]),
      [
        ['entered', 0, 0],
        ['delivered', 0, 0],
        ['entered', 1, 1],
        ['delivered', 1, 1],
      ],
    )
  })

  it('when closed, are handed nothing more, though what is under way takes its place', () => {
    const bench = linkBench({ up: [slow] })
    const second = another(bench)
    say(bench.flow, 'a')
    say(second.flow, 'b')
    bench.flow.close()
    say(bench.flow, 'c')
    bench.clock.runUntilIdle()
    assert.deepEqual(bench.received.up, [])
    assert.deepEqual(second.received, ['up b@200'])
    // It crossed the link, where a capture sees it; what was said afterwards never entered.
    const { entered, delivered } = bench.flow.counters('up')
    assert.deepEqual([entered, delivered], [1, 1])
  })
})
