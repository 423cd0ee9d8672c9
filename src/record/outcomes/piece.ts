/**
 * Outcomes as typed arrays, column by column: what crosses from a worker to its parent, and waits
 * there until the run is over. Most columns hardly change from trial to trial, so that a trial takes
 * little more than the four octets of its time.
 */

import { waitsKey } from '../waits.ts'
import type { KeptOutcome, TrialEnding } from './kept.ts'
import { fromRuns, fromSpans, toRuns, toSpans } from './runs.ts'

export interface OutcomePiece {
  /** Spans of indices, ascending. */
  readonly trials: Uint32Array
  /** Endings and waits that occurred. */
  readonly kinds: readonly OutcomeKind[]
  /** Runs of indices into `kinds`. */
  readonly kind: Uint32Array
  /** {@link NEVER_US} for one that never got ready. */
  readonly readyUs: Uint32Array
  /** Runs. */
  readonly bytesUp: Uint32Array
  readonly bytesDown: Uint32Array
  /** Of lives, and empty else: runs of how many episodes each had, and the time of each episode. */
  readonly episodes: Uint32Array
  readonly recoveredUs: Uint32Array
}

export interface OutcomeKind {
  readonly ending: TrialEnding
  readonly waits: readonly number[]
}

/** No time is as long: nobody is given more than an hour. */
export const NEVER_US = 0xffff_ffff

const timeUs = (time: number | undefined): number => time ?? NEVER_US
const fromTimeUs = (time: number | undefined): number | undefined =>
  time === NEVER_US ? undefined : time

/** `outcomes`: in the order of their trials. */
export function packOutcomes(outcomes: readonly KeptOutcome[]): OutcomePiece {
  const kinds = kindsOf(outcomes)
  const lives = outcomes.flatMap(({ recoveredUs }) =>
    recoveredUs === undefined ? [] : [recoveredUs],
  )
  return {
    trials: toSpans(outcomes.map(({ trial }) => trial)),
    kinds: kinds.all,
    kind: toRuns(kinds.indices),
    readyUs: Uint32Array.from(outcomes, ({ readyUs }) => timeUs(readyUs)),
    bytesUp: toRuns(outcomes.map(({ bytes }) => bytes.up)),
    bytesDown: toRuns(outcomes.map(({ bytes }) => bytes.down)),
    episodes: toRuns(lives.map((episodes) => episodes.length)),
    recoveredUs: Uint32Array.from(lives.flat(), timeUs),
  }
}

/** The kinds that occur, in the order in which they do first, and which each outcome is of. */
export function kindsOf(outcomes: readonly KeptOutcome[]): {
  readonly all: readonly OutcomeKind[]
  readonly indices: readonly number[]
} {
  const known = new Map<string, number>()
  const all: OutcomeKind[] = []
  const indices = outcomes.map(({ ending, waits }) => {
    const key = `${ending} ${waitsKey(waits)}`
    const index = known.get(key) ?? all.push({ ending, waits }) - 1
    known.set(key, index)
    return index
  })
  return { all, indices }
}

export function unpackOutcomes(piece: OutcomePiece): readonly KeptOutcome[] {
  const kind = fromRuns(piece.kind)
  const up = fromRuns(piece.bytesUp)
  const down = fromRuns(piece.bytesDown)
  const counts = fromRuns(piece.episodes)
  let episode = 0
  return fromSpans(piece.trials).map((trial, index) => {
    const { ending = 'ready', waits = [] } = piece.kinds[kind[index] ?? 0] ?? {}
    const count = counts[index]
    const recoveredUs =
      count === undefined
        ? undefined
        : Array.from(piece.recoveredUs.subarray(episode, episode + count), fromTimeUs)
    episode += count ?? 0
    return {
      trial,
      ending,
      waits,
      readyUs: fromTimeUs(piece.readyUs[index]),
      bytes: { up: up[index] ?? 0, down: down[index] ?? 0 },
      recoveredUs,
    }
  })
}
