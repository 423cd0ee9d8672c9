import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/settings.ts'
import { linkDrawer } from '../../src/profiles/draw.ts'
import { drawnOutages, outageProcess } from '../../src/profiles/outage-draw.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { type Duration, seconds } from '../../src/units.ts'
import { shipped } from './shipped.ts'

const processOf = (name: string) => {
  const { outage } = resolveProfile(shipped(name))
  assert.equal(outage.kind, 'recurring')
  return outageProcess(outage)
}
const WINDOW = seconds(120)
const drawnFor = (name: string, trials: number, window: Duration = WINDOW) => {
  const process = processOf(name)
  return Array.from({ length: trials }, (_, index) =>
    drawnOutages(process, Random.seeded(name).fork(index), window),
  )
}

describe('outages of a journey', () => {
  it('are quantiles of what was counted per hour', () => {
    assert.deepEqual(processOf('umts_driving'), {
      cycle: 29_032_258_065, // 3600 s / 124
      points: [
        { quantile: 0, value: 1e9 },
        { quantile: 1 - 19.4 / 124, value: 3e9 },
        { quantile: 1, value: 5.8e9 },
      ],
      before: 1, // 5.8 s is less than one cycle
    })
  })

  it('come as often, and last as long, as in the drive tests', () => {
    const trials = drawnFor('lte_driving', 6000)
    // Those in progress at the start began earlier; all others began in these 120 s.
    const begun = trials.flat().filter(({ start }) => start > 0)
    const perHour = begun.length / ((6000 * 120) / 3600)
    // 23.8 per hour are 4760 in 200 h. Counts of evenly recurring events vary less than √4760.
    assert.ok(Math.abs(perHour - 23.8) < 23.8 * 0.045, `${perHour}`)
    const longer = begun.filter(({ duration }) => duration >= 2e9).length / begun.length
    assert.ok(Math.abs(longer - 6.9 / 23.8) < 0.025, `${longer}`) // ± 3.8 deviations
  })

  it('take up as much of the time as they should, the attempt’s first instant included', () => {
    // E[length] of leo_starlink_moving from its quantiles: 0.390 × 1.5 s + 0.283 × 3.5 s +
    // 0.129 × 7.5 s + 0.127 × 20 s + 0.0268 × 45 s + 0.0449 × 402.5 s = 24.3 s, every
    // 3600 s / 27.2 = 132.4 s: 0.184 of the time, less what overlaps (measured: 0.16).
    const trials = drawnFor('leo_starlink_moving', 6000)
    const first = trials.filter(([outage]) => outage?.start === 0).length / trials.length
    const total = trials.flat().reduce((sum, one) => {
      return sum + Math.min(one.duration, WINDOW - one.start)
    }, 0)
    const share = total / (trials.length * WINDOW)
    assert.ok(first > 0.14 && first < 0.19, `${first}`)
    assert.ok(Math.abs(share - first) < 0.02, `${share} and ${first}`)
  })

  it('follow one another without touching, and begin no earlier than the attempt', () => {
    for (const outages of drawnFor('leo_starlink_moving', 500)) {
      let passableFrom = -1
      for (const { start, duration } of outages) {
        assert.ok(start > passableFrom && duration > 0 && start < WINDOW)
        passableFrom = start + duration
      }
    }
  })

  it('do not depend on how far one looks', () => {
    const short = drawnFor('umts_driving', 50, seconds(30))
    const long = drawnFor('umts_driving', 50, seconds(300))
    for (const [index, outages] of short.entries()) {
      assert.deepEqual(long[index]?.slice(0, outages.length), outages)
    }
  })
})

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
