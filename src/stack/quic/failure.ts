/** What QUIC calls a failure, as the transport reports it. */
import type { QuicFailure } from '../../quic/interface.ts'
import type { Failure } from '../../transport.ts'

const FAILURES: Readonly<Record<QuicFailure, Failure>> = {
  'handshake-timeout': {
    code: 'connect-timeout',
    detail: 'expected a QUIC handshake in time, found none',
  },
  'idle-timeout': {
    code: 'retransmission-limit',
    detail: 'expected a QUIC packet within the idle timeout, found none',
  },
  reset: { code: 'connection-reset', detail: 'expected an open connection, found a reset' },
  'closed-by-peer': {
    code: 'connection-reset',
    detail: 'expected an open connection, found CONNECTION_CLOSE',
  },
}

export const quicFailure = (failure: QuicFailure): Failure => FAILURES[failure]
