import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { benchFor } from './stage-bench.ts'

const shareLost = (fate: (now: number) => number | string, packets: number): number => {
  let lost = 0
  for (let i = 0; i < packets; i += 1) if (typeof fate(i) === 'string') lost += 1
  return lost / packets
}

describe('independent loss', () => {
  it('loses nothing at 0, everything at 1', () => {
    assert.equal(shareLost(benchFor({ kind: 'loss', probability: 0 }).fate, 1000), 0)
    assert.equal(shareLost(benchFor({ kind: 'loss', probability: 1 }).fate, 1000), 1)
  })

  it('loses the share asked for', () => {
    // 2 % of 200,000: standard deviation √(0.02 · 0.98 / 200000) = 0.031 %; four of them 0.13 %
    const share = shareLost(benchFor({ kind: 'loss', probability: 0.02 }).fate, 200_000)
    assert.ok(Math.abs(share - 0.02) < 0.0013, `lost ${share}`)
  })

  it('loses with more probability whatever it loses with less (common random numbers)', () => {
    const few = benchFor({ kind: 'loss', probability: 0.1 })
    const many = benchFor({ kind: 'loss', probability: 0.2 })
    for (let i = 0; i < 1000; i += 1) {
      const [byFew, byMany] = [few.fate(i), many.fate(i)]
      if (byFew === 'loss') assert.equal(byMany, 'loss')
    }
  })

  it('refuses what is no probability', () => {
    for (const probability of [-0.01, 1.01, Number.NaN]) {
      assert.throws(
        () => benchFor({ kind: 'loss', probability }),
        /Expected loss.probability to be between 0 and 1, found /,
      )
    }
  })
})

describe('burst loss', () => {
  const bench = (p: number, r: number, seed: string | number = 1) =>
    benchFor({ kind: 'burst-loss', p, r, lossBad: 1, lossGood: 0 }, { seed })

  it('loses the stationary share in bursts of the mean length 1/r', () => {
    const packets = 200_000
    const check = (p: number, r: number, seed: number) => {
      const { fate } = bench(p, r, seed)
      let lost = 0
      let bursts = 0
      let previous: number | string = 0
      for (let i = 0; i < packets; i += 1) {
        const now = fate(i)
        if (now === 'burst-loss') {
          lost += 1
          if (previous !== 'burst-loss') bursts += 1
        }
        previous = now
      }
      // Share π = p/(p+r); with the correlation λ = 1−p−r between neighbours the variance of
      // the mean is π(1−π)/n · (1+λ)/(1−λ). Five deviations.
      const share = p / (p + r)
      const correlation = 1 - p - r
      const variance = (share * (1 - share) * (1 + correlation)) / (1 - correlation) / packets
      const off = Math.abs(lost / packets - share)
      assert.ok(off < 5 * Math.sqrt(variance), `p ${p}, r ${r}: share ${lost / packets}`)
      // Burst lengths are geometric: mean 1/r, deviation √(1−r)/r.
      const length = lost / bursts
      const lengthOff = Math.abs(length - 1 / r)
      assert.ok(lengthOff < (5 * Math.sqrt(1 - r)) / r / Math.sqrt(bursts) + 1e-3, `${length}`)
    }
    const probability = fc.double({ min: 0.02, max: 0.9, noNaN: true })
    fc.assert(fc.property(probability, probability, fc.nat(), check), { seed: 8, numRuns: 12 })
  })

  it('starts in the stationary distribution: the first packet is no luckier than the rest', () => {
    // p/(p+r) = 0.04/(0.04 + 0.16) = 0.2; 5,000 links, deviation √(0.2 · 0.8 / 5000) = 0.57 %
    let lost = 0
    for (let seed = 0; seed < 5000; seed += 1) {
      if (bench(0.04, 0.16, seed).fate(0) === 'burst-loss') lost += 1
    }
    assert.ok(Math.abs(lost / 5000 - 0.2) < 0.0226, `lost ${lost / 5000}`)
  })

  it('alternates for p = r = 1, and stays good for p = 0', () => {
    const { fate } = bench(1, 1)
    const fates = Array.from({ length: 6 }, (_, i) => typeof fate(i))
    const [first, second] = fates
    assert.notEqual(first, second)
    assert.deepEqual(fates, [first, second, first, second, first, second])
    assert.equal(shareLost(bench(0, 0).fate, 1000), 0)
    assert.equal(shareLost(bench(0, 0.5).fate, 1000), 0)
  })

  it('loses in the good state with lossGood, in the bad state with lossBad', () => {
    // π = 0.5: 0.5 · 0.1 + 0.5 · 0.6 = 0.35; λ = 0, so √(0.35 · 0.65 / 100000) = 0.15 %
    const { fate } = benchFor({ kind: 'burst-loss', p: 0.5, r: 0.5, lossBad: 0.6, lossGood: 0.1 })
    const share = shareLost(fate, 100_000)
    assert.ok(Math.abs(share - 0.35) < 0.006, `lost ${share}`)
  })

  it('draws for the loss and for the next state apart', () => {
    // A loss (only ever in the bad state) is followed by one if the state stays (0.5) and
    // loses again (0.5): a quarter of about 25,000; deviation √(0.25 · 0.75 / 25000) = 0.27 %
    const { fate } = benchFor({ kind: 'burst-loss', p: 0.5, r: 0.5, lossBad: 0.5, lossGood: 0 })
    let losses = 0
    let followed = 0
    let previous: number | string = 0
    for (let now = 0; now < 100_000; now += 1) {
      const found = fate(now)
      if (previous === 'burst-loss') {
        losses += 1
        if (found === 'burst-loss') followed += 1
      }
      previous = found
    }
    assert.ok(Math.abs(followed / losses - 0.25) < 0.011, `${followed} of ${losses}`)
  })

  it('refuses what is no probability', () => {
    assert.throws(() => bench(2, 0.5), /Expected burst-loss.p .* found 2/)
    assert.throws(() => bench(0.5, Number.NaN), /Expected burst-loss.r .* found NaN/)
  })
})

describe('a drop list', () => {
  it('drops exactly the packets listed', () => {
    const { fate } = benchFor({ kind: 'drop-list', indices: [3, 0, 3] })
    const fates = [fate(0), fate(1), fate(2), fate(3), fate(4)]
    assert.deepEqual(fates, ['listed', 1, 2, 'listed', 4])
  })

  it('refuses what is no index', () => {
    assert.throws(
      () => benchFor({ kind: 'drop-list', indices: [1, -1] }),
      /drop-list.indices .* found -1/,
    )
  })
})
