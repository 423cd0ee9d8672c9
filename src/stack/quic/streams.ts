/**
 * What TLS says, as QUIC carries it (RFC 9001 §4): which message goes into the CRYPTO frames of which
 * space and how long it is there, and which octets are the stream's.
 */
import type { KeysOf } from '../../quic/interface.ts'
import type { Space } from '../../quic/packet.ts'
import {
  clientFlightMessage,
  clientHelloMessage,
  HELLO_RETRY_REQUEST_MESSAGE,
  serverMessages,
  ticketMessage,
} from '../../tls/crypto-frames.ts'
import { encoded, type Piece, type RecordPiece } from '../../tls/piece.ts'
import type { ClientHello, TlsRecord } from '../../tls/record.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import { MessageStream } from './message-stream.ts'

/** The ServerHello is a message of its own there: with it come the keys for the rest of the flight. */
export type QuicMessage = RecordPiece | 'server-hello'

/** One direction of a connection. */
export class QuicStreams {
  readonly crypto: Readonly<Record<Space, MessageStream<QuicMessage>>> = {
    initial: new MessageStream(),
    handshake: new MessageStream(),
    application: new MessageStream(),
  }
  readonly data: MessageStream<QuicMessage> = new MessageStream()
}

export interface Placed {
  readonly to: Space | 'stream'
  readonly message: QuicMessage
  readonly length: number
}

/** RFC 9001 §8.1: a protocol is always negotiated; XEP-0467 has this one. */
const ALPN = 'xmpp-client'

export type QuicTls =
  | { readonly role: 'client'; readonly settings: TlsClientSettings }
  | { readonly role: 'server'; readonly settings: TlsServerSettings }

/**
 * Where a record of TLS goes. Nothing of a closing alert: a connection is closed by frames of its own.
 * `hello`: the last ClientHello, and whether it came behind a Retry.
 */
export function placed(
  piece: Piece,
  tls: QuicTls,
  hello: { readonly message: ClientHello | undefined; readonly retried: boolean },
): readonly Placed[] {
  if (piece.kind === 'clear') throw new Error('expected a TLS record, got octets in the clear')
  const { record } = piece
  const inSpace = (to: Space, length: number): readonly Placed[] => [
    { to, message: encoded(record, length), length },
  ]
  switch (record.kind) {
    case 'client-hello':
      if (tls.role === 'server') break
      return inSpace('initial', clientHelloMessage(record, tls.settings))
    case 'hello-retry-request':
      return inSpace('initial', HELLO_RETRY_REQUEST_MESSAGE)
    case 'server-flight': {
      if (tls.role === 'client' || hello.message === undefined) break
      const { retried } = hello
      const lengths = serverMessages(record, hello.message, tls.settings, { alpn: ALPN, retried })
      return [
        { to: 'initial', message: 'server-hello', length: lengths.hello },
        ...inSpace('handshake', lengths.rest),
      ]
    }
    case 'client-flight':
      return inSpace('handshake', clientFlightMessage(record))
    case 'new-session-ticket':
      return inSpace('application', ticketMessage(record))
    case 'application-data': {
      const { length } = record.bytes
      return [{ to: 'stream', message: encoded(record, length), length }]
    }
    case 'alert':
      return []
    case 'server-finished':
  }
  throw new Error(`expected what the ${tls.role} says in TLS 1.3, got ${record.kind}`)
}

/** Which keys there are before a message can be sent. */
export const keysBefore = (record: TlsRecord): readonly KeysOf[] => {
  switch (record.kind) {
    case 'client-hello':
      return record.early ? ['early'] : []
    case 'server-flight':
      return ['handshake', 'application']
    case 'client-flight':
      return ['application']
    default:
      return []
  }
}
