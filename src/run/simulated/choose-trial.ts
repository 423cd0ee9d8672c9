/**
 * Which trial of a run's first cell was at a percentile: the one whose attempt took as long as the
 * nearest rank says, or one of whose episodes did. Whoever never got there took longer than whoever
 * did; of equals the first is taken.
 */
import { setImmediate } from 'node:timers/promises'
import { rankOf } from '../../record/percentile.ts'
import type { TrialRecord } from '../../record/trial-record.ts'
import type { Failure } from '../../transport.ts'
import type { RunSpec } from '../spec.ts'
import { prepareCell } from './prepare.ts'
import { ReplayingRunner } from './replaying.ts'
import { endedUnlessAborted } from './under-way.ts'

interface Took {
  readonly index: number
  /** Microseconds; undefined: it never got there. */
  readonly us: number | undefined
}

export interface Search {
  readonly signal?: AbortSignal | undefined
  /** Called with how many trials have been run, of how many. */
  readonly onProgress?: ((done: number, inAll: number) => void) | undefined
}

/** Trials between two looks at whether anybody wants it to end. */
const AT_ONCE = 200
/** A life takes as long as some 20 attempts. */
const LIVES_AT_ONCE = 10

/**
 * Of all trials of the run; or why its earlier session could not be run; undefined when it was ended early.
 *
 * @throws {ReplayDifference} (as a rejection)
 */
export async function trialAt(
  spec: RunSpec,
  percent: number,
  { signal, onProgress }: Search = {},
): Promise<number | Failure | undefined> {
  const cell = prepareCell(spec, 0)
  if ('code' in cell.earlier) return cell.earlier
  const runner = new ReplayingRunner('where-it-pays')
  const atOnce = cell.course === undefined ? AT_ONCE : LIVES_AT_ONCE
  const took: Took[] = []
  for (let index = 0; index < spec.trials; index += 1) {
    if (index % atOnce === 0) {
      onProgress?.(index, spec.trials)
      await setImmediate()
      if (signal?.aborted === true) return undefined
    }
    const record = await endedUnlessAborted(runner.begin(cell, index), signal)
    if (record === undefined) return undefined
    for (const us of latencies(record)) took.push({ index, us })
  }
  onProgress?.(spec.trials, spec.trials)
  took.sort(byTime)
  return took[rankOf(percent, took.length) - 1]?.index ?? 0
}

/** What percentiles are taken of: an attempt's time, or of a life the times of its episodes. */
const latencies = ({
  life,
  outcome,
  milestonesUs,
}: TrialRecord): readonly (number | undefined)[] =>
  life === undefined
    ? [outcome.kind === 'failed' ? undefined : milestonesUs.ready]
    : life.episodes.map(({ recovery }) => recovery?.recoveredUs)

const byTime = (one: Took, other: Took): number => {
  if (one.us !== other.us) {
    if (one.us === undefined) return 1
    if (other.us === undefined) return -1
    return one.us - other.us
  }
  return one.index - other.index
}
