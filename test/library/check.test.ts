/** A check of budgets that is followed, and ended, by a program. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { check } from '../../src/index.ts'
import { ownFolder } from '../own-folder.ts'

const STRATEGY = 'fast-resume-direct'
const PROFILES = ['lte_good', 'edge_industry']
const TRIALS = 3

const folder = ownFolder('check')
const budgets = join(folder, 'budgets.json')
writeFileSync(
  budgets,
  JSON.stringify({
    run: { trials: TRIALS },
    strategies: { [STRATEGY]: { waits: { tcp: 1, tls: 1, header: 1, auth: 1 } } },
    budgets: PROFILES.map((profile) => ({ strategy: STRATEGY, profile, expect: ['waits <= 4'] })),
  }),
)

describe('check', () => {
  it('tells what each trial of its runs came to, run by run, replayed or not', async () => {
    const told = async (replay: boolean) => {
      const seen: (readonly [profile: string, outcomes: unknown])[] = []
      const { verdicts } = await check(
        { budgets },
        {
          ...{ workers: 1, replay },
          onOutcomes: ({ profile }, outcomes) => seen.push([profile, outcomes]),
        },
      )
      return { seen, verdicts }
    }
    const { seen, verdicts } = await told(true)
    assert.deepEqual(
      seen.map(([profile, outcomes]) => [profile, (outcomes as readonly unknown[]).length]),
      PROFILES.map((profile) => [profile, TRIALS]),
    )
    assert.deepEqual(await told(false), { seen, verdicts })
  })

  it('that is ended before it begins has broken nothing', async () => {
    const { verdicts, interrupted } = await check({ budgets }, { signal: AbortSignal.abort() })
    assert.equal(interrupted, true)
    assert.deepEqual(new Set(verdicts.map(({ kind }) => kind)), new Set(['inconclusive']))
  })
})
