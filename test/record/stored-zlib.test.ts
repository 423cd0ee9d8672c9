import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { inflateSync } from 'node:zlib'
import { storedZlib } from '../../src/record/stored-zlib.ts'

describe('stored zlib', () => {
  it('is what RFC 1950 and 1951 say', () => {
    // Header 78 01; final stored block of 3 octets; Adler-32 of "abc": a = 1+97+98+99 = 295 =
    // 0x127, b = 98 + 196 + 295 = 589 = 0x24d.
    assert.equal(
      Buffer.from(storedZlib(new TextEncoder().encode('abc'))).toString('hex'),
      '7801' + '01' + '0300' + 'fcff' + '616263' + '024d0127',
    )
  })

  it('is read by every inflater, whatever the length', () => {
    for (const length of [0, 1, 65_534, 65_535, 65_536, 200_000]) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff)
      assert.deepEqual(new Uint8Array(inflateSync(storedZlib(data))), data)
    }
  })
})
