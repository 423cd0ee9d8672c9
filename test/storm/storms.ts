/** Storms as tests want them: a link and a server that are known to the nanosecond, unless told otherwise. */
import { loadPolicy } from '../../src/files/policies.ts'
import { accepted } from '../../src/json/input-error.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { Replay } from '../../src/run/simulated/replaying.ts'
import { type Group, groupsOf } from '../../src/storm/group.ts'
import type { HostSettings, StormSpec } from '../../src/storm/spec.ts'
import { Storm } from '../../src/storm/storm.ts'
import { seconds } from '../../src/units.ts'
import { specOf } from '../run/spec.ts'

export const policy = (name: string): Policy => accepted(loadPolicy(name, 'policy')).policy

export const NO_LIMITS: HostSettings = {
  cores: 'unlimited',
  backlog: 'unlimited',
  synBacklog: 'unlimited',
  connections: 'unlimited',
  connectRate: 'unlimited',
  passwords: 'hashed',
  sessions: 'kept',
  tickets: 'kept',
}

export const stormOf = (changes: Partial<StormSpec> = {}): StormSpec => ({
  run: specOf('fast-resume-direct'),
  clients: 10,
  mix: [{ strategy: 'fast-resume-direct', policy: policy('modern'), share: 1 }],
  occasion: { kind: 'within', within: seconds(1) },
  host: NO_LIMITS,
  cells: undefined,
  lasts: seconds(3600),
  ...changes,
})

export function groupsIn(spec: StormSpec, replay?: Replay): readonly Group[] {
  const groups = groupsOf(spec, replay)
  if ('code' in groups) throw new Error(groups.detail)
  return groups
}

/** To its end. */
export function raged(spec: StormSpec, replay?: Replay): Storm {
  const storm = new Storm(spec, groupsIn(spec, replay))
  while (storm.step()) {}
  return storm
}

/** Microseconds from wanting to be back, client by client. */
export const waitsOf = ({ members: { roll } }: Storm): readonly number[] =>
  Array.from(roll.backAt, (at, client) => Math.round((at - (roll.wantedAt[client] ?? 0)) / 1000))
