/**
 * What a client awaits in the course of a handshake, or how it spends its time, and what is known
 * by then.
 */
import type { TlsFacts } from '../transport.ts'
import type { Instant } from '../units.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import type { Ticket } from './ticket.ts'

/** The ClientHello is on its way. */
export interface ExpectServerFlight {
  readonly name: 'expect-server-flight'
  readonly hello: ClientHello
  /** Sent with the ClientHello, kept in case it is rejected. */
  readonly early: Uint8Array[]
}

/** Computing the answer to the server's flight. */
interface Thinking {
  readonly name: 'thinking'
  readonly flight: ServerFlight
  readonly before: ExpectServerFlight
  readonly until: Instant
}

/** The handshake is complete, and the application is not told yet. */
interface Pausing {
  readonly name: 'pausing'
  readonly facts: TlsFacts
  readonly until: Instant
}

/** TLS 1.2, full handshake. With False Start the application has been told `facts` already. */
export interface ExpectServerFinished {
  readonly name: 'expect-server-finished'
  readonly facts: TlsFacts
  readonly falseStarted: boolean
}

export type ClientHandshake =
  /** The application may send early data and has not yet; nothing is on the wire. */
  | { readonly name: 'expect-early-data'; readonly ticket: Ticket }
  | ExpectServerFlight
  | ExpectServerFinished
  | Thinking
  | Pausing

/** Whether the ticket's limit has room for `bytes` too, in a hello that announced early data. */
export const fitsEarly = (bytes: Uint8Array, { hello, early }: ExpectServerFlight): boolean => {
  if (!hello.early || hello.ticket === undefined) return false
  let sent = bytes.length
  for (const before of early) sent += before.length
  return sent <= hello.ticket.maxEarlyData
}
