/** Many clients that come back to one server at once, in virtual time. */
import type { StormResult } from '../result/storm.ts'
import { readStorm } from '../words/reading/storm.ts'
import type { StormWords } from '../words/storm.ts'
import { optionsFor } from './running/given.ts'
import { stormed } from './running/storm.ts'
import type { StormOptions } from './terms/storm.ts'

/**
 * Lets them come. In one thread: whoever comes waits for those before, so that there is nothing to be
 * divided. The same seed gives the same bytes.
 *
 *     const { backAfter } = await storm({ clients: 10_000, mix: ['fast-resume-direct/conversations'] })
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} when the session that clients come from cannot be had.
 */
export const storm = async (words: StormWords, options: StormOptions = {}): Promise<StormResult> =>
  await stormed(readStorm(words), optionsFor('storm', options))
