/** What a part of a comparison has come to. */

export interface ShardDone {
  /** Where it is. */
  readonly path: string
  /** Of this shard. */
  readonly trials: number
  /** `was-there`: of an earlier run, and whole. `interrupted`: nothing was written. */
  readonly state: 'written' | 'was-there' | 'interrupted'
}
