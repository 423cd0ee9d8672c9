/** Strategies against a real server, over the simulated link. */
import type { LiveWords } from '../words/live.ts'
import { readLive } from '../words/reading/live.ts'
import { wrongPassword } from '../words/reading/password.ts'
import { optionsFor } from './running/given.ts'
import { visit } from './running/live.ts'
import type { LiveMeasured, LiveOptions } from './terms/live.ts'

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
  return await visit(wanted, wanted.password, optionsFor('live', options))
}
