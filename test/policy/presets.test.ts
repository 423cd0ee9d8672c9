import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import { policiesMarkdown } from '../../results/policy-table.ts'
import { loadPolicy } from '../../src/files/policies.ts'
import { PROFILES_FOLDER } from '../../src/files/profiles.ts'
import { accepted } from '../../src/json/input-error.ts'
import { delayAfter } from '../../src/policy/back-off.ts'
import { POLICY_NAMES, USUAL_POLICY } from '../../src/policy/load.ts'
import { policyJsonSchema } from '../../src/policy/schema.ts'
import { Random } from '../../src/random.ts'
import { statedIn, unfounded } from '../json/stated.ts'

const file = (name: string): string => readFileSync(new URL(name, PROFILES_FOLDER), 'utf8')
const shipped = (name: string) => accepted(loadPolicy(name, 'policy'))

/** Seconds before attempts 1, 2, 3 … after failures in a row. */
function delays(name: string, count: number, seed = 1): readonly number[] {
  const { comeBack } = shipped(name).policy
  assert.equal(comeBack.kind, 'tries')
  if (comeBack.kind !== 'tries') return []
  return Array.from(
    { length: count },
    (_, index) => delayAfter(comeBack.backOff, index + 1, Random.seeded(seed)) / 1e9,
  )
}

describe('the shipped policies', () => {
  for (const name of POLICY_NAMES) {
    it(`${name} is called what its file is called, and has a source for everything that it states`, () => {
      const { policy, sources } = shipped(name)
      assert.equal(policy.name, name)
      const said: Record<string, unknown> = JSON.parse(file(`policies/${name}.json`))
      const stated = ['notice', 'comeBack', 'limits'].flatMap((part) =>
        said[part] === undefined ? [] : statedIn(said[part], part),
      )
      assert.deepEqual(unfounded(stated, sources), { without: [], vain: [] })
    })
  }

  it('are exactly the files of the folder', () => {
    const files = readdirSync(new URL('policies', PROFILES_FOLDER)).filter((one) =>
      one.endsWith('.json'),
    )
    const expected = ['policy.schema.json', ...POLICY_NAMES.map((name) => `${name}.json`)]
    assert.deepEqual(files.toSorted(), expected.toSorted())
  })

  it('have the usual one among them', () => {
    assert.ok(POLICY_NAMES.some((name) => name === USUAL_POLICY))
  })

  it('have the table that is beside them', () => {
    const readme = file('policies/README.md')
    const table = policiesMarkdown(POLICY_NAMES.map(shipped))
    assert.equal(readme, withGenerated(readme, 'policies', table), 'npm run generate')
    assert.ok(readme.includes('### conversations\n'))
  })

  it('have the schema that is beside them', () => {
    assert.equal(file('policies/policy.schema.json'), policyJsonSchema())
  })

  it('come back as their sources say', () => {
    // min(25 · 1.3ⁿ, 300) in whole seconds, n from 1: 32.5, 42.25, 54.925, 71.4 … 265.1, 344.6.
    const conversations = [32, 42, 54, 71, 92, 120, 156, 203, 265, 300, 300]
    let exact = 25
    for (const whole of conversations) {
      exact *= 1.3
      assert.equal(whole, Math.min(Math.floor(exact), 300))
    }
    assert.deepEqual(delays('conversations', 11), conversations)
    assert.deepEqual(delays('conversations-background', 11), conversations)
    assert.deepEqual(delays('monal', 5), [0.5, 1, 1.5, 2, 2])
    assert.deepEqual(delays('dino', 3), [10, 10, 10])
    assert.deepEqual(delays('gajim', 3), [3, 3, 3])
    // 0.5 + 2n from n = 0; at n = 8 it is 16.5, above 16: 15.
    assert.deepEqual(delays('siskin', 10), [0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5, 15, 15])
    assert.deepEqual(delays('siskin-push', 10), delays('siskin', 10))
    // x → 2x + 1 from 0, at most 300: 255 → 511.
    const slixmpp = [0, 1, 3, 7, 15, 31, 63, 127, 255, 300, 300]
    assert.deepEqual(delays('slixmpp', 11), slixmpp)
    for (let n = 1; n < 9; n += 1) assert.equal(slixmpp[n], 2 * (slixmpp[n - 1] ?? 0) + 1)
    assert.deepEqual(delays('xmpp.js', 3), [1, 1, 1])
    assert.deepEqual(delays('converse', 2), [3, 3])
    const qxmpp = delays('qxmpp', 17)
    assert.deepEqual(
      [0, 4, 5, 9, 10, 14, 15, 16].map((n) => qxmpp[n]),
      [10, 10, 20, 20, 40, 40, 60, 60],
    )
    assert.deepEqual(delays('fluux', 9), [1, 2, 4, 8, 16, 32, 64, 120, 120])
  })

  it('draw what is drawn within its bounds, and what is drawn once once', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      // A base of 2 to 14 s: once for 7 attempts, six times to the 13th, then thirty times.
      const smack = delays('smack', 15, seed)
      const base = smack[0] ?? 0
      assert.ok(base >= 2 && base <= 14)
      const near = (delay: number | undefined, factor: number): void =>
        assert.ok(Math.abs((delay ?? 0) - factor * base) < 1e-6, `${delay} for ${factor} × ${base}`)
      near(smack[6], 1)
      near(smack[7], 6)
      near(smack[12], 6)
      near(smack[13], 30)
      const [one = 0, two = 0, three = 0, four = 0] = delays('jitsi', 4, seed)
      assert.ok(one >= 1.5 && one <= 3 && two >= 3 && two <= 9)
      assert.ok(three >= 4.5 && three <= 27 && four >= 4.5 && four <= 27)
      const rfc = delays('rfc6120', 3, seed)
      const first = rfc[0] ?? 0
      assert.ok(first >= 0 && first <= 60)
      assert.ok(Math.abs((rfc[2] ?? 0) - 4 * first) < 1e-6)
    }
    assert.deepEqual(shipped('libstrophe').policy.comeBack, { kind: 'never' })
  })
})
