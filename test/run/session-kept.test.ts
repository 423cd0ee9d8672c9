/** A client that asks its server to keep a session for less than it would (XEP-0198 §3, `max`). */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { accepted } from '../../src/json/input-error.ts'
import { Preparation } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { Course } from '../../src/run/spec.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { type Duration, seconds } from '../../src/units.ts'
import { QUIET } from '../policy/quiet.ts'
import { fixed } from '../scenario/fixed.ts'
import { specOf } from './spec.ts'

/**
 * A middlebox forgets the connection at 20 s. The server learns so at 30 s, from the reset that its
 * message to the client meets, and the client at 200 s in the same way.
 */
const BROKEN: Scenario = {
  name: 'broken',
  summary: 'reset at 20 s',
  events: [
    {
      begins: { from: 'start', after: fixed(seconds(20)) },
      what: { kind: 'forgotten', by: 'reset' },
      again: undefined,
    },
  ],
  messages: {
    up: { kind: 'at', times: [seconds(200)] },
    down: { kind: 'at', times: [seconds(30)] },
    late: seconds(10),
  },
  calm: seconds(60),
}

const courseOf = (session?: Duration): Course => {
  const { policy } = accepted(loadPolicy('modern', 'policy'))
  const limits = session === undefined ? policy.limits : { ...policy.limits, session }
  return { scenario: BROKEN, policy: { ...policy, notice: QUIET, limits }, profiles: {} }
}

/** How clients come back in one run, one after the other, by how long each asks for. */
const mannersOf = (
  strategy: string,
  server: ServerModel,
  kept: readonly (Duration | undefined)[],
) => {
  const courses = kept.map(courseOf)
  const run = new Preparation(specOf(strategy, { timeoutMs: 300_000, servers: [server], courses }))
  return courses.map((_, index) => {
    const { life } = new TrialRunner().run(run.cell(index), 0)
    return life?.episodes[0]?.recovery?.manner
  })
}

describe('a session that its client has asked to be kept for less', () => {
  for (const [strategy, server] of [
    ['legacy-resume-direct', IDEAL_SERVER],
    ['fast-resume-direct+pipelined', EJABBERD],
  ] as const) {
    it(`is over when that is: ${strategy} at ${server.name}`, () => {
      // Away for 170 s, as the server sees it.
      const kept = [undefined, seconds(180), seconds(160), undefined]
      assert.deepEqual(mannersOf(strategy, server, kept), [
        'resumed',
        'resumed',
        'bound',
        'resumed',
      ])
    })
  }

  it('is kept as long as ever by Prosody, which does not listen', () => {
    assert.deepEqual(mannersOf('legacy-resume-direct', PROSODY, [seconds(160)]), ['resumed'])
  })
})
