import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stepOfCode, timeCode, timeStep } from '../../src/sasl/one-time-code.ts'

const SECRET = Buffer.from('12345678901234567890')

describe('codes of the time', () => {
  /** RFC 6238, appendix B: the secret of each hash has as many octets as its output. */
  const VECTORS = [
    [59, '94287082', '46119246', '90693936'],
    [1_111_111_109, '07081804', '68084774', '25091201'],
    [1_111_111_111, '14050471', '67062674', '99943326'],
    [1_234_567_890, '89005924', '91819424', '93441116'],
    [2_000_000_000, '69279037', '90698825', '38618901'],
    [20_000_000_000, '65353130', '77737706', '47863826'],
  ] as const
  const HASHES = ['sha1', 'sha256', 'sha512'] as const
  const OCTETS = { sha1: 20, sha256: 32, sha512: 64 } as const

  for (const [seconds, ...codes] of VECTORS) {
    it(`are those of RFC 6238, appendix B, at ${seconds} s`, () => {
      const made = HASHES.map((hash) => {
        const secret = Buffer.alloc(OCTETS[hash], SECRET)
        return timeCode(secret, seconds * 1_000, { digits: 8, hash })
      })
      assert.deepEqual(made, codes)
    })
  }

  it('are taken for as long as they are of now or were so a step ago, and once', () => {
    const at = 1_000_000
    const code = timeCode(SECRET, at)
    const step = timeStep(at)
    const taken = (later: number, after = -1) => stepOfCode(SECRET, code, at + later, after)
    assert.deepEqual([taken(0), taken(30_000), taken(60_000)], [step, step, undefined])
    assert.equal(taken(-30_000), undefined) // of a time that has not come
    assert.equal(taken(0, step), undefined) // used before
  })
})
