/**
 * How long a client waits behind a SYN that was dropped, as `tcp/timeout.ts` has it: the first few
 * timeouts do not double (Linux ≥ 6.5, `tcp_syn_linear_timeouts`), those behind them do (RFC 6298 §5.5).
 *
 * Left out: the tick and the timer wheel, by which Linux is a few milliseconds late. A connection whose
 * SYN is let in later begins with it, as if it were the first.
 */
import type { TcpSettings } from '../tcp/settings.ts'
import { type Duration, times } from '../units.ts'

type SynSettings = Pick<
  TcpSettings,
  'initialTimeout' | 'synLinearTimeouts' | 'synRetries' | 'rules'
>

const linearOnes = ({ rules, synLinearTimeouts }: SynSettings): number =>
  rules.linearSynTimeouts ? synLinearTimeouts : 0

/** Behind the `dropped`-th SYN, from 1. */
export function pauseAfter(dropped: number, tcp: SynSettings): Duration {
  const doubled = Math.max(0, dropped - 1 - linearOnes(tcp))
  return times(tcp.initialTimeout, 2 ** doubled)
}

/** Whether that was the last: its timeout ends the attempt. */
export const isLastSyn = (dropped: number, tcp: SynSettings): boolean =>
  dropped > linearOnes(tcp) + tcp.synRetries
