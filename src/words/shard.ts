/** What a part of a comparison is told beside what the whole is told, and what puts parts together. */

export interface ShardWords {
  /** Which of how many, from 1: `3/16`. */
  readonly shard: string
  /** The folder that it is written to; other shards of the run may be there. */
  readonly output: string
}

export interface MergeWords {
  /** Folders with shards: together all of one run, and each once. */
  readonly folders: readonly string[]
}
