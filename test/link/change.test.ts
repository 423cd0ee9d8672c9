/** A link whose settings change in mid-life, as by a handover. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Impairment } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { type BitRate, type Instant, milliseconds, seconds } from '../../src/units.ts'
import { allExamples } from './examples.ts'
import { type LinkBench, linkBench } from './link-bench.ts'
import { spansWithin } from './spans-within.ts'

const MS = 1_000_000
const delay = (ms: number): Impairment => ({ kind: 'delay', delay: milliseconds(ms) })
const loss = (probability: number): Impairment => ({ kind: 'loss', probability })
const rate = (bitsPerSecond: number): Impairment => ({
  kind: 'rate',
  rate: bitsPerSecond as BitRate,
  queue: { kind: 'unlimited' },
})
/** One octet per millisecond. */
const slow = rate(8000)

const changeAt = ({ clock, link }: LinkBench, ms: number, up: readonly Impairment[]): void => {
  clock.at((ms * MS) as Instant, () => link.change({ up, down: [] }))
}
const inMs = (received: readonly string[]): string[] =>
  received.map((one) => {
    const [body, at] = one.split('@')
    return `${body}@${Number(at) / MS}`
  })

describe('a link that changes', () => {
  it('lets what is under way arrive as it would have, and delivers what follows anew', () => {
    const bench = linkBench({ up: [delay(500)] })
    bench.sendAt(0, 'up', 'a')
    changeAt(bench, 100, [delay(20)])
    bench.sendAt(110 * MS, 'up', 'b')
    bench.clock.runUntilIdle()
    assert.deepEqual(inMs(bench.received.up), ['b@130', 'a@500'])
  })

  it('takes a packet the whole way that it entered, stage by stage', () => {
    const bench = linkBench({ up: [delay(100), delay(30), loss(0)] })
    bench.sendAt(0, 'up', 'a')
    // The way behind the first delay now loses everything.
    changeAt(bench, 50, [delay(100), loss(1)])
    bench.sendAt(60 * MS, 'up', 'b')
    bench.clock.runUntilIdle()
    assert.deepEqual(inMs(bench.received.up), ['a@130'])
  })

  it('keeps the queue of a bottleneck that stays, whatever is put before it', () => {
    const bench = linkBench({ up: [slow, delay(5)] })
    bench.sendAt(0, 'up', 'a')
    bench.sendAt(0, 'up', 'b')
    changeAt(bench, 10, [loss(0), slow, delay(7)])
    bench.sendAt(20 * MS, 'up', 'c')
    bench.clock.runUntilIdle()
    // 100 ms each on the same bottleneck; then 5 ms for those who entered before, 7 for the last.
    assert.deepEqual(inMs(bench.received.up), ['a@105', 'b@205', 'c@307'])
  })

  it('begins with an empty queue at another rate, while the old one is worked off', () => {
    const bench = linkBench({ up: [slow] })
    bench.sendAt(0, 'up', 'a')
    bench.sendAt(0, 'up', 'b')
    changeAt(bench, 10, [rate(16_000)])
    bench.sendAt(10 * MS, 'up', 'c')
    bench.clock.runUntilIdle()
    // 100 octets at 2 octets per ms: 50 ms from 10 on.
    assert.deepEqual(inMs(bench.received.up), ['c@60', 'a@100', 'b@200'])
  })

  it('keeps two stages of the same settings apart', () => {
    const bench = linkBench({ up: [slow, slow] })
    bench.sendAt(0, 'up', 'a')
    changeAt(bench, 150, [slow, slow])
    bench.sendAt(150 * MS, 'up', 'b')
    bench.clock.runUntilIdle()
    // a leaves the first at 100, the second at 200; b the first at 250, the second at 350.
    assert.deepEqual(inMs(bench.received.up), ['a@200', 'b@350'])
  })

  it('goes on with outages that stay, and counts new ones from the change', () => {
    const again: Impairment = {
      kind: 'outage',
      start: milliseconds(100),
      duration: milliseconds(50),
      period: milliseconds(200),
    }
    const once: Impairment = {
      kind: 'outage',
      start: milliseconds(30),
      duration: milliseconds(10),
    }
    const bench = linkBench({ up: [again] })
    changeAt(bench, 220, [once, again])
    // Again at 300–350, from the link's beginning; once at 250–260, from the change on.
    for (const time of [249, 250, 259, 260, 299, 300, 349, 350]) {
      bench.sendAt(time * MS, 'up', 'p')
    }
    bench.clock.runUntilIdle()
    assert.deepEqual(inMs(bench.received.up), ['p@249', 'p@260', 'p@299', 'p@350'])
  })

  it('goes on with the outages of a journey', () => {
    const journey: Impairment & { kind: 'random-outages' } = {
      kind: 'random-outages',
      cycle: seconds(10),
      lengths: {
        points: [
          { quantile: 0, value: seconds(1) },
          { quantile: 1, value: seconds(2) },
        ],
      },
      random: Random.seeded('journey'),
    }
    const bench = linkBench({ up: [journey] })
    for (let time = 0; time < 60_000; time += 100) bench.sendAt(time * MS, 'up', `${time}`)
    changeAt(bench, 30_050, [delay(1), { ...journey }])
    bench.clock.runUntilIdle()
    const outages = spansWithin(journey, 60e9)
    const passed = bench.received.up.map((one) => Number(one.split('@')[0]) * MS)
    const expected = Array.from({ length: 600 }, (_, index) => index * 100 * MS).filter(
      (time) => !outages.some(({ start, duration }) => time >= start && time < start + duration),
    )
    assert.ok(outages.length >= 5)
    assert.deepEqual(passed, expected)
  })

  it('goes on with a trace where it was', () => {
    const trace: Impairment = {
      kind: 'trace',
      opportunitiesMs: [10, 1000],
      queue: { kind: 'unlimited' },
    }
    const bench = linkBench({ up: [trace] })
    for (const body of ['a', 'b', 'c']) bench.sendAt(0, 'up', body, 1500)
    changeAt(bench, 500, [trace])
    bench.sendAt(500 * MS, 'up', 'd', 1500)
    bench.clock.runUntilIdle()
    // Opportunities at 10, 1000, 1010 and 2000 ms, one packet each.
    assert.deepEqual(inMs(bench.received.up), ['a@10', 'b@1000', 'c@1010', 'd@2000'])
  })

  it('leaves the luck of what stays, and gives what is new a luck of its own', () => {
    const lost = (first: Impairment, second: Impairment) => {
      const bench = linkBench({ up: [first] })
      for (let i = 0; i < 400; i += 1) bench.sendAt(i * MS, 'up', `${i}`)
      bench.clock.at((200 * MS - 1) as Instant, () => bench.link.change({ up: [second], down: [] }))
      bench.clock.runUntilIdle()
      return bench.events.flatMap((event) => (event.kind === 'dropped' ? [event.index] : []))
    }
    const unchanged = lost(loss(0.5), loss(0.5))
    const alone = linkBench({ up: [loss(0.5)] })
    for (let i = 0; i < 400; i += 1) alone.sendAt(i * MS, 'up', `${i}`)
    alone.clock.runUntilIdle()
    assert.deepEqual(
      unchanged,
      alone.events.flatMap((event) => (event.kind === 'dropped' ? [event.index] : [])),
    )
    // As likely, but another stage. The same generator again would lose 200 + those of the
    // first 200; of two generators half agree: 100 of 200, deviation 7.
    const changed = lost(loss(0.5), loss(0.5 + Number.EPSILON))
    const inFirst = new Set(changed.filter((index) => index < 200))
    const agree = Array.from({ length: 200 }, (_, index) => index).filter(
      (index) => inFirst.has(index) === changed.includes(index + 200),
    )
    assert.ok(Math.abs(agree.length - 100) < 4 * 7.1, `${agree.length} agree`)
    assert.deepEqual(lost(loss(0.5), loss(0.5 + Number.EPSILON)), changed)
  })

  it('is not changed by settings that say the same: nothing happens at any time', () => {
    const examples = allExamples.filter(
      (impairment) => impairment.kind !== 'radio' || impairment.initially === 'idle',
    )
    const stages = fc.array(fc.constantFrom(...examples), { maxLength: 5 })
    const sends = fc.array(fc.record({ gap: fc.nat(20_000_000), changes: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(stages, sends, fc.nat(1000), (up, steps, seed) => {
        const run = (isChanged: boolean) => {
          const bench = linkBench({ up }, { seed })
          let now = 0
          for (const [index, { gap, changes }] of steps.entries()) {
            now += gap
            bench.sendAt(now, 'up', `${index}`, 700)
            if (!isChanged || !changes) continue
            const same = up.map((one) => ({ ...one }))
            bench.clock.at(now as Instant, () => bench.link.change({ up: same, down: [] }))
          }
          bench.clock.runUntilIdle()
          return bench.events
        }
        assert.deepEqual(run(true), run(false))
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  describe('with a radio', () => {
    const radio = (promotion: number, initially: 'idle' | 'connected' = 'idle'): Impairment => ({
      kind: 'radio',
      promotion: milliseconds(promotion),
      idleAfter: seconds(10),
      initially,
    })

    it('is the same device: awake stays awake, asleep stays asleep', () => {
      const bench = linkBench({ up: [radio(300)] })
      bench.sendAt(0, 'up', 'wakes')
      changeAt(bench, 400, [radio(900, 'connected')])
      bench.sendAt(410 * MS, 'up', 'awake')
      bench.sendAt(10_410 * MS, 'up', 'asleep')
      bench.clock.runUntilIdle()
      assert.deepEqual(inMs(bench.received.up), ['wakes@300', 'awake@410', 'asleep@11310'])
    })

    it('falls asleep while the device uses another link, as Wi-Fi', () => {
      const bench = linkBench({ up: [radio(300)] })
      bench.sendAt(0, 'up', 'a')
      changeAt(bench, 1000, [])
      for (const time of [2000, 9000]) bench.sendAt(time * MS, 'up', 'over Wi-Fi')
      changeAt(bench, 10_000, [radio(300)])
      // Nothing for 10 s since it passed at 300 ms: idle from 10,300 on.
      bench.sendAt(10_300 * MS, 'up', 'b')
      bench.clock.runUntilIdle()
      assert.equal(inMs(bench.received.up).at(-1), 'b@10600')
    })

    it('begins as the first settings with a radio say', () => {
      const bench = linkBench({ up: [] })
      changeAt(bench, 1000, [radio(300, 'connected')])
      bench.sendAt(5000 * MS, 'up', 'a')
      bench.clock.runUntilIdle()
      assert.deepEqual(inMs(bench.received.up), ['a@5000'])
    })

    it('is refused two sets of settings at a time', () => {
      const { link } = linkBench({ up: [radio(300)] })
      const settings = { up: [radio(300)], down: [radio(300, 'connected')] }
      assert.throws(() => link.change(settings), /as in the link's other radio/)
    })
  })
})
