/**
 * What a login takes of a server that does not take the times of the one that was measured, but its own: more
 * or less by as much as its handshake and its answers do, in the mean. The rest of a login is as it was.
 *
 * Left out: whether that time is the processor's. Of a server that waits for its disk it is not; those that
 * wait in line behind it are none the better for that where it does one thing at a time, as Prosody does.
 */
import { isDeepStrictEqual } from 'node:util'
import { type ProcessingTime, timeAt } from '../processing-time.ts'
import { serverTimes } from '../run/client.ts'
import type { Cell } from '../run/simulated/cell.ts'
import { recorded } from '../run/simulated/recorded.ts'
import type { ServerModel } from '../servers/model.ts'
import type { Duration } from '../units.ts'
import { type LoginCost, measuredLike } from './costs.ts'

export function inItsTimes(cost: LoginCost, cell: Cell): LoginCost {
  const { server } = cell.conditions
  const measured = measuredLike(server)
  if (measured === undefined) return cost
  if (isDeepStrictEqual(serverTimes(server), serverTimes(measured))) return cost
  const conversation = recorded(cell)?.conversation
  const mode = conversation?.mode ?? 'direct'
  const flight = meanOf(server.tls[mode].flightThink) - meanOf(measured.tls[mode].flightThink)
  // The longest of what an answer takes thought of counts.
  const steps = conversation?.server.flat() ?? []
  const answers = ({ xmpp }: ServerModel): number =>
    steps.reduce(
      (sum, { thinking }) => sum + Math.max(0, ...thinking.map((kind) => meanOf(xmpp.think[kind]))),
      0,
    )
  const handshake = Math.max(0, cost.handshake + flight)
  const whole = cost.whole - cost.handshake + answers(server) - answers(measured)
  return { handshake: rounded(handshake), whole: rounded(handshake + Math.max(0, whole)) }
}

const rounded = (nanoseconds: number): Duration => Math.round(nanoseconds) as Duration

const LUCKS = 1_000

function meanOf(time: ProcessingTime): number {
  let sum = 0
  for (let luck = 0; luck < LUCKS; luck += 1) sum += timeAt(time, (luck + 0.5) / LUCKS)
  return sum / LUCKS
}
