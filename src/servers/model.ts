/**
 * A server as a model: how it behaves at every layer, as data. One name stands for all of it.
 *
 * Left out: whose certificate it presents, which each run chooses, and the domain that it serves.
 */
import type { BoshSettings } from '../bosh/settings.ts'
import type { FrontSettings } from '../front/settings.ts'
import type { OpeningAnswer } from '../http/web-socket/handshake.ts'
import type { TlsServerBehaviour } from '../tls/settings.ts'
import type { ServerSettings } from '../xmpp/server/settings.ts'

export interface ServerModel {
  /** As typed after `--server`. */
  readonly name: string
  /** Of one that was read from a file: the name of the server that it is built on. */
  readonly base?: string
  /** One line for lists. */
  readonly summary: string
  readonly tcp: ServerTcp
  /** By the port that a client connects to. */
  readonly tls: Readonly<Record<'starttls' | 'direct', TlsServerBehaviour>>
  readonly http: ServerHttp
  readonly xmpp: ServerSettings
  /** A proxy that clients meet in its place, and whose TLS that is. */
  readonly front?: FrontSettings
  /** Whether it takes XMPP over QUIC (XEP-0467), on UDP beside direct TLS. */
  readonly quic?: 'spoken'
}

/** What it does where XMPP is carried by HTTP, on a port with the TLS of `direct`. */
export interface ServerHttp {
  /** In a WebSocket: whether XMPP sees the TLS below, so that authentication can be bound to it. */
  readonly channel: 'seen' | 'hidden'
  readonly webSocket: OpeningAnswer
  readonly bosh: BoshSettings
}

export interface ServerTcp {
  /** Nagle's algorithm at the server's end. */
  readonly nagle: 'off' | 'on'
  /** Whether its listener takes data in a SYN, and so grants cookies (RFC 7413 §4.1). */
  readonly fastOpen: 'accepted' | 'refused'
}
