/** Strategies on profiles, side by side, in virtual time. */
import type { CompareWords } from '../words/compare.ts'
import { readCompare } from '../words/reading/compare.ts'
import { runCompare } from './running/compare.ts'
import { optionsFor } from './running/given.ts'
import type { CompareOptions } from './terms/compare.ts'
import type { Measured } from './terms/measured.ts'

/**
 * Runs every strategy on every profile. With nothing said it compares seven ways to reconnect
 * on three mobile links, a thousand trials each.
 *
 *     const { result } = await compare({ profiles: ['lte_good'], rtt: '300ms', trials: 200 })
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 */
export const compare = async (
  words: CompareWords = {},
  options: CompareOptions = {},
): Promise<Measured> => await runCompare(readCompare(words), optionsFor('compare', options))
