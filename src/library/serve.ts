/** The embedded server on real sockets, for anybody's client. */
import { randomInt } from 'node:crypto'
import {
  serve as listen,
  type ServeOptions as RunOptions,
  type Serving as RunServing,
  type ServedCertificate,
  type ServedConnection,
} from '../run/serve/serve.ts'
import type { ServedAccount } from '../words/serve-accounts.ts'
import { readServe, type ServeWords, type Stand } from '../words/serve-words.ts'
import { RunError } from './run-error.ts'

export interface ServeOptions {
  /** A connection that said anything at all is over: what it cost, what could have been saved. */
  readonly onConnection: (connection: ServedConnection) => void
  /** Something that whoever runs the server should know. */
  readonly onRemark?: ((text: string) => void) | undefined
}

export interface Serving extends RunServing {
  readonly certificate: ServedCertificate
  /** Who may log in; passwords that were made up have to be told to whoever is to. */
  readonly accounts: readonly ServedAccount[]
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

export async function open(
  { certificate: given, ...stand }: Stand,
  { onConnection, onRemark }: ServeOptions,
): Promise<Serving> {
  const certificate = given ?? (await madeCertificate(stand.domain))
  const options: RunOptions = {
    ...stand,
    certificate,
    seed: `${randomInt(2 ** 32)} ${randomInt(2 ** 32)} ${randomInt(2 ** 32)}`,
    wallClock: Date.now(),
    remark: (text) => onRemark?.(text),
    served: onConnection,
  }
  try {
    return { ...(await listen(options)), certificate, accounts: stand.accounts }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    // Node says "listen EADDRINUSE: address already in use 127.0.0.1:5222", OpenSSL its own.
    const where = given === undefined ? '' : ' with this certificate'
    throw new RunError('cannot-serve', `cannot serve${where}: ${error.message}`, { cause: error })
  }
}

/** Making one takes a library that nothing else needs to load. */
async function madeCertificate(domain: string): Promise<ServedCertificate> {
  const { ownCertificate } = await import('../files/own-certificate.ts')
  return await ownCertificate(domain)
}
