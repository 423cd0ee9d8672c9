/**
 * Asleep for an hour at a Prosody, which asks after 840 s of silence: whoever manages its stream does not
 * answer, is given up another 840 s later, and finds the end of its connection when it wakes; its session
 * waited for 600 s and is over. Whoever does not is sent a space now and then, and nothing is lost.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Policy } from '../../src/policy/policy.ts'
import type { EpisodeRecord } from '../../src/record/life-record.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { seconds } from '../../src/units.ts'
import { QUIET } from '../policy/quiet.ts'
import { livesOf } from '../run/lives.ts'
import { specOf } from '../run/spec.ts'
import { fixed } from '../scenario/fixed.ts'

const ASLEEP_S = 3_600
const ASLEEP: Scenario = {
  name: 'asleep-by-hand',
  summary: 'for an hour',
  events: [
    {
      begins: { from: 'start', after: fixed(seconds(30)) },
      what: { kind: 'asleep', lasts: fixed(seconds(ASLEEP_S)), budget: undefined },
      again: undefined,
    },
  ],
  messages: {
    up: { kind: 'at', times: [] },
    down: { kind: 'at', times: [] },
    late: seconds(10),
  },
  calm: seconds(60),
}

const POLICY: Policy = {
  name: 'by-hand',
  summary: 'asks for nothing',
  notice: QUIET,
  comeBack: {
    kind: 'tries',
    first: 'at-once',
    backOff: {
      kind: 'steps',
      steps: [{ delay: { from: seconds(1), to: seconds(1) }, times: 1 }],
    },
    countedFrom: 'end',
    networkChange: 'goes-on',
    attempts: undefined,
  },
  limits: { connect: undefined, login: undefined },
}

function episodeOf(strategy: string, server = PROSODY): EpisodeRecord {
  const spec = specOf(strategy, {
    timeoutMs: 300_000,
    servers: [server],
    courses: [{ scenario: ASLEEP, policy: POLICY, profiles: {} }],
  })
  const [episode, ...others] = livesOf(spec)[0]?.episodes ?? []
  assert.ok(episode !== undefined && others.length === 0)
  return episode
}

describe('an hour asleep', () => {
  it('ends the connection of who does not answer, which it finds upon waking', () => {
    const { detectedUs, recovery } = episodeOf('sasl2-resume-direct')
    assert.equal(detectedUs, ASLEEP_S * 1_000_000)
    assert.equal(recovery?.manner, 'bound')
  })

  it('is nothing to who is not asked', () => {
    for (const [strategy, server] of [
      ['legacy-starttls+no-sm', PROSODY],
      ['sasl2-resume-direct', EJABBERD],
    ] as const) {
      const { detectedUs, recovery } = episodeOf(strategy, server)
      assert.deepEqual([detectedUs, recovery?.manner], [undefined, 'survived'])
    }
  })
})
