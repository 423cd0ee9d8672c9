/** In what order things happen to attempts that run ahead of each other, and to those that do not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { NO_TIME } from '../../src/processing-time.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { OwnTime, type Pace } from '../../src/storm/own-time.ts'
import type { Limit, StormSpec } from '../../src/storm/spec.ts'
import type { Storm } from '../../src/storm/storm.ts'
import type { Instant } from '../../src/units.ts'
import { cases } from '../cases.ts'
import { shippedProfile, specOf } from '../run/spec.ts'
import { groupsIn, NO_LIMITS, policy, raged, stormOf } from './storms.ts'

const at = (time: number): Instant => time as Instant
const NEVER = at(Number.POSITIVE_INFINITY)

/** Two attempts that begin at once: `a` at work at 10, 20 and 30, `b` at 15, each of which is noted. */
function noted(pace: Pace, limit = NEVER, meetsAt?: number): readonly string[] {
  const clock = new VirtualClock()
  const own = (pace: Pace, limit: Instant) => new OwnTime(clock, pace, limit)
  const notes: string[] = []
  const [a, b] = [own(pace, limit), own(pace, limit)]
  for (const time of [10, 20, 30]) {
    a.at(at(time), () => {
      notes.push(`a ${time}`)
      if (time === meetsAt) a.inTurn(() => notes.push(`meets at ${clock.now()}`))
    })
  }
  b.at(at(15), () => notes.push('b 15'))
  clock.runUntilIdle()
  return notes
}

describe('an attempt’s own time', () => {
  it('in step: one thing after the other, whoever it happens to', () => {
    assert.deepEqual(noted('in-step'), ['a 10', 'b 15', 'a 20', 'a 30'])
  })

  it('ahead: until there is nothing to do', () => {
    assert.deepEqual(noted('ahead'), ['a 10', 'a 20', 'a 30', 'b 15'])
  })

  it('ahead: but meets others in its turn, before anything else happens to it', () => {
    assert.deepEqual(noted('ahead', NEVER, 20), ['a 10', 'a 20', 'b 15', 'meets at 20', 'a 30'])
    assert.deepEqual(noted('in-step', NEVER, 20), ['a 10', 'b 15', 'a 20', 'meets at 20', 'a 30'])
  })

  it('ahead: not beyond when it may be ended', () => {
    assert.deepEqual(noted('ahead', at(20)), ['a 10', 'b 15', 'a 20', 'a 30'])
  })

  it('says at every moment what time it is here and for everybody', () => {
    const clock = new VirtualClock()
    clock.run(at(100))
    const time = new OwnTime(clock, 'ahead', NEVER)
    const seen: unknown[] = [time.now()]
    clock.at(at(105), () => seen.push('somebody else'))
    time.at(at(7), () => seen.push(time.now(), clock.now(), time.isInTurn))
    time.at(at(3), () => seen.push(time.now(), clock.now(), time.isInTurn))
    clock.runUntilIdle()
    assert.deepEqual(seen, [0, 3, 103, true, 7, 103, false, 'somebody else'])
  })

  it('is over when it is ended', () => {
    const clock = new VirtualClock()
    const time = new OwnTime(clock, 'ahead', NEVER)
    const seen: string[] = []
    const over = (): void => void seen.push('over')
    time.at(at(1), () => {
      time.inTurn(() => seen.push('met'))
      time.at(at(2), over)
      time.end()
      time.at(at(3), over)
    })
    clock.runUntilIdle()
    assert.deepEqual([seen, clock.pending], [['met'], 0])
  })
})

describe('a storm', () => {
  const MIX = [
    { strategy: 'legacy-resume-starttls', policy: policy('slixmpp'), share: 0.5 },
    { strategy: 'fast-resume-direct+pipelined', policy: policy('conversations'), share: 0.5 },
  ]
  /** Of which every answer that is asked for takes as long as that of Prosody, and one takes no time. */
  const { xmpp } = PROSODY
  const AT_ONCE = { ...PROSODY, xmpp: { ...xmpp, think: { ...xmpp.think, failure: NO_TIME } } }

  const pacesIn = (spec: StormSpec): readonly Pace[] => groupsIn(spec).map(({ pace }) => pace)
  const shown = ({ members: { roll, tallies }, series }: Storm): unknown => [
    roll.backAt,
    tallies,
    series.steps(),
  ]

  it('is the same whether attempts run ahead or in step', () => {
    const hosts = fc.record({
      cores: fc.constantFrom<Limit>(1, 4, 'unlimited'),
      backlog: fc.constantFrom<Limit>(2, 16, 'unlimited'),
      synBacklog: fc.constantFrom<Limit>(4, 'unlimited'),
      connections: fc.constantFrom<Limit>(6, 'unlimited'),
      sessions: fc.constantFrom<'kept' | 'lost'>('kept', 'lost'),
    })
    fc.assert(
      fc.property(
        hosts,
        fc.constantFrom('lte_good', 'umts_driving', 'nr_sa'),
        fc.constantFrom('where-it-pays', 'never'),
        fc.nat(1000).map(String),
        (limits, profile, replay, seed) => {
          const stormAt = (server: ServerModel): StormSpec => {
            const profiles = [shippedProfile(profile)]
            const run = specOf('fast-resume-direct', { servers: [server], profiles, seed })
            return stormOf({ run, mix: MIX, clients: 24, host: { ...NO_LIMITS, ...limits } })
          }
          const [ahead, inStep] = [stormAt(PROSODY), stormAt(AT_ONCE)]
          assert.deepEqual(pacesIn(ahead), ['ahead', 'ahead'])
          assert.deepEqual(pacesIn(inStep), ['in-step', 'in-step'])
          assert.deepEqual(shown(raged(ahead, replay)), shown(raged(inStep, replay)))
        },
      ),
      { numRuns: cases(16) },
    )
  })
})
