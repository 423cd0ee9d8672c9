import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { QueueLimit } from '../../src/link/queue.ts'
import { parseTrace } from '../../src/link/trace-file.ts'
import type { Instant } from '../../src/units.ts'
import { bytes, milliseconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000
const unlimited: QueueLimit = { kind: 'unlimited' }
const traceBench = (
  opportunitiesMs: readonly number[],
  queue: QueueLimit = unlimited,
  origin = 0,
) => benchFor({ kind: 'trace', opportunitiesMs, queue }, { origin: origin as Instant })

describe('a trace', () => {
  it('delivers a full frame at each opportunity', () => {
    const { fate } = traceBench([10, 15, 40])
    assert.deepEqual([fate(0, 1500), fate(0, 1500), fate(0, 1500)], [10 * MS, 15 * MS, 40 * MS])
  })

  it('begins again after its last line', () => {
    const { fate } = traceBench([10, 15, 40])
    // second round: 40 + 10, 40 + 15; the tenth round begins at 9 · 40 = 360
    assert.deepEqual(
      [fate(20 * MS, 1500), fate(20 * MS, 1500), fate(20 * MS, 1500), fate(361 * MS, 1500)],
      [40 * MS, 50 * MS, 55 * MS, 370 * MS],
    )
  })

  it('lets opportunities pass that find nothing, the one at that very instant too', () => {
    const { fate } = traceBench([10, 15, 40])
    assert.deepEqual([fate(10 * MS), fate(15 * MS - 1), fate(40 * MS)], [15 * MS, 15 * MS, 50 * MS])
  })

  it('has several packets share one opportunity, and one packet take the rest from the next', () => {
    const { fate } = traceBench([10, 20, 30, 40])
    assert.deepEqual(
      [
        fate(0, 500),
        fate(0, 900), // 1400 of 1500
        fate(0, 200), // 100 here, 100 of the next: delivered whole with it
        fate(0, 1400), // exactly what is left of it
        fate(0, 1), // the third
        fate(20 * MS, 1499), // fits beside it
        fate(20 * MS, 3500), // more than mahimahi takes: 1500 + 1500 + 500
      ],
      [10 * MS, 10 * MS, 20 * MS, 20 * MS, 30 * MS, 30 * MS, 60 * MS],
    )
  })

  it('has as many opportunities in a millisecond as there are lines for it', () => {
    const { fate } = traceBench([0, 5, 5])
    // The one at 0 is gone for whoever comes at 0; the second round begins at 5 with its 0.
    const fates = [fate(0, 1500), fate(0, 1500), fate(0, 1500), fate(0, 1500)]
    assert.deepEqual(fates, [5 * MS, 5 * MS, 5 * MS, 10 * MS])
  })

  it('counts from the beginning of the link', () => {
    const { fate } = traceBench([10, 15], unlimited, 3 * MS)
    assert.deepEqual([fate(3 * MS, 1500), fate(4 * MS, 1500)], [13 * MS, 18 * MS])
  })

  it('does what a plain simulation of opportunity after opportunity does', () => {
    const step = fc.record({ gapMs: fc.nat(40), size: fc.integer({ min: 1, max: 1500 }) })
    const agrees = (gaps: readonly number[], steps: readonly { gapMs: number; size: number }[]) => {
      let ms = 0
      const opportunitiesMs = gaps.map((gap) => {
        ms += gap
        return ms
      })
      if (ms === 0) return
      let now = 0
      const packets = steps.map(({ gapMs, size }) => {
        now += gapMs
        return { now, size }
      })
      const { fate } = traceBench(opportunitiesMs)
      const found = packets.map((packet) => fate(packet.now * MS, packet.size))
      assert.deepEqual(
        found,
        simulated(opportunitiesMs, packets).map((time) => time * MS),
      )
    }
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
        fc.array(step, { minLength: 1, maxLength: 40 }),
        agrees,
      ),
      { seed: 5, numRuns: 300 },
    )
  })

  it('refuses what is no trace', () => {
    for (const [lines, message] of [
      [[], /the last of opportunitiesMs to be above 0 ms, found 0/],
      [[0, 0], /the last of opportunitiesMs to be above 0 ms, found 0/],
      [[5, 4], /opportunitiesMs to be not before 5 ms, found 4/],
      [[-1, 4], /opportunitiesMs .* not negative, found -1/],
    ] as const) {
      assert.throws(() => traceBench(lines), message)
    }
  })
})

/** mahimahi's way: at every opportunity, 1500 octets for those who came before it. */
const simulated = (
  opportunitiesMs: readonly number[],
  packets: readonly { readonly now: number; readonly size: number }[],
): number[] => {
  const delivered: number[] = []
  let unsent = packets[0]?.size ?? 0
  for (let round = 0; delivered.length < packets.length; round += 1) {
    for (const ms of opportunitiesMs) {
      const time = round * (opportunitiesMs.at(-1) ?? 0) + ms
      let left = 1500
      for (;;) {
        const packet = packets[delivered.length]
        if (packet === undefined || packet.now >= time || left === 0) break
        const taken = Math.min(left, unsent)
        left -= taken
        unsent -= taken
        if (unsent > 0) break
        delivered.push(time)
        unsent = packets[delivered.length]?.size ?? 0
      }
    }
  }
  return delivered
}

describe("a trace's queue", () => {
  it('in octets holds what no opportunity has taken yet', () => {
    const { fate } = traceBench([10, 20, 30], { kind: 'bytes', limit: bytes(2000) })
    assert.deepEqual(
      [
        fate(0, 1400),
        fate(0, 601), // 1400 + 601 > 2000
        fate(0, 600), // just fits; 100 of it go at 10, the rest at 20
        fate(10 * MS, 1501), // 500 left + 1501 > 2000
        fate(10 * MS, 1500), // just fits; 1000 at 20, 500 at 30
      ],
      [10 * MS, 'queue-full', 20 * MS, 'queue-full', 30 * MS],
    )
  })

  it('in packets counts those not delivered', () => {
    const { fate } = traceBench([10, 20, 30], { kind: 'packets', limit: 2 })
    assert.deepEqual(
      [fate(0, 100), fate(0, 100), fate(0, 100), fate(10 * MS, 100)],
      [10 * MS, 10 * MS, 'queue-full', 20 * MS],
    )
  })

  it('in time drops whoever would wait longer, unless nothing is waiting', () => {
    const { fate } = traceBench([10, 50], { kind: 'time', limit: milliseconds(15) })
    assert.deepEqual(
      [
        fate(0, 1500), // waits 10 ms
        fate(0, 1500), // would wait 50 ms; and takes nothing from those after it
        fate(10 * MS, 100), // would wait 40 ms, but is alone
        fate(34 * MS, 100), // would wait 16 ms
        fate(35 * MS, 100), // waits 15 ms
      ],
      [10 * MS, 'queue-full', 50 * MS, 'queue-full', 50 * MS],
    )
  })
})

describe('a trace file', () => {
  it('has one time per line, whatever ends the lines', () => {
    const expected = { kind: 'trace', opportunitiesMs: [0, 5, 5, 12] }
    assert.deepEqual(parseTrace('0\n5\n5\n12\n'), expected)
    assert.deepEqual(parseTrace('0\n5\n5\n12'), expected)
    assert.deepEqual(parseTrace('0\r\n5\r\n5\r\n12\r\n'), expected)
    assert.deepEqual(parseTrace('\uFEFF0\n5\n5\n12\n'), expected)
  })

  it('that is malformed is answered with the line and what was found there', () => {
    for (const [text, line, expected, found] of [
      ['', 1, 'a time in milliseconds', 'an empty file'],
      ['\n', 1, 'a whole number of milliseconds', 'an empty line'],
      ['1\n\n2\n', 2, 'a whole number of milliseconds', 'an empty line'],
      ['1\n2.5\n', 2, 'a whole number of milliseconds', '“2.5”'],
      ['1\n-2\n', 2, 'a whole number of milliseconds', '“-2”'],
      ['1\n2\n0x10\n', 3, 'a whole number of milliseconds', '“0x10”'],
      ['99999999999999999\n', 1, 'a whole number of milliseconds', '“99999999999999999”'],
      [`${'x'.repeat(30)}\n`, 1, 'a whole number of milliseconds', `“${'x'.repeat(20)}…”`],
      ['5\n7\n6\n', 3, 'a time not before 7 ms', '6'],
      ['0\n0\n', 2, 'the last time to be above 0 ms', '0'],
    ] as const) {
      assert.deepEqual(parseTrace(text), { kind: 'malformed', line, expected, found })
    }
  })

  it('never throws, whatever it holds', () => {
    const answers = (text: string) => {
      const { kind } = parseTrace(text)
      assert.ok(kind === 'trace' || kind === 'malformed')
    }
    const lines = fc.array(fc.oneof(fc.nat().map(String), fc.string(), fc.constant('')))
    fc.assert(
      fc.property(
        lines.map((some) => some.join('\n')),
        answers,
      ),
      { seed: 6 },
    )
  })
})
