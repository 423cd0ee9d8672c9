/**
 * A part of a run that is done by itself, on a machine of its own: of so many, each takes every
 * so-manieth share. So a cell that takes long is divided among as many as it has shares, and no shard
 * has more than one share above another.
 */
import { type Share, sharesAmong } from '../simulated/work.ts'

export interface Shard {
  /** From 1. */
  readonly index: number
  readonly of: number
}

export const SHARDS_MAX = 10_000

export function* sharesOfShard(cells: number, trials: number, shard: Shard): Generator<Share> {
  let number = 0
  for (const share of sharesAmong(cells, trials)) {
    if (number % shard.of === shard.index - 1) yield share
    number += 1
  }
}

/** How many trials of each cell are a shard's. */
export function trialsOfShard(cells: number, trials: number, shard: Shard): readonly number[] {
  const counts = Array.from({ length: cells }, () => 0)
  for (const { cell, from, to } of sharesOfShard(cells, trials, shard)) {
    counts[cell] = (counts[cell] ?? 0) + to - from
  }
  return counts
}

/** `3 of 16`. */
export const shardText = ({ index, of }: Shard): string => `${index} of ${of}`
