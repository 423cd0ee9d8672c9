/** What a result says of the TCP that was simulated: at both ends, or of the link's alone (`live`). */
import type { Result } from '../result/result.ts'
import { type TcpChoice, tcpSettings } from './tcp-choice.ts'

export function tcpInResult(tcp: TcpChoice): Result['settings']['tcp'] {
  const { congestion, initialWindow, synRetries, dataRetries, timers } = tcpSettings(tcp, 'off')
  return {
    ...(tcp.ip === undefined ? {} : { ip: tcp.ip }),
    timers: { ...timers },
    congestion,
    initialWindow,
    synRetries,
    dataRetries,
  }
}
