import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { linkDrawer, linkFor } from '../../src/profiles/draw.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { resolveBare, resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { type BitRate, type Bytes, type Duration, milliseconds } from '../../src/units.ts'
import { shipped } from './shipped.ts'

const trial = (index: number): Random => Random.seeded('test').fork(index).fork('profile')

type Kind = Impairment['kind']
const stage = <K extends Kind>(
  stages: readonly Impairment[],
  kind: K,
): Extract<Impairment, { kind: K }> | undefined =>
  stages.find((one): one is Extract<Impairment, { kind: K }> => one.kind === kind)

describe('the link of a trial', () => {
  it('on ideal is half a second each way and nothing else', () => {
    assert.deepEqual(linkFor(resolveProfile(shipped('ideal')), trial(0)), {
      link: {
        up: [{ kind: 'delay', delay: 500_000_000 }],
        down: [{ kind: 'delay', delay: 500_000_000 }],
      },
      rtt: 1_000_000_000,
      mtu: 1500,
    })
  })

  it('on edge_industry is what the presets say', () => {
    assert.deepEqual(linkFor(resolveProfile(shipped('edge_industry')), trial(0)), {
      link: {
        up: [
          { kind: 'rate', rate: 200_000, queue: { kind: 'time', limit: 2_000_000_000 } },
          { kind: 'delay', delay: 440_000_000 },
        ],
        down: [
          { kind: 'rate', rate: 240_000, queue: { kind: 'time', limit: 2_000_000_000 } },
          {
            kind: 'jitter',
            // 0 to 320 ms more than 400 ms is 400 + 160 ms ± 160 ms, on the downlink alone
            delay: 560_000_000,
            distribution: { kind: 'uniform', spread: 160_000_000 },
            reordering: false,
          },
        ],
      },
      rtt: 840_000_000,
      mtu: 1440,
    })
  })

  it('on inflight_geo splits the variance of the round trip in two', () => {
    const jitter = {
      kind: 'jitter',
      delay: 395_000_000, // 790 ms / 2
      distribution: { kind: 'normal', deviation: 136_471_609 }, // 193 ms / √2
      reordering: false,
    }
    // lossBad 80 %, p 2 %, r 25 %; 2 s of queue
    const loss = { kind: 'burst-loss', p: 0.02, r: 0.25, lossBad: 0.8, lossGood: 0 }
    const queue = { kind: 'time', limit: 2_000_000_000 }
    assert.deepEqual(linkFor(resolveProfile(shipped('inflight_geo')), trial(0)).link, {
      up: [loss, { kind: 'rate', rate: 3_900_000, queue }, jitter],
      down: [loss, { kind: 'rate', rate: 22_600_000, queue }, jitter],
    })
  })

  it('on wifi_campus_busy varies around a round trip that contains the median of the hop', () => {
    const { link, rtt } = linkFor(resolveProfile(shipped('wifi_campus_busy')), trial(0))
    assert.equal(rtt, 40_000_000)
    assert.deepEqual(link.up.at(-1), { kind: 'delay', delay: 20_000_000 })
    const jitter = stage(link.down, 'jitter')
    assert.equal(jitter?.delay, 20_000_000)
    assert.ok(jitter?.distribution.kind === 'table')
    const { points } = jitter.distribution.table
    // The table is of the hop, 20 ms at its median and 100 ms at p90: 0 and 80 ms around it.
    assert.equal(points.find(({ quantile }) => quantile === 0.5)?.value, 0)
    assert.equal(points.find(({ quantile }) => quantile === 0.9)?.value, 80_000_000)
  })

  it('on remote_lossy loses on the uplink only, and serves at random at 570 kbit/s', () => {
    const { link } = linkFor(resolveProfile(shipped('remote_lossy')), trial(0))
    assert.deepEqual(
      [link.up.map(({ kind }) => kind), link.down.map(({ kind }) => kind)],
      [
        ['loss', 'poisson', 'delay'],
        ['poisson', 'delay'],
      ],
    )
    const queue = { kind: 'packets', limit: 14 }
    assert.deepEqual(stage(link.up, 'poisson'), { kind: 'poisson', rate: 570_000, queue })
  })

  it('meets outages and handovers, then the radio, loss, rate and last the delay', () => {
    const order: readonly Kind[] = [
      'random-outages',
      'outage',
      'random-holds',
      'radio',
      'loss',
      'burst-loss',
      'rate',
      'poisson',
      'delay',
      'jitter',
    ]
    for (const name of PROFILE_NAMES) {
      const draw = linkDrawer(resolveProfile(shipped(name)))
      for (let index = 0; index < 20; index += 1) {
        const { up, down } = draw(trial(index)).link
        for (const stages of [up, down]) {
          const places = stages.map(({ kind }) => order.indexOf(kind))
          assert.deepEqual(
            places,
            places.toSorted((a, b) => a - b),
            name,
          )
          assert.ok(!places.includes(-1), name)
        }
      }
    }
  })

  it('is the same for the same trial, and another for another', () => {
    const profile = resolveProfile(shipped('lte_driving'))
    assert.deepEqual(linkFor(profile, trial(7)), linkFor(structuredClone(profile), trial(7)))
    assert.notDeepEqual(linkFor(profile, trial(7)), linkFor(profile, trial(8)))
  })

  it('has both halves of an odd round trip', () => {
    const rtt = 100_000_001 as Duration
    const bare = resolveBare({ rtt })
    assert.ok(bare.ok)
    const { link } = linkFor(bare.value, trial(0))
    assert.deepEqual(link, {
      up: [{ kind: 'delay', delay: 50_000_000 }],
      down: [{ kind: 'delay', delay: 50_000_001 }],
    })
  })

  it('draws the round trip and the rates of lte_good as their sources have them', () => {
    const draw = linkDrawer(resolveProfile(shipped('lte_good')))
    const count = 4000
    const rtts: number[] = []
    const downs: number[] = []
    for (let index = 0; index < count; index += 1) {
      const { link, rtt } = draw(trial(index))
      rtts.push(rtt)
      downs.push(stage(link.down, 'rate')?.rate ?? 0)
    }
    const shareBelow = (values: readonly number[], limit: number): number =>
      values.filter((value) => value < limit).length / count
    // Of n = 4000 draws a share p has a deviation of √(p(1−p)/n) ≤ 0.8 %: within 3 of them.
    const near = (found: number, expected: number): void =>
      assert.ok(Math.abs(found - expected) < 0.024, `${found} near ${expected}`)
    near(shareBelow(rtts, 38e6), 0.25)
    near(shareBelow(rtts, 45e6), 0.5)
    near(shareBelow(rtts, 58e6), 0.75)
    near(shareBelow(downs, 29.8e6), 0.5)
    near(shareBelow(downs, 54.4e6), 0.75)
    // Beyond p1 and p95, the first and the last that are given, values are theirs.
    assert.deepEqual([Math.min(...rtts), Math.max(...rtts)], [22e6, 77e6])
  })
})

describe('what the command line says', () => {
  const stagesWithout = (link: LinkSettings<Impairment>, kind: Kind): Impairment[] =>
    [...link.up, ...link.down].filter((one) => one.kind !== kind)

  it('takes the place of what the profile says and leaves all other draws as they were', () => {
    const profile = shipped('lte_driving')
    const before = linkFor(resolveProfile(profile), trial(3))
    const after = linkFor(resolveProfile(profile, { loss: 0.02 }), trial(3))
    assert.deepEqual(stagesWithout(before.link, 'burst-loss'), stagesWithout(after.link, 'loss'))
    assert.deepEqual(stage(after.link.up, 'loss'), { kind: 'loss', probability: 0.02 })
    assert.deepEqual(stage(after.link.down, 'loss'), { kind: 'loss', probability: 0.02 })
  })

  it('may be everything', () => {
    const overrides = {
      rtt: milliseconds(300),
      loss: 0.02,
      jitter: milliseconds(20),
      down: 1_600_000 as BitRate,
      up: 768_000 as BitRate,
      queue: { kind: 'bytes', limit: 64_000 as Bytes },
      mtu: 1358 as Bytes,
      outage: [{ start: milliseconds(1000), duration: milliseconds(3000) }],
    } as const
    const bare = resolveBare(overrides)
    assert.ok(bare.ok)
    const expected = (rate: number) => [
      { kind: 'outage', start: 1_000_000_000, duration: 3_000_000_000 },
      { kind: 'loss', probability: 0.02 },
      { kind: 'rate', rate, queue: { kind: 'bytes', limit: 64_000 } },
      {
        kind: 'jitter',
        delay: 150_000_000, // 300 ms / 2
        distribution: { kind: 'uniform', spread: 20_000_000 },
        reordering: false,
      },
    ]
    assert.deepEqual(linkFor(bare.value, trial(0)), {
      link: { up: expected(768_000), down: expected(1_600_000) },
      rtt: 300_000_000,
      mtu: 1358,
    })
    assert.deepEqual(bare.value.overridden, [
      'rtt',
      'loss',
      'jitter',
      'down',
      'up',
      'queue',
      'mtu',
      'outage',
    ])
    // On a profile the same, but for the radio and the handovers, which no option names.
    const { up } = linkFor(resolveProfile(shipped('lte_driving'), overrides), trial(0)).link
    const rest = up.filter(({ kind }) => kind !== 'radio' && kind !== 'random-holds')
    assert.deepEqual(rest, expected(768_000))
  })

  it('is not enough without a round-trip time', () => {
    assert.deepEqual(resolveBare({ loss: 0.02 }), {
      ok: false,
      error: { found: 'neither', expected: 'a profile (-p) or a --rtt' },
    })
  })
})
