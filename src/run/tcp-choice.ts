/** What can be chosen of TCP for a run, simulated or live, at both ends unless it says otherwise. */
import { CONGESTIONS, type Congestion } from '../tcp/congestion/algorithms.ts'
import { IDEAL, type IpVersion, LINUX, type TcpSettings } from '../tcp/settings.ts'
import type { Duration } from '../units.ts'

export interface TcpChoice {
  /** Linux's tick and timer wheel, or exact timers. */
  readonly timers: 'linux' | 'ideal'
  readonly hz: Hz
  readonly congestion: Congestion
  /** The client's, if not as it is by itself; the server's is its own. */
  readonly nagle: 'off' | 'on' | undefined
  /** What carries it, if not IPv4. */
  readonly ip?: IpVersion
  /** How long the client gives each of several addresses, if not as long as it usually does. */
  readonly connectTimeout?: Duration
}

export { CONGESTIONS, type Congestion }

export const HZ = [100, 250, 300, 1000] as const
export type Hz = (typeof HZ)[number]

/** Linux as distributed. */
export const DEFAULT_TCP: TcpChoice = {
  timers: 'linux',
  hz: 250,
  congestion: 'cubic',
  nagle: undefined,
}

/** What both ends' TCP is set to before profile and server have their say; Nagle is the client's. */
export const tcpSettings = (
  { timers, hz, congestion, nagle, ip = 'ipv4' }: TcpChoice,
  ofClient: TcpSettings['nagle'],
): TcpSettings => {
  const preset = timers === 'ideal' ? IDEAL : LINUX
  const tick = preset.timers.kind === 'linux' ? { ...preset.timers, hz } : preset.timers
  return { ...preset, ip, timers: tick, congestion, nagle: nagle ?? ofClient }
}
