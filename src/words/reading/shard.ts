/** Which part of a run was asked for. */
import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import { SHARDS_MAX, type Shard } from '../../run/shards/shard.ts'
import type { MergeWords, ShardWords } from '../shard.ts'
import { accept, type Unread } from './unread.ts'

const EXPECTED = `I/N, from 1/N to N/N, N at most ${SHARDS_MAX}, as in "3/16"`

const shardSchema = z.strictObject({
  shard: z.unknown().transform((text, context): Shard => {
    const [, index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(typeof text === 'string' ? text : '') ?? []
    const shard = { index: Number(index), of: Number(of) }
    if (shard.index >= 1 && shard.index <= shard.of && shard.of <= SHARDS_MAX) return shard
    refuse(context, text, EXPECTED)
    return z.NEVER
  }),
  output: z.unknown().transform((text, context): string => {
    if (typeof text === 'string' && text !== '') return text
    refuse(context, text, 'a folder for the shard')
    return z.NEVER
  }),
})

const mergeSchema = z.strictObject({ folders: z.array(z.string().min(1)).min(1).max(SHARDS_MAX) })

/** @throws {InputError} about the first thing that is wrong. */
export const readShardWords = (
  words: Unread<ShardWords>,
): { readonly shard: Shard; readonly output: string } =>
  accept<ShardWords, typeof shardSchema>(words, shardSchema).read

/** @throws {InputError} about the first thing that is wrong. */
export const readMerge = (words: Unread<MergeWords>): MergeWords =>
  accept<MergeWords, typeof mergeSchema>(words, mergeSchema).read
