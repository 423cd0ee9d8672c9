import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeProfile } from '../../src/profiles/describe.ts'
import { type Overrides, resolveBare, resolveProfile } from '../../src/profiles/resolve.ts'
import { milliseconds } from '../../src/units.ts'
import { listedProfile } from './listed.ts'
import { shipped } from './shipped.ts'

const firstLine = (overrides: Overrides): string | undefined => {
  const profile = resolveBare(overrides)
  assert.ok(profile.ok)
  return describeProfile(profile.value)[0]
}

describe('a delay that jitter could make negative', () => {
  it('is said to be clamped, where the spread is wider than one way', () => {
    assert.equal(
      firstLine({ rtt: milliseconds(40), jitter: milliseconds(20) }),
      'RTT 40 ms, jitter ±20 ms each way', // 20 ms − 20 ms
    )
    assert.equal(
      firstLine({ rtt: milliseconds(39), jitter: milliseconds(20) }),
      'RTT 39 ms, jitter ±20 ms each way, delays clamped at zero', // 19.5 ms − 20 ms
    )
  })

  it('is said of the shipped profiles that draw wide jitter beside short round trips', () => {
    const isSaid = (name: string): boolean =>
      describeProfile(resolveProfile(shipped(name)))[0]?.endsWith('clamped at zero') ?? false
    // σ 193 ms / √2 × 3.47 (where the normal table ends) = 473 ms, more than 395 ms one way.
    assert.equal(isSaid('inflight_geo'), true)
    // The fastest hop is above 0 ms, and its median 20 ms is all that is taken from 20 ms.
    assert.equal(isSaid('wifi_campus_busy'), false)
    // Only ever more.
    assert.equal(isSaid('edge_industry'), false)
    assert.equal(isSaid('ideal'), false)
  })

  it('is said of a listed jitter, beside its other words', () => {
    const lines = (delay: string, distribution: object): string | undefined =>
      describeProfile(
        resolveProfile(listedProfile({ up: [{ kind: 'jitter', delay, distribution }], down: [] })),
      )[1]
    assert.equal(
      lines('10ms', { kind: 'uniform', spread: '10ms' }),
      'up 1: delay 10 ms, jitter ±10 ms',
    )
    assert.equal(
      lines('9ms', { kind: 'uniform', spread: '10ms' }),
      'up 1: delay 9 ms, jitter ±10 ms, delays clamped at zero',
    )
    // The normal table ends at 3.47 deviations, the Pareto one begins 0.772 below its mean.
    assert.equal(
      lines('34ms', { kind: 'normal', deviation: '10ms' }),
      'up 1: delay 34 ms, jitter σ 10 ms (normal), delays clamped at zero',
    )
    assert.equal(
      lines('35ms', { kind: 'normal', deviation: '10ms' }),
      'up 1: delay 35 ms, jitter σ 10 ms (normal)',
    )
    assert.equal(
      lines('7ms', { kind: 'pareto', deviation: '10ms' }),
      'up 1: delay 7 ms, jitter σ 10 ms (Pareto), delays clamped at zero',
    )
    assert.equal(
      lines('8ms', { kind: 'pareto', deviation: '10ms' }),
      'up 1: delay 8 ms, jitter σ 10 ms (Pareto)',
    )
    assert.equal(
      lines('2ms', { kind: 'table', table: { min: '-3ms', max: '3ms' } }),
      'up 1: delay 2 ms, jitter by quantiles −3 ms at 0%, 3 ms at 100%, delays clamped at zero',
    )
  })
})

describe('a listed link in words', () => {
  it('has a line for each impairment, and shortens long lists', () => {
    const up = [
      { kind: 'drop-list', indices: [] },
      { kind: 'drop-list', indices: Array.from({ length: 12 }, (_, index) => index) },
      { kind: 'trace', opportunitiesMs: [500, 1000] },
      { kind: 'outage', start: '1s', duration: '3s' },
      { kind: 'delay', delay: '40ms' },
    ]
    const link = { up, down: [] }
    assert.deepEqual(describeProfile(resolveProfile(listedProfile(link, { folklore: true }))), [
      'RTT 40 ms (40 ms up, 0 ms down), the sum of the delays',
      'up 1: loses no packet',
      'up 2: loses packets 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (12 in all), counted from 0',
      // 2 × 1500 bytes × 8 in a second
      'up 3: trace of 2 opportunities in 1 s, 24 kbps on average, begun anywhere, queue unlimited',
      'up 4: outage of 3 s from 1 s on',
      'up 5: delay 40 ms',
      'down: nothing impairs it',
      'MTU 1500 bytes at both ends',
      'folklore: copied from presets, not measured',
    ])
  })
})
