/** What a strategy is called after did not happen, and yet the client got through. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare } from '../../src/run/simulated/compare.ts'
import { cellAt, strategyName } from '../../src/run/spec.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { specOf } from './spec.ts'

const { xmpp } = IDEAL_SERVER
/** Gives tokens and takes none: what a client cannot know. */
const FORGETS_TOKENS: ServerModel = {
  ...IDEAL_SERVER,
  name: 'forgets-tokens',
  xmpp: { ...xmpp, fast: { ...xmpp.fast, attemptsPerStream: 0 } },
}
/** Sessions are given up as soon as their connection is gone. */
const FORGETS_SESSIONS: ServerModel = {
  ...IDEAL_SERVER,
  name: 'forgets-sessions',
  xmpp: { ...xmpp, sm: { ...xmpp.sm, resumptionSeconds: 0 } },
}

async function cellsAt(server: ServerModel, ...strategies: readonly string[]) {
  const spec = specOf('', { strategies, servers: [server], trials: 2 })
  const { cells } = await compare(spec, { workers: 1 })
  return new Map(
    cells.map((stats, index) => [strategyName(cellAt(spec, index).choice), stats] as const),
  )
}

describe('an attempt that gets through by a fallback', () => {
  it('is not a success of FAST when the token was refused, and costs what the refusal costs', async () => {
    const cells = await cellsAt(FORGETS_TOKENS, 'fast-resume-direct', 'fast-rejected-direct')
    const fast = cells.get('fast-resume-direct')
    const rejected = cells.get('fast-rejected-direct')
    assert.deepEqual([fast?.trials, fast?.completed, fast?.failures.size], [2, 0, 0])
    // The strategy of refusal is a success, on the same way: tcp, tls, header, 1 + 2 of auth.
    assert.deepEqual([rejected?.completed, rejected?.fallbacks.size], [2, 0])
    assert.equal(rejected?.waits[0]?.total, 6)
    assert.deepEqual([...(fast?.fallbacks ?? [])], [['fast-refused', rejected?.waits]])
    assert.deepEqual(fast?.waits, [])
    // It was as late as it was, and cost what another way costs.
    assert.equal(fast?.milestones.ready.count, 2)
    assert.equal(fast?.milestones.ready.min, rejected?.milestones.ready.min)
    assert.equal(fast?.figures.bytes.up, 0)
  })

  it('is not a success of a resumption when a new session was bound', async () => {
    const cells = await cellsAt(
      FORGETS_SESSIONS,
      'legacy-resume-direct',
      'legacy-resume-failed-direct',
    )
    assert.equal(cells.get('legacy-resume-direct')?.completed, 0)
    assert.equal(cells.get('legacy-resume-failed-direct')?.completed, 2)
    assert.deepEqual(
      cells.get('legacy-resume-direct')?.fallbacks.get('session-not-resumed'),
      cells.get('legacy-resume-failed-direct')?.waits,
    )
  })
})
