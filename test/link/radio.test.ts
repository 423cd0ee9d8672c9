import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { ImpairmentOf } from '../../src/link/impairments.ts'
import { Radio } from '../../src/link/radio.ts'
import type { Instant } from '../../src/units.ts'
import { milliseconds, START, seconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000
const idle: ImpairmentOf<'radio'> = {
  kind: 'radio',
  promotion: milliseconds(300),
  idleAfter: seconds(10),
  initially: 'idle',
}
const connected: ImpairmentOf<'radio'> = { ...idle, initially: 'connected' }

describe('a radio', () => {
  it('makes the first packet wait for the promotion, and all that come meanwhile', () => {
    const { fate } = benchFor(idle)
    assert.deepEqual(
      [fate(50 * MS), fate(60 * MS), fate(350 * MS), fate(400 * MS)],
      [350 * MS, 350 * MS, 350 * MS, 400 * MS],
    )
  })

  it('is idle when nothing has passed for the idle time, counted from the last that passed', () => {
    const { fate } = benchFor(idle)
    fate(0) // passes at 300 ms
    assert.equal(fate(10_300 * MS - 1), 10_300 * MS - 1)
    // … which restarted the timer: idle at 20,300 ms − 1 ns
    assert.equal(fate(20_300 * MS - 1), 20_600 * MS - 1)
  })

  it('that begins connected falls idle too', () => {
    const awake = benchFor(connected)
    assert.equal(awake.fate(9_999 * MS), 9_999 * MS)
    const asleep = benchFor(connected)
    assert.equal(asleep.fate(10_000 * MS), 10_300 * MS)
    const origin = (5 * MS) as Instant
    assert.equal(benchFor(connected, { origin }).fate(10_004 * MS), 10_004 * MS)
  })

  it('sleeps between connected and idle, and wakes sooner', () => {
    const sleep = { after: seconds(1), wake: milliseconds(40) }
    const { fate } = benchFor({ ...connected, sleep })
    assert.deepEqual(
      [
        fate(999 * MS), // awake
        fate(1_999 * MS), // 1 s later: asleep, for 40 ms
        fate(2_010 * MS), // waits for the same waking, passes at 2,039
        fate(3_038 * MS), // 999 ms later
        fate(13_038 * MS), // 10 s later: idle
      ],
      [999 * MS, 2_039 * MS, 2_039 * MS, 3_038 * MS, 13_338 * MS],
    )
  })

  it('may be asleep at first', () => {
    const sleep = { after: seconds(1), wake: milliseconds(40) }
    assert.equal(benchFor({ ...idle, sleep, initially: 'asleep' }).fate(0), 40 * MS)
    // Asleep for as long as it takes to fall asleep, at least: idle 9 s later.
    assert.equal(benchFor({ ...idle, sleep, initially: 'asleep' }).fate(9_000 * MS), 9_300 * MS)
  })

  it('is shared by both directions, each with its own promotion', () => {
    const radio = new Radio(START)
    const up = benchFor(idle, { radio })
    const down = benchFor({ ...idle, promotion: milliseconds(900) }, { radio })
    assert.deepEqual(
      [
        up.fate(0), // wakes it, until 300
        down.fate(100 * MS), // waits for the same promotion
        down.fate(400 * MS),
        up.fate(10_350 * MS), // kept awake by the answer at 400
        down.fate(20_350 * MS), // idle again; a promotion from the network takes 900
        up.fate(20_400 * MS),
      ],
      [300 * MS, 300 * MS, 400 * MS, 10_350 * MS, 21_250 * MS, 21_250 * MS],
    )
  })

  it('has one idle time and one beginning per link', () => {
    const refused = (other: ImpairmentOf<'radio'>, message: RegExp) =>
      assert.throws(() => new Radio(START).obey([idle, other], START), message)
    refused(
      connected,
      /radio.initially, idleAfter and sleep.after to be as in .* \(idle, 10000000000, never ns\), found connected/,
    )
    refused({ ...idle, idleAfter: seconds(9) }, /found idle, 9000000000, never ns/)
  })
})
