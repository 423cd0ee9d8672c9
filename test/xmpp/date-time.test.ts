import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readDateTime } from '../../src/xmpp/date-time.ts'
import { utc } from '../../src/xmpp/server/utc.ts'

describe('a date and time', () => {
  it('is read as milliseconds since 1970', () => {
    assert.equal(readDateTime('1970-01-01T00:00:00Z'), 0)
    // 2000-02-29: 30 years of 365 days, 7 leap days before it, 31 + 28 days of the year.
    assert.equal(
      readDateTime('2000-02-29T12:00:01.5Z'),
      (30 * 365 + 7 + 59) * 86_400_000 + 43_201_500,
    )
    // Two hours east of Greenwich it is later than there; 1.5 hours west, earlier.
    assert.equal(readDateTime('1970-01-02T02:00:00+02:00'), 86_400_000)
    assert.equal(readDateTime('1970-01-01T22:30:00.123456-01:30'), 86_400_000 + 123)
  })

  it('is read back as it is written', () => {
    // Up to 9999-12-31T23:59:59.999Z.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (time) => {
        assert.equal(readDateTime(utc(time, 6)), time)
        assert.equal(readDateTime(utc(time, 0)), time - (time % 1_000))
      }),
      { seed: 82, numRuns: 2_000 },
    )
  })

  it('is nothing else', () => {
    for (const text of [
      '',
      'tomorrow',
      '2024-01-01',
      '2024-01-01T00:00:00',
      '2024-01-01 00:00:00Z',
      '2024-13-01T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2100-02-29T00:00:00Z',
      '2024-04-31T00:00:00Z',
      '2024-00-01T00:00:00Z',
      '2024-01-00T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:60:00Z',
      '2024-01-01T00:00:61Z',
      '2024-01-01T00:00:00.Z',
      '2024-01-01T00:00:00+1:00',
      '1969-12-31T23:59:59Z',
    ]) {
      assert.equal(readDateTime(text), undefined, text)
    }
  })
})
