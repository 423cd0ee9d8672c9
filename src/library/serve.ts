/** The embedded server on real sockets, for anybody's client. */
import type { ServedConnection } from '../watch/served-connection.ts'
import { readServe } from '../words/reading/serve.ts'
import type { ServedAccount, ServeWords } from '../words/serve.ts'
import { open } from './running/serve.ts'

export interface ServeOptions {
  /** A connection that said anything at all is over: what it cost, what could have been saved. */
  readonly onConnection: (connection: ServedConnection) => void
  /** Something that whoever runs the server should know. */
  readonly onRemark?: ((text: string) => void) | undefined
}

export interface Serving {
  /** Where it listens. */
  readonly ports: { readonly starttls: number; readonly direct: number }
  readonly certificate: {
    /** PEM, the leaf first: what clients have to trust. */
    readonly chain: string
    /** Of the leaf: SHA-256 as `openssl x509 -fingerprint -sha256` prints it. */
    readonly fingerprint: string
  }
  /** Who may log in; passwords that were made up have to be told to whoever is to. */
  readonly accounts: readonly ServedAccount[]
  /** Ends every connection, each of which is still reported. */
  readonly close: () => Promise<void>
}

/**
 * Listens until `close` is called. A server for tests: its random numbers are those of the
 * simulation, so keep it off the Internet.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be done.
 * @throws {RunError} `cannot-serve`.
 */
export const serve = async (words: ServeWords, options: ServeOptions): Promise<Serving> =>
  await open(readServe(words), options)
