/** Comparisons in parts, for what outgrows one machine. */
import type { CompareWords } from '../words/compare.ts'
import { readCompare } from '../words/reading/compare.ts'
import { readMerge, readShardWords } from '../words/reading/shard.ts'
import type { MergeWords, ShardWords } from '../words/shard.ts'
import { optionsFor } from './running/given.ts'
import { measuredOf, mergeShards, runShard } from './running/shards.ts'
import type { CompareOptions } from './terms/compare.ts'
import type { Measured } from './terms/measured.ts'
import type { ShardDone } from './terms/shard.ts'

/**
 * Does one of so many parts of a comparison, and writes it to a folder; one that is there already is
 * left as it is. Any part may be done anywhere, at any time, and again.
 *
 *     await compareShard({ trials: 100_000 }, { shard: '3/16', output: 'parts' })
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run, or written there.
 */
export const compareShard = async (
  words: CompareWords,
  part: ShardWords,
  options: Omit<CompareOptions, 'outcomes'> = {},
): Promise<ShardDone> =>
  await runShard(readCompare(words), readShardWords(part), optionsFor('compareShard', options))

/**
 * Puts all parts of a comparison together: what comes of it is what the comparison as a whole would
 * have come to, to the byte.
 *
 *     const { result } = merge({ folders: ['parts'] })
 *
 * @throws {InputError} when they are of different runs, or of different versions of the tool, when one
 * is there twice, or when one is missing.
 */
export function merge(words: MergeWords, options: Pick<CompareOptions, 'outcomes'> = {}): Measured {
  optionsFor('merge', options)
  return measuredOf(mergeShards(readMerge(words).folders), options)
}
