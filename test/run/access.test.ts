/** What becomes of clients whose access was taken away, and of those who were granted little. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { attempt, setScene, strategyNamed } from '../dialogue/scene.ts'
import { specOf } from './spec.ts'

const trial = (strategy: string): TrialRecord =>
  new TrialRunner().run(prepareCell(specOf(strategy, { servers: [EVERYTHING] }), 0), 0)

const wayOf = (strategy: string): string => {
  const outcome = attempt(setScene(strategyNamed(strategy), EVERYTHING.xmpp)).run()
  if (outcome?.kind !== 'ready') assert.fail(JSON.stringify(outcome))
  return outcome.stream.way
}

const total = ({ waits }: TrialRecord): number => waits.reduce((sum, count) => sum + count, 0)

describe('a client whose access was revoked (XEP-0494)', () => {
  it('gets in by the password alone, to a session of its own', () => {
    assert.equal(wayOf('fast-client-revoked-direct'), 'bound')
  })

  it('does not get in where it was granted what it had', () => {
    const record = trial('fast-client-revoked-direct+oauthbearer')
    assert.equal(record.outcome.kind === 'failed' && record.outcome.code, 'authentication-failed')
    // TCP, TLS, header, the token, the grant with its document of discovery, one octet.
    assert.equal(total(record), 6)
  })
})

describe('a grant for a time (XEP-0493)', () => {
  it('is good within it, and comes to a password behind it', () => {
    assert.equal(total(trial('sasl2-resume-direct+oauthbearer')), 4)
    assert.equal(wayOf('sasl2-resume-direct+oauthbearer'), 'resumed')
    // The session was kept for less time than the grant was good.
    assert.equal(wayOf('sasl2-resume-direct+oauthbearer-expired'), 'bound')
  })
})
