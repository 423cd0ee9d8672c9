/** Lives to which anything may happen at any time, for properties that must hold whatever it is. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { loadPolicy } from '../../src/files/policies.ts'
import { accepted } from '../../src/json/input-error.ts'
import { POLICY_NAMES } from '../../src/policy/load.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { Cell } from '../../src/run/simulated/cell.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { Happening } from '../../src/scenario/happening.ts'
import type { Scenario, ScenarioEvent, Time } from '../../src/scenario/scenario.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { shippedProfile, specOf } from '../run/spec.ts'
import { fixed } from '../scenario/fixed.ts'
import type { Lived } from './accounted.ts'
import { LATE } from './late.ts'

export interface RandomLife {
  readonly policy: string
  readonly scenario: Scenario
  /** Which trial it is, and so which link it meets. */
  readonly trial: number
}

/** Many within the first seconds, which a handshake takes, and some at the same instant. */
const instants = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2_000 }).map(milliseconds) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 60_000 }).map(milliseconds) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 10, 30).map(seconds) },
)

const lengths = fc
  .oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 90_000 }))
  .map((ms) => fixed(milliseconds(ms)))

const told = fc.oneof(
  fc.constant({ kind: 'nothing' } as const),
  fc
    .integer({ min: 0, max: 5_000 })
    .map((ms) => ({ kind: 'after', after: milliseconds(ms) }) as const),
)

const happenings: fc.Arbitrary<Happening<Time>> = fc.oneof(
  fc.record({ kind: fc.constant('outage' as const), lasts: lengths, told }),
  fc.record({ kind: fc.constant('hold' as const), lasts: lengths }),
  fc.record({
    kind: fc.constant('address-change' as const),
    lasts: lengths,
    told,
    profile: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant('forgotten' as const),
    by: fc.constantFrom('silence' as const, 'reset' as const),
  }),
  fc.record({
    kind: fc.constant('idle-middlebox' as const),
    idle: fc.constantFrom(2, 20).map((length) => fixed(seconds(length))),
    by: fc.constantFrom('silence' as const, 'reset' as const),
  }),
  fc.record({
    kind: fc.constant('asleep' as const),
    lasts: lengths,
    budget: fc.constantFrom(undefined, seconds(30)),
  }),
  fc.record({
    kind: fc.constant('server-restart' as const),
    lasts: lengths,
    sessions: fc.constant('kept' as const),
  }),
)

const events: fc.Arbitrary<ScenarioEvent> = fc.record({
  begins: instants.map((after) => ({ from: 'start' as const, after: fixed(after) })),
  what: happenings,
  again: fc.constant(undefined),
})

const messages = fc
  .array(instants, { maxLength: 8 })
  .map((times) => ({ kind: 'at' as const, times: times.toSorted((a, b) => a - b) }))

/** Of who comes back at all: a life with libstrophe is over with its first connection. */
const POLICIES = new Map<string, Policy>(
  POLICY_NAMES.filter((name) => name !== 'libstrophe').map((name) => [
    name,
    accepted(loadPolicy(name, 'policy')).policy,
  ]),
)

export const randomLives: fc.Arbitrary<RandomLife> = fc.record({
  policy: fc.constantFrom(...POLICIES.keys()),
  scenario: fc.record({
    name: fc.constant('random'),
    summary: fc.constant('anything'),
    events: fc.array(events, { maxLength: 5 }),
    messages: fc.record({ up: messages, down: messages, late: fc.constant(LATE) }),
    calm: fc.constant(seconds(70)),
  }),
  trial: fc.nat(1_000),
})

/** With whom: a server that stores what is left of a session, and one that returns it. */
export const BENCHES = [
  { strategy: 'legacy-resume-direct', server: PROSODY },
  { strategy: 'fast-resume-direct+pipelined', server: EJABBERD },
] as const

/** Cells are prepared once, and lives put into them. */
export class LifeBench {
  readonly #cell: Cell
  readonly #runner = new TrialRunner()
  /** How long the server keeps a session whose connection is gone. */
  readonly windowUs: number

  constructor(strategy: string, server: ServerModel, profile = 'lte_driving') {
    const profiles = [shippedProfile(profile)]
    this.windowUs = server.xmpp.sm.resumptionSeconds * 1e6
    this.#cell = prepareCell(
      specOf(strategy, { servers: [server], timeoutMs: 900_000, profiles }),
      0,
    )
  }

  run({ policy: name, scenario, trial }: RandomLife): Lived {
    const course = {
      scenario,
      policy: POLICIES.get(name) ?? assert.fail(name),
      drawLink: () => {
        throw new Error('expected a scenario that stays on its profile')
      },
    }
    const { lastedUs, life } = this.#runner.run({ ...this.#cell, course }, trial)
    if (life === undefined) throw new Error('expected a life')
    return { lastedUs, life }
  }
}
