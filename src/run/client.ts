/**
 * Who connects, and what time hosts and clients take: as chosen for the run, else a client of
 * Node's on a host of today. Where time is to be exact (ideal timers, or a server that takes no
 * time), neither takes any unless it is said otherwise.
 */
import { IDEAL_CLIENT } from '../clients/ideal.ts'
import type { ClientModel } from '../clients/model.ts'
import { NODE20 } from '../clients/node20.ts'
import { between, NO_TIME, type ProcessingTime, takesNone } from '../processing-time.ts'
import type { ServerModel } from '../servers/model.ts'
import { microseconds } from '../units.ts'
import type { TcpChoice } from './tcp-choice.ts'

/** What a run says of it; undefined: as is usual. */
export interface EndsChoice {
  readonly client: ClientModel | undefined
  readonly hostTime: HostTime | undefined
}

export const HOST_TIMES = ['measured', 'none'] as const
export type HostTime = (typeof HOST_TIMES)[number]

/** From a packet's arrival to what the kernel makes of it: measured medians were 40 to 120 µs. */
const MEASURED = between(microseconds(50), microseconds(100))

interface Circumstances {
  readonly tcp: Pick<TcpChoice, 'timers'>
  /** Undefined: a real one. */
  readonly server: ServerModel | undefined
}

export const clientOf = (
  { client }: Pick<EndsChoice, 'client'>,
  circumstances: Circumstances,
): ClientModel => client ?? (isExact(circumstances) ? IDEAL_CLIENT : NODE20)

export function hostTimeOf(
  { hostTime }: Pick<EndsChoice, 'hostTime'>,
  circumstances: Circumstances,
): ProcessingTime {
  const chosen = hostTime ?? (isExact(circumstances) ? 'none' : 'measured')
  return chosen === 'none' ? NO_TIME : MEASURED
}

const isExact = ({ tcp, server }: Circumstances): boolean =>
  tcp.timers === 'ideal' || (server !== undefined && takesNoTime(server))

const takesNoTime = (server: ServerModel): boolean =>
  Object.values(serverTimes(server)).every(takesNone)

/** All that a server takes time for: each kind of answer, and its flights of TLS. */
export const serverTimes = ({ xmpp, tls }: ServerModel) => ({
  ...xmpp.think,
  starttlsFlight: tls.starttls.flightThink,
  directFlight: tls.direct.flightThink,
})
