/** Clients that are alike, made ready: what all their attempts have in common is made once. */
import type { SimulatedSettings } from '../attach/simulated/connection.ts'
import type { Policy } from '../policy/policy.ts'
import { timeAt } from '../processing-time.ts'
import { serverTimes } from '../run/client.ts'
import type { Cell } from '../run/simulated/cell.ts'
import { simulatedSettings } from '../run/simulated/conditions.ts'
import type { Earlier } from '../run/simulated/earlier.ts'
import { prepareCell } from '../run/simulated/prepare.ts'
import { type Recorded, recorded } from '../run/simulated/recorded.ts'
import type { Replay } from '../run/simulated/replaying.ts'
import { withKeysSince } from '../run/simulated/ticket-keys.ts'
import { tcpSettings } from '../run/tcp-choice.ts'
import type { TcpSettings } from '../tcp/settings.ts'
import type { Failure } from '../transport.ts'
import { type Bytes, type Duration, START } from '../units.ts'
import { type LoginCost, loginCost } from './costs.ts'
import type { Pace } from './own-time.ts'
import { inItsTimes } from './own-times.ts'
import type { MixPart, StormSpec } from './spec.ts'

export interface Group {
  readonly cell: Cell
  readonly earlier: Earlier
  readonly policy: Policy
  readonly share: number
  /** Undefined: nobody has measured it, and cores are unlimited. */
  readonly cost: LoginCost | undefined
  /** Of an attempt on a link with that MTU. */
  readonly settings: (mtu: Bytes) => SimulatedSettings
  /** Of attempts with a link of their own. */
  readonly pace: Pace
  /** Of the client. */
  readonly tcp: TcpSettings
  /** What is said, where that could be recorded; undefined: every attempt is held in full. */
  readonly recorded: Recorded | undefined
}

/** In the order of the mix; or why the session that a part of it comes from cannot be had. */
export function groupsOf(
  spec: StormSpec,
  replay: Replay = 'where-it-pays',
): readonly Group[] | Failure {
  const groups: Group[] = []
  for (const part of spec.mix) {
    const group = groupOf(spec, part, replay)
    if ('code' in group) return group
    groups.push(group)
  }
  return groups
}

function groupOf(
  { run, host }: StormSpec,
  { strategy, policy, share }: MixPart,
  replay: Replay,
): Group | Failure {
  const cell = prepareCell({ ...run, strategies: [strategy] }, 0)
  const { earlier, conditions } = cell
  if ('code' in earlier) return earlier
  if (host.sessions === 'lost') earlier.peer.domain?.restart('lost', START)
  const { server } = conditions
  const cost = loginCost(cell.strategy, { ...host, server, certificate: run.certificate })
  return {
    cell,
    earlier,
    policy,
    share,
    cost: cost === undefined ? undefined : inItsTimes(cost, cell),
    settings: settingsBy(cell, earlier, host.tickets),
    pace: paceOf(cell),
    tcp: tcpSettings(run.tcp, conditions.client.tcp.nagle),
    recorded: replay === 'never' ? undefined : recordedOf(cell),
  }
}

/**
 * An answer that takes no time leaves in the same moment as the acknowledgment of what it answers, and
 * in one packet with it, if it has not had to wait for its turn meanwhile. (A resumption that is inline
 * comes on top of a success.)
 */
const paceOf = ({ conditions: { server } }: Cell): Pace => {
  const { inlineResumed, ...times } = serverTimes(server)
  return Object.values(times).every((time) => timeAt(time, 0) > 0) ? 'ahead' : 'in-step'
}

/** Early data may come early or not, which is no matter of the conversation alone. */
function recordedOf(cell: Cell): Recorded | undefined {
  const { over } = cell.strategy
  return over.kind === 'tls' && over.tls.earlyData ? undefined : recorded(cell)
}

function settingsBy(
  { strategy, conditions, account }: Cell,
  { held }: Earlier,
  tickets: 'kept' | 'lost',
): Group['settings'] {
  const known = new Map<Bytes, SimulatedSettings>()
  return (mtu) => {
    const found = known.get(mtu)
    if (found !== undefined) return found
    const made = simulatedSettings(strategy, conditions, held, account, mtu)
    const settings = withKeysSince(tickets === 'lost' ? 1 : 0, made, conditions.server)
    known.set(mtu, settings)
    return settings
  }
}

/** What a login takes, on average; undefined where somebody's is not known. */
export function meanLogin(groups: readonly Group[]): Duration | undefined {
  let sum = 0
  for (const { cost, share } of groups) {
    if (cost === undefined) return undefined
    sum += cost.whole * share
  }
  return sum as Duration
}
