import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  deviation,
  duration,
  frequency,
  outage,
  packetSize,
  type Quantity,
  queue,
  rate,
  share,
  size,
} from '../../src/quantities/quantity.ts'
import {
  durationText,
  outageText,
  queueText,
  rateText,
  roundTripText,
  shareText,
  sizeText,
} from '../../src/quantities/text.ts'
import type { BitRate, Bytes, Duration } from '../../src/units.ts'

const valueIn = <T>(quantity: Quantity<T>, text: string): T => {
  const parsed = quantity.parse(text)
  if (!parsed.ok) assert.fail(`${text}: ${parsed.error.expected}`)
  return parsed.value
}

describe('quantities', () => {
  it('are read into base units', () => {
    const read = {
      rtt: valueIn(duration, '300ms'),
      tenth: valueIn(duration, '1.1ms'), // 1.1 × 1e6 in floating point is 1100000.0000000002
      seconds: valueIn(duration, '3s'),
      micro: valueIn(duration, '0.5 us'),
      zero: valueIn(duration, '0ms'),
      down: valueIn(rate, '1.6Mbps'),
      up: valueIn(rate, '768kbps'),
      percent: valueIn(share, '2%'),
      small: valueIn(share, '0.002%'),
      all: valueIn(share, '100%'),
      often: valueIn(frequency, '23.8/h'),
      mtu: valueIn(packetSize, '1440B'),
      buffer: valueIn(size, '64kB'),
    }
    assert.deepEqual(read, {
      rtt: 300_000_000,
      tenth: 1_100_000,
      seconds: 3_000_000_000,
      micro: 500,
      zero: 0,
      down: 1_600_000,
      up: 768_000,
      percent: 0.02,
      small: 0.00002,
      all: 1,
      often: 23.8,
      mtu: 1440,
      buffer: 64_000,
    })
  })

  it('may be negative where a delay is changed, and only there', () => {
    const read = ['-3ms', '3ms', '-0ms'].map((text) => valueIn(deviation, text))
    assert.deepEqual(read, [-3_000_000, 3_000_000, 0])
  })

  it('may be compound: an outage, a queue limit', () => {
    assert.deepEqual(valueIn(outage, '3s@1s'), { duration: 3e9, start: 1e9 })
    assert.deepEqual(valueIn(queue, '64kB'), { kind: 'bytes', limit: 64_000 })
    assert.deepEqual(valueIn(queue, '600ms'), { kind: 'time', limit: 600e6 })
    assert.deepEqual(valueIn(queue, '130packets'), { kind: 'packets', limit: 130 })
    assert.deepEqual(valueIn(queue, '1 packet'), { kind: 'packets', limit: 1 })
  })

  const refused: readonly [string, Quantity<unknown>, readonly string[]][] = [
    ['durations', duration, ['', '300', 'ms', '-1ms', '1e3ms', '1.ms', '.5ms', '1 min', '0.1ns']],
    ['durations out of range', duration, ['86401s', '999999999999999s', '9999999999999999s']],
    ['rates', rate, ['0bps', '1.6mbps', '1.6MBps', '-1kbps', '1.5bps', '2Tbps', '1001Gbps']],
    ['shares', share, ['2', '0.02', '101%', '-1%', 'NaN%', '1e1%', '2%%', '%']],
    ['sizes', size, ['0B', '64', '1.5B', '64KB', '2GB']],
    ['packet sizes', packetSize, ['67B', '65536B', '1.5kB', '1440']],
    ['frequencies', frequency, ['0/h', '3601/h', '5', '5/s', '-1/h']],
    ['outages', outage, ['3s', '@1s', '3s@', '0s@1s', '3s@1s@1s', '3@1s', '-3s@1s']],
    ['deviations', deviation, ['--3ms', '+3ms', '- 3ms', '-3', '-', '']],
    ['queues', queue, ['0packets', '1.5packets', '0ms', '130', 'unlimited']],
  ]
  for (const [kind, quantity, texts] of refused) {
    for (const text of texts) {
      it(`refuses ${JSON.stringify(text)} among ${kind}, saying what it expected`, () => {
        assert.deepEqual(quantity.parse(text), {
          ok: false,
          error: { found: JSON.stringify(text), expected: quantity.expected },
        })
      })
    }
  }

  it('shortens what it repeats', () => {
    const parsed = duration.parse('x'.repeat(10_000))
    assert.ok(!parsed.ok)
    assert.equal(parsed.error.found, `"${'x'.repeat(40)}…"`)
  })

  it('accept their own examples, and editors accept them too', () => {
    for (const quantity of [
      duration,
      deviation,
      rate,
      share,
      size,
      packetSize,
      frequency,
      outage,
      queue,
    ]) {
      assert.ok(quantity.parse(quantity.example).ok, quantity.example)
      assert.match(quantity.example, new RegExp(quantity.pattern))
    }
  })
})

describe('quantities as text', () => {
  it('choose the unit that people would', () => {
    assert.deepEqual(
      [
        durationText(0 as Duration),
        durationText(999 as Duration),
        durationText(1_500 as Duration),
        durationText(43_500_000 as Duration),
        durationText(5_800_000_000 as Duration),
        roundTripText(1_300_000_000 as Duration),
        rateText(797_000 as BitRate),
        rateText(29_800_000 as BitRate),
        sizeText(64_000 as Bytes),
        sizeText(1440 as Bytes),
        shareText(0.00002),
        shareText(1),
        shareText(0),
        queueText({ kind: 'unlimited' }),
      ],
      ['0ms', '999ns', '1.5us', '43.5ms', '5.8s', '1300ms', '797kbps', '29.8Mbps'].concat([
        '64kB',
        '1440B',
        '0.002%',
        '100%',
        '0%',
        'unlimited',
      ]),
    )
  })

  const back = <T>(quantity: Quantity<T>, text: (value: T) => string, value: T): void => {
    assert.deepEqual(quantity.parse(text(value)), { ok: true, value }, text(value))
  }
  const nanoseconds = fc.integer({ min: 0, max: 86_400e9 }).map((value) => value as Duration)

  it('are read back as they were', () => {
    fc.assert(
      fc.property(nanoseconds, fc.integer({ min: 1, max: 1e12 }), (time, bits) => {
        back(duration, durationText, time)
        back(duration, roundTripText, time)
        back(rate, rateText, bits as BitRate)
      }),
      { seed: 1 },
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 0, max: 1e6 }),
        (octets, part) => {
          back(size, sizeText, octets as Bytes)
          back(share, shareText, part / 1e6)
          back(queue, queueText, { kind: 'packets', limit: part + 1 > 1e6 ? 1 : part + 1 })
          back(queue, queueText, { kind: 'bytes', limit: octets as Bytes })
        },
      ),
      { seed: 2 },
    )
    fc.assert(
      fc.property(nanoseconds, nanoseconds, (start, length) => {
        back(outage, outageText, { start, duration: (length + 1) as Duration })
      }),
      { seed: 3 },
    )
  })
})
