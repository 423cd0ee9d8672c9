import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { authenticationCode, type Digest } from '../../src/sasl/authentication-code.ts'

const NAMES: readonly Digest[] = ['sha1', 'sha256']
/** Few and short, so that the same come again, and differ in one thing only. */
const key = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.uint8Array({ maxLength: 2, max: 1 }))

describe('the code of a key and a text', () => {
  it('is what HMAC says, whatever was asked before', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.constantFrom(...NAMES),
            key,
            text: fc.constantFrom('', 'a', 'b'),
            octets: fc.uint8Array({ maxLength: 2, max: 1 }),
          }),
          { maxLength: 40 },
        ),
        (asked) => {
          for (const { name, key, text, octets } of asked) {
            const expected = createHmac(name, key).update(text).update(octets).digest('hex')
            const found = Buffer.from(authenticationCode(name, key, text, octets)).toString('hex')
            assert.equal(found, expected)
          }
        },
      ),
      { seed: 1 },
    )
  })
})
