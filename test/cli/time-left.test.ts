import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TimeLeft } from '../../src/cli/time-left.ts'
import { endsRound, sharesOf } from '../../src/run/simulated/work.ts'
import { shippedProfile, specOf } from '../run/spec.ts'

/** Twenty cells of 10,000 trials. */
const SPEC = specOf('legacy-direct', {
  trials: 10_000,
  profiles: Array.from({ length: 20 }, () => shippedProfile('ideal')),
})

/** A trial of the first cell takes a tenth of a millisecond, one of the last two. */
const tookMs = (cell: number, trials: number): number => trials * 0.1 * (cell + 1)

describe('the time that is left', () => {
  it('is within a factor of two of what it turns out to be, from the first seconds on', () => {
    const shares = [...sharesOf(SPEC)]
    const inAllMs = shares.reduce((sum, { cell, from, to }) => sum + tookMs(cell, to - from), 0)
    const timeLeft = new TimeLeft()
    // Workers take two seconds to start.
    let now = 2_000
    let done = 0
    let told = 0
    for (const { cell, from, to } of shares) {
      now += tookMs(cell, to - from)
      done += to - from
      const left = timeLeft.after(done, 20 * 10_000, now)
      const really = (2_000 + inAllMs - now) / 1_000
      // In the very first round cells have had no turn yet that are slower.
      if (left === undefined || now < 5_000 || really < 5) continue
      told += 1
      assert.ok(left < 2 * really && left > really / 2, `${left} s at ${now} ms, really ${really}`)
    }
    assert.ok(told > shares.length / 2)
  })

  it('is not known before there is anything to reckon from', () => {
    const timeLeft = new TimeLeft()
    assert.equal(timeLeft.after(0, 100, 0), undefined)
    assert.equal(timeLeft.after(10, 100, 5_000), undefined)
    assert.equal(timeLeft.after(20, 100, 5_100), undefined)
    // Ten more in two seconds: eighty are left.
    assert.equal(timeLeft.after(20, 100, 7_000), 16)
  })
})

describe('the shares of a run', () => {
  it('come in rounds over all cells, every trial once', () => {
    const shares = [...sharesOf(SPEC)]
    for (const share of shares.filter(({ cell }) => cell === 3)) {
      const before = shares.slice(0, shares.indexOf(share))
      // No cell is ahead of another by more than what it has had before the round.
      const trials = (cell: number): number =>
        before.filter((one) => one.cell === cell).reduce((sum, { from, to }) => sum + to - from, 0)
      assert.ok(trials(0) <= Math.max(200, 2 * trials(19)))
    }
    const of3 = shares.filter(({ cell }) => cell === 3)
    assert.deepEqual(
      of3.map(({ from }) => from),
      Array.from({ length: 50 }, (_, index) => 200 * index),
    )
    assert.deepEqual(
      of3.filter((share) => endsRound(share, SPEC)).map(({ to }) => to),
      [200, 400, 800, 1600, 3200, 6400, 10_000],
    )
  })
})
