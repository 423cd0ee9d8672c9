import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { shippedPolicies } from '../../src/files/policies.ts'
import { delayAfter } from '../../src/policy/back-off.ts'
import { lookingLike, type Retry, spanAfter } from '../../src/policy/likeness.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { Random } from '../../src/random.ts'
import { milliseconds, nanoseconds, seconds, ZERO } from '../../src/units.ts'

const POLICIES = shippedPolicies()

/** Attempts that fail at once, so long after the end of the one before. */
const after = (...pauses: readonly number[]): readonly Retry[] =>
  pauses.map((pause, at) => ({
    afterEnd: seconds(pause),
    afterBeginning: at === 0 ? undefined : seconds(pause),
  }))

/** What a client of this policy does whose attempts take so long, each in vain. */
function retriesOf(
  { comeBack }: Policy,
  lasted: readonly number[],
  seed: number,
): readonly Retry[] {
  if (comeBack.kind === 'never') return []
  const life = Random.seeded(seed)
  return lasted.slice(0, comeBack.attempts ?? lasted.length).map((_, at) => {
    const failures = comeBack.first === 'at-once' ? at : at + 1
    const delay = failures === 0 ? ZERO : delayAfter(comeBack.backOff, failures, life)
    const took = at === 0 ? undefined : milliseconds(lasted[at - 1] ?? 0)
    if (took === undefined) return { afterEnd: delay, afterBeginning: undefined }
    const sinceBeginning = comeBack.countedFrom === 'end' ? took + delay : Math.max(took, delay)
    return {
      afterEnd: nanoseconds(sinceBeginning - took),
      afterBeginning: nanoseconds(sinceBeginning),
    }
  })
}

describe('attempts look like', () => {
  it('slixmpp after 0, 1, 3 and 7 s, and not like xmpp.js', () => {
    const names = lookingLike(POLICIES, after(0, 1, 3, 7))
    assert.ok(names.includes('slixmpp'))
    assert.ok(!names.includes('xmpp.js'))
  })

  it('xmpp.js after a second each, and not like slixmpp', () => {
    const names = lookingLike(POLICIES, after(1.01, 1.02, 1, 1.05))
    assert.equal(names[0], 'xmpp.js')
    assert.ok(!names.includes('slixmpp'))
  })

  it('nobody where there is one alone, or pauses that nobody makes', () => {
    assert.deepEqual(lookingLike(POLICIES, after(1)), [])
    assert.deepEqual(lookingLike(POLICIES, after(0.2, 500, 0.2)), [])
  })

  it('whoever made them, however long each took', () => {
    const tries = POLICIES.filter(({ comeBack }) => comeBack.kind === 'tries')
    fc.assert(
      fc.property(
        fc.constantFrom(...tries),
        fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1 }),
        (policy, lasted, seed) => {
          const retries = retriesOf(policy, lasted, seed)
          fc.pre(retries.length >= 2)
          assert.ok(lookingLike(POLICIES, retries).includes(policy.name), policy.name)
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })

  it('as a delay that is drawn is within what it is drawn from', () => {
    for (const { comeBack } of POLICIES) {
      if (comeBack.kind === 'never') continue
      for (let failures = 1; failures <= 20; failures += 1) {
        const { from, to } = spanAfter(comeBack.backOff, failures)
        const drawn = delayAfter(comeBack.backOff, failures, Random.seeded(failures))
        assert.ok(drawn >= from && drawn <= to)
      }
    }
  })
})
