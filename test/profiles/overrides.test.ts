import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { accepted } from '../../src/json/input-error.ts'
import { checkValue } from '../../src/json/value.ts'
import { describeProfile } from '../../src/profiles/describe.ts'
import { type OverrideWords, overrideFields, overridesOf } from '../../src/profiles/overrides.ts'
import { type Overrides, resolveProfile } from '../../src/profiles/resolve.ts'
import { shipped } from './shipped.ts'

const schema = z.strictObject(overrideFields)

const overridesIn = (words: OverrideWords): Overrides =>
  overridesOf(accepted(checkValue(words, schema)))

/** Those that are given. */
const given = (words: OverrideWords): Partial<Overrides> =>
  Object.fromEntries(Object.entries(overridesIn(words)).filter(([, value]) => value !== undefined))

const errorOf = (words: OverrideWords): string => {
  const read = checkValue(words, schema)
  return read.ok ? 'accepted' : read.error.message
}

describe('overrides', () => {
  it('are read with their units', () => {
    assert.deepEqual(
      given({
        rtt: '300ms',
        loss: '2%',
        jitter: '20ms',
        down: '1.6Mbps',
        up: '768kbps',
        queue: '25packets',
        mtu: '1358B',
        outages: ['3s@1s', '500ms@10s'],
      }),
      {
        rtt: 300_000_000,
        loss: 0.02,
        jitter: 20_000_000,
        down: 1_600_000,
        up: 768_000,
        queue: { kind: 'packets', limit: 25 },
        mtu: 1358,
        outage: [
          { start: 1_000_000_000, duration: 3_000_000_000 },
          { start: 10_000_000_000, duration: 500_000_000 },
        ],
      },
    )
  })

  it('that are not given override nothing', () => {
    assert.deepEqual(given({ rtt: undefined, outages: [] }), {})
  })

  it('that are wrong name themselves', () => {
    assert.equal(
      errorOf({ rtt: '300' }),
      'rtt: found "300", expected a duration with its unit (ns, us, ms or s; at most a day), as in "300ms"',
    )
    assert.equal(
      errorOf({ loss: '-1%' }),
      'loss: found "-1%", expected a share from 0% to 100%, as in "2%"',
    )
    assert.equal(
      errorOf({ outages: ['3s@1s', '3s'] }),
      'outages[1]: found "3s", expected an outage as DURATION@START, as in "3s@1s" (dead for 3 s from 1 s on)',
    )
  })
})

describe('a profile in words', () => {
  const lines = (name: string): string[] => describeProfile(resolveProfile(shipped(name)))

  it('begins with the round-trip time', () => {
    assert.deepEqual(lines('lte_good'), [
      'RTT 45 ms median (24–77 ms p5–p95), jitter around 24 ms per packet (10–53.6 ms p5–p95, p99 138 ms, max 328 ms), delays clamped at zero',
      '29.8 Mbps median (4.8–106.5 Mbps p5–p95) down, 30 Mbps median (2.7–83 Mbps p5–p95) up, queue 600 ms',
      'loss 0.057% in bursts of 1.4, MTU 1440 bytes', // p / (p + r) = 4e-4 / 0.7004; 1 / r
      'radio 75% idle, 25% asleep at first, wakes in 158 ms median (129–321 ms p33–p93), idle after 5 s median (of 5 s, 10 s), asleep after 1.1 s median (200 ms–2 s min–max), wakes from that in 42 ms median (9.6–173 ms p25–p95)',
      'holds of 2.6 s and more, 3.3 per hour (p95 8.6 s, p99 8.9 s, longest 9 s)',
    ])
    assert.deepEqual(lines('ideal'), ['RTT 1000 ms', 'rate unlimited', 'loss 0%, MTU 1500 bytes'])
  })

  it('says what is folklore and what the command line said', () => {
    const overrides = overridesIn({ rtt: '500ms', outages: ['3s@1s'], jitter: '20ms' })
    assert.deepEqual(describeProfile(resolveProfile(shipped('gprs_industry'), overrides)), [
      'RTT 500 ms, jitter ±20 ms each way',
      '35 kbps down, 32 kbps up, queue 2 s',
      'loss 0%, MTU 1440 bytes',
      'outage 3s@1s',
      'folklore: copied from presets, not measured',
      'given on the command line: rtt, jitter, outage',
    ])
  })
})
