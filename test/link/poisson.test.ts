/** Opportunities at random: as many as the rate says, as irregular as can be, and bounded. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { exponential } from '../../src/link/exponential.ts'
import { Random } from '../../src/random.ts'
import { bitsPerSecond } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const SECOND = 1e9
const unlimited = { kind: 'unlimited' } as const
const poisson = (rate: number, seed: number | string = 1) =>
  benchFor({ kind: 'poisson', rate: bitsPerSecond(rate), queue: unlimited }, { seed })

/** When the first packets of a backlog leave, each with an opportunity of its own. */
function departures(rate: number, count: number, seed: number | string = 1): number[] {
  const { fate } = poisson(rate, seed)
  return Array.from({ length: count }, () => Number(fate(0, 1500)))
}

describe('the exponential distribution', () => {
  it('has the shares and the mean that its definition gives', () => {
    const random = Random.seeded('exponential')
    const count = 40_000
    const values = Array.from({ length: count }, () => exponential(random))
    for (const limit of [0.1, 0.5, 1, 2, 4]) {
      const share = values.filter((value) => value > limit).length / count
      // P(X > x) = e^−x; four deviations of √(p (1 − p) / n) are at most 0.01.
      assert.ok(Math.abs(share - Math.exp(-limit)) < 0.01, `${limit}: ${share}`)
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    // The deviation is 1: four times 1 / √n = 0.02.
    assert.ok(Math.abs(mean - 1) < 0.02, `${mean}`)
  })
})

describe('Poisson service', () => {
  it('has the mean rate, and gaps as spread as they are long', () => {
    // 1.2 Mbit/s is one opportunity of 12,000 bits in 10 ms.
    const times = departures(1.2e6, 20_000)
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // Four deviations: 4 / √20,000 = 2.8 %.
    assert.ok(Math.abs(mean / 10e6 - 1) < 0.03, `${mean}`)
    assert.ok(Math.abs(Math.sqrt(variance) / mean - 1) < 0.05)
  })

  it('is another for each seed: nothing of it is ready-made', () => {
    const firsts = Array.from({ length: 500 }, (_, seed) => departures(1.2e6, 1, seed)[0])
    assert.equal(new Set(firsts).size, 500)
  })

  it('has its opportunities at the same times whoever sends', () => {
    const all = departures(1.2e6, 200)
    const late = poisson(1.2e6)
    // A packet that comes when nothing waits gets the first opportunity after it.
    for (const now of [3e6, 0.17 * SECOND, 0.5 * SECOND, 0.9 * SECOND]) {
      assert.equal(
        late.fate(now, 1500),
        all.find((time) => time > now),
      )
    }
  })

  it('costs what packets take, not what the rate could carry, for three months at 1 Tbit/s', () => {
    const { fate } = poisson(1e12)
    for (let hour = 0; hour < 90 * 24; hour += 1) {
      const now = hour * 3600 * SECOND
      const wait = Number(fate(now, 1500)) - now
      // One opportunity each 12 ns: none for 1 µs would be e^−83.
      assert.ok(wait >= 1 && wait < 1000, `${wait}`)
    }
  })
})
