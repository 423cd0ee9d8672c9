/**
 * A client as a model: what its TLS stack and its sockets are like and how long it computes, as
 * data. One name stands for all of it; what it says is the strategy's matter.
 */
import type { ProcessingTime } from '../processing-time.ts'
import type { TlsClientBehaviour } from '../tls/settings.ts'

export interface ClientModel {
  /** As typed after `--client`. */
  readonly name: string
  /** One line for lists. */
  readonly summary: string
  /** Nagle's algorithm at the client's end. */
  readonly tcp: { readonly nagle: 'off' | 'on' }
  readonly tls: TlsClientBehaviour
  /** Where it is otherwise on a port for direct TLS. */
  readonly tlsOnDirect?: Pick<TlsClientBehaviour, 'finished'>
  /** Extensions of its ClientHello: the server's name (RFC 6066 §3), ALPN (XEP-0368 §4). */
  readonly hello: { readonly serverName: Extension; readonly alpn: Extension }
  /** From the arrival of something that can be read until the client has acted on it. */
  readonly reaction: ProcessingTime
}

type Extension = 'sent' | 'omitted'
