/**
 * A server as a model: how it behaves at every layer, as data. One name stands for all of it.
 *
 * Left out: whose certificate it presents, which each run chooses, and the domain that it serves.
 */
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
  readonly xmpp: ServerSettings
  /** Whether it takes XMPP over QUIC (XEP-0467), on UDP beside direct TLS. */
  readonly quic?: 'spoken'
}

export interface ServerTcp {
  /** Nagle's algorithm at the server's end. */
  readonly nagle: 'off' | 'on'
  /** Whether its listener takes data in a SYN, and so grants cookies (RFC 7413 §4.1). */
  readonly fastOpen: 'accepted' | 'refused'
}
