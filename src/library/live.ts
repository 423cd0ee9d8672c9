/** Strategies against a real server, over the simulated link. */
import type { Failure } from '../transport.ts'
import type { LiveWords } from '../words/live.ts'
import { readLive } from '../words/reading/live.ts'
import { wrongPassword } from '../words/reading/password.ts'
import type { Following, Measured } from './measured.ts'
import { visit } from './running/live.ts'

export interface LiveOptions extends Following {
  /** Called once, when it is known who the server is and what can be run. */
  readonly onFound?: ((found: FoundServer) => void) | undefined
}

export interface FoundServer {
  /** As the server says it (XEP-0092); undefined when it does not. */
  readonly software: { readonly name: string; readonly version: string | undefined } | undefined
  /** Strategies that can be run, by name. */
  readonly runnable: readonly string[]
  /** What is in the way of the others, in words. */
  readonly obstacles: ReadonlyMap<string, string>
}

export interface LiveMeasured extends Measured {
  /** What is in the way of strategies that were not run, in words. */
  readonly obstacles: ReadonlyMap<string, string>
  /** What strategies failed of that were not insisted on. */
  readonly givenUp: ReadonlyMap<string, Failure>
}

/**
 * Runs strategies against the server of an account, politely, and leaves nothing behind. Takes
 * as long as the server works on them, whatever the link.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `login-failed`.
 */
export async function live(words: LiveWords, options: LiveOptions = {}): Promise<LiveMeasured> {
  const wanted = readLive(words)
  if (wanted.password === undefined) throw wrongPassword('none', 'one, or a passwordFile')
  return await visit(wanted, wanted.password, options)
}
