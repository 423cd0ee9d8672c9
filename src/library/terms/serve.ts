/** What is handed to a server beside its words, and what it is while it runs. */
import type { ServedConnection } from '../../watch/served-connection.ts'
import type { MessageCounts } from '../../watch/visit-episode.ts'
import type { ServedAccount, ServedPorts } from '../../words/serve.ts'
import type { ProxyOptions, ProxyServing } from './proxy.ts'

/** What one of these throws is an uncaught exception; what runs goes on. */
export interface ServeOptions extends Pick<ProxyOptions, 'onEpisode' | 'onHappening' | 'onOver'> {
  /** A connection that said anything at all is over: what it cost, what could have been saved. */
  readonly onConnection: (connection: ServedConnection) => void
  /** Something that whoever runs the server should know. */
  readonly onRemark?: ((text: string) => void) | undefined
}

export interface Serving {
  /** Where it listens. */
  readonly ports: ServedPorts
  readonly certificate: {
    /** PEM, the leaf first: what clients have to trust. */
    readonly chain: string
    /** Of the leaf: SHA-256 as `openssl x509 -fingerprint -sha256` prints it. */
    readonly fingerprint: string
  }
  /** Who may log in; passwords that were made up have to be told to whoever is to. */
  readonly accounts: readonly ServedAccount[]
  /** What clients come in over, where they do: orders to it, and how late it was. */
  readonly link?: Pick<ProxyServing, 'order' | 'lateness' | 'path'>
  /** How numbered messages fared so far, where there are any. */
  readonly messages?: (() => MessageCounts) | undefined
  /** Ends every connection, each of which is still reported. */
  readonly close: () => Promise<void>
}
