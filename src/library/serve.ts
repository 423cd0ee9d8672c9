/** The embedded server on real sockets, for anybody's client. */
import { readServe } from '../words/reading/serve.ts'
import type { ServeWords } from '../words/serve.ts'
import { optionsFor } from './running/given.ts'
import { open } from './running/serve.ts'
import type { ServeOptions, Serving } from './terms/serve.ts'

/**
 * Listens until `close` is called. A server for tests: its random numbers are those of the
 * simulation, so keep it off the Internet.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be done.
 * @throws {RunError} `cannot-serve`.
 */
export const serve = async (words: ServeWords, options: ServeOptions): Promise<Serving> =>
  await open(readServe(words), optionsFor('serve', options))
