import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { uuid } from '../../src/xmpp/uuid.ts'

describe('a UUID', () => {
  it('is of version 4 and its variant, whatever the octets', () => {
    const random = Random.seeded('uuid')
    const made = Array.from({ length: 200 }, () => uuid(random))
    // RFC 9562 §5.4: the version in the 13th digit, the two bits of the variant in the 17th.
    for (const one of made) {
      assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    assert.equal(new Set(made).size, made.length)
  })
})
