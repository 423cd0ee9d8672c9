/** Measurements that other processes disturb: in rounds, each contender once in each. */

/** One way to do some work; measures one round of it. */
export type Measure = () => number | Promise<number>

/** What each contender measured, round by round: `[contender][round]`. */
export async function interleaved(
  rounds: number,
  contenders: readonly Measure[],
): Promise<readonly (readonly number[])[]> {
  const measured: number[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, measure] of contenders.entries()) measured[index]?.push(await measure())
  }
  return measured
}

/** The middle one, of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** The median of what one has over the other in the same round, which noise leaves alone most. */
export const medianRatio = (one: readonly number[], other: readonly number[]): number =>
  median(one.map((value, round) => value / (other[round] ?? Number.NaN)))
