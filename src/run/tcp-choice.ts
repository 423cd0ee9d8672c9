/** What can be chosen of TCP for a run, simulated or live, at both ends unless it says otherwise. */
import { IDEAL, LINUX, type TcpSettings } from '../tcp/settings.ts'

export interface TcpChoice {
  /** Linux's tick and timer wheel, or exact timers. */
  readonly timers: 'linux' | 'ideal'
  readonly hz: Hz
  readonly congestion: 'cubic' | 'reno'
  /** The client's; the server's is its own. */
  readonly nagle: 'off' | 'on'
}

export const HZ = [100, 250, 300, 1000] as const
export type Hz = (typeof HZ)[number]

/** Linux as distributed, and a client that sets TCP_NODELAY, as chat clients do. */
export const DEFAULT_TCP: TcpChoice = {
  timers: 'linux',
  hz: 250,
  congestion: 'cubic',
  nagle: 'off',
}

/** What both ends' TCP is set to before profile and server have their say. */
export const tcpSettings = ({ timers, hz, congestion, nagle }: TcpChoice): TcpSettings => {
  const preset = timers === 'ideal' ? IDEAL : LINUX
  const tick = preset.timers.kind === 'linux' ? { ...preset.timers, hz } : preset.timers
  return { ...preset, timers: tick, congestion, nagle }
}
