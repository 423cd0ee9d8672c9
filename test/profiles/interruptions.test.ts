import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import { describeProfile } from '../../src/profiles/describe.ts'
import { linkDrawer } from '../../src/profiles/draw.ts'
import { journeyOf } from '../../src/profiles/journey.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { type Duration, seconds } from '../../src/units.ts'
import { outagesWithin } from '../link/outages-within.ts'
import { shipped } from './shipped.ts'

const processOf = (name: string) => {
  const { outage } = resolveProfile(shipped(name))
  assert.equal(outage.kind, 'recurring')
  return journeyOf(outage)
}
const WINDOW = seconds(120)

describe('outages of a journey', () => {
  it('are quantiles of what was counted per hour', () => {
    assert.deepEqual(processOf('umts_driving'), {
      cycle: 29_032_258_065, // 3600 s / 124
      lengths: {
        points: [
          { quantile: 0, value: 1e9 },
          { quantile: 1 - 38.8 / 124, value: 2e9 },
          { quantile: 1 - 19.4 / 124, value: 3e9 },
          { quantile: 1, value: 5.8e9 },
        ],
      },
    })
  })

  it('come as often, and last as long, as in the drive tests', () => {
    const begun = Array.from({ length: 200 }, (_, hour) =>
      journey('lte_driving', hour, seconds(3600)).filter(({ start }) => start > 0),
    ).flat()
    // 23.8 per hour: one each 151.3 s, and in 200 h 4760, give or take one for each hour's edge.
    assert.ok(Math.abs(begun.length - 4760) <= 200, `${begun.length}`)
    const longer = begun.filter(({ duration }) => duration >= 2e9).length / begun.length
    // ± 3.8 deviations of √(0.29 × 0.71 / 4760) = 0.0066
    assert.ok(Math.abs(longer - 6.9 / 23.8) < 0.025, `${longer}`)
  })

  it('take up as much of the time as they should, the attempt’s first instant included', () => {
    // The drives of leo_starlink_moving had no link for 0.161 of the time, in 27.2 outages an
    // hour; here that is less what overlaps, of the longest ones.
    const trials = Array.from({ length: 6000 }, (_, index) =>
      journey('leo_starlink_moving', index, WINDOW),
    )
    const first = trials.filter(([outage]) => outage?.start === 0).length / trials.length
    const total = trials.flat().reduce((sum, one) => {
      return sum + Math.min(one.duration, WINDOW - one.start)
    }, 0)
    const share = total / (trials.length * WINDOW)
    assert.ok(first > 0.135 && first < 0.165, `${first}`)
    assert.ok(Math.abs(share - first) < 0.02, `${share} and ${first}`)
  })

  it('are described with their tail', () => {
    assert.equal(
      describeProfile(resolveProfile(shipped('umts_driving'))).at(-1),
      // 5 in 100 of 124 last longer than p95: between 3 s (15.6 in 100) and 5.8 s in equal ratios,
      // 3 · (5.8 / 3)^(1 − 0.05 / 0.156) = 4.7 s; p99 is 3 · (5.8 / 3)^(1 − 0.01 / 0.156) = 5.6 s.
      'outages of 1 s and more, 124 per hour (p95 4.7 s, p99 5.6 s, longest 5.8 s)',
    )
  })

  it('stop both ways at the same times', () => {
    const draw = linkDrawer(resolveProfile(shipped('leo_starlink_moving')))
    const { up, down } = draw(Random.seeded('both').fork(1)).link
    assert.ok(up[0]?.kind === 'random-outages' && down[0] === up[0])
  })
})

/** The outages of one trial's link, as long as one looks: begun from its beginning on. */
function journey(name: string, trial: number, window: Duration) {
  const draw = linkDrawer(resolveProfile(shipped(name)))
  const found = draw(Random.seeded(name).fork(trial)).link.up[0]
  assert.ok(found?.kind === 'random-outages')
  return outagesWithin(found, window)
}

describe('handovers', () => {
  const firstOf = (name: string, trials: number, kind: 'hold' | 'outage'): Impairment[] => {
    const draw = linkDrawer(resolveProfile(shipped(name)))
    return Array.from({ length: trials }, (_, index) => draw(Random.seeded(name).fork(index)))
      .flatMap(({ link }) => link.up)
      .filter((stage) => stage.kind === kind)
  }

  it('hold both ways at the same times', () => {
    const draw = linkDrawer(resolveProfile(shipped('nr_sa')))
    for (let index = 0; index < 50; index += 1) {
      const { up, down } = draw(Random.seeded('both').fork(index)).link
      const hold = up.find(({ kind }) => kind === 'hold')
      assert.deepEqual(
        down.find(({ kind }) => kind === 'hold'),
        hold,
      )
      assert.ok(hold?.kind === 'hold' && hold.period === 46.6e9)
      assert.ok(hold.start >= 0 && hold.start < 46.6e9)
      assert.ok(hold.duration >= 61e6 && hold.duration <= 74e6)
    }
  })

  it('fail as often as at 300 km/h, and then stop everything for 1 to 5 s', () => {
    const trials = 4000
    const failures = firstOf('hsr_lte', trials, 'outage')
    // 9 % ± 3 × √(0.09 × 0.91 / 4000) = ± 1.4 %
    assert.ok(Math.abs(failures.length / trials - 0.09) < 0.014)
    for (const failure of failures) {
      assert.ok(failure.kind === 'outage' && failure.duration >= 1e9 && failure.duration <= 5e9)
    }
    assert.equal(firstOf('hsr_lte', trials, 'hold').length, trials)
  })
})
