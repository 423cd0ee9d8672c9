/** What TCP calls a failure, as the transport reports it. */
import type { TcpFailure } from '../tcp/segment.ts'
import type { Failure } from '../transport.ts'

const FAILURES: Readonly<Record<TcpFailure, Failure>> = {
  'connect-timeout': {
    code: 'connect-timeout',
    detail: 'expected an answer to the SYN, found none after the last retransmission',
  },
  'retransmission-limit': {
    code: 'retransmission-limit',
    detail: 'expected an acknowledgement, found none after the last retransmission',
  },
  'keep-alive-unanswered': {
    code: 'retransmission-limit',
    detail: 'expected an acknowledgement, found none after the last keep-alive probe',
  },
  refused: { code: 'connection-refused', detail: 'expected a SYN-ACK, found a reset' },
  reset: { code: 'connection-reset', detail: 'expected an open connection, found a reset' },
}

export const tcpFailure = (failure: TcpFailure): Failure => FAILURES[failure]
