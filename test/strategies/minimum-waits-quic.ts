/**
 * The rows of the table of minimum waits that are over QUIC (XEP-0467): the one handshake is the
 * wait of its TLS, and there is no column of Fast Open.
 */
import type { Row } from './minimum-waits.ts'

export const ROWS_OF_QUIC: readonly Row[] = [
  {
    row: 'C14',
    base: 'sasl2-quic',
    serial: { tls: 1, header: 1, auth: 2 },
    serialTotal: 4,
    pipelined: { tls: 1, auth: 2 },
    pipelinedTotal: 3,
  },
  {
    row: 'R23',
    base: 'fast-resume-quic',
    serial: { tls: 1, header: 1, auth: 1 },
    serialTotal: 3,
    pipelined: { tls: 1, auth: 1 },
    pipelinedTotal: 2,
    earlyData: 1,
  },
]
