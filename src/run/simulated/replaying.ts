/**
 * Runs the trials of cells, one after the other: the first of each in full, and those behind them over
 * what the cell's conversation has been recorded as, which comes to the same in a third of the time.
 *
 * That it does is checked: the first trial over a recording, and one in a thousand, are run both ways.
 */
import { isDeepStrictEqual } from 'node:util'
import type { TrialRecord } from '../../record/trial-record.ts'
import type { Cell } from './cell.ts'
import { type Recorded, recorded } from './recorded.ts'
import { TrialRunner } from './trial.ts'
import { type Begun, ended } from './under-way.ts'

/** `never`: every trial in full, for doubt. */
export type Replay = 'where-it-pays' | 'never'

/** A trial that came to something else over a recording than in full. A bug, told as such. */
export class ReplayDifference extends Error {
  override readonly name = 'ReplayDifference'
}

/** To record takes as long as so many trials in full. */
const RECORDED_AFTER = 10
const CHECKED_ONE_IN = 1_000

/** `undefined`: not to be had. */
type Known = Recorded | undefined

type Recording =
  | { readonly kind: 'not-yet'; trials: number }
  | { readonly kind: 'unchecked' | 'checked'; readonly recorded: Recorded }
  | { readonly kind: 'impossible' }

export class ReplayingRunner {
  readonly #replay: Replay
  readonly #record: typeof recorded
  readonly #trials = new TrialRunner()
  #cell: Cell | undefined
  #recording: Recording = { kind: 'impossible' }
  /** What is said does not depend on the link: one recording for all links of a strategy and a server. */
  readonly #known = new WeakMap<Cell['earlier'], { readonly recorded: Known }>()

  constructor(replay: Replay, record = recorded) {
    this.#replay = replay
    this.#record = record
  }

  /** @throws {ReplayDifference} */
  run(cell: Cell, index: number): TrialRecord {
    return ended(this.begin(cell, index))
  }

  /** The same, but for a life's steps. @throws {ReplayDifference} */
  begin(cell: Cell, index: number): Begun {
    // Of lives nothing is recorded.
    if (cell.course !== undefined) return this.#trials.begin(cell, index)
    const recording = this.#recordingOf(cell)
    if (recording.kind === 'not-yet' || recording.kind === 'impossible') {
      return this.#trials.run(cell, index)
    }
    const replayed = this.#trials.replay(cell, recording.recorded, index)
    if (replayed === undefined) return this.#trials.run(cell, index)
    if (recording.kind === 'checked' && index % CHECKED_ONE_IN !== 0) return replayed
    this.#recording = { kind: 'checked', recorded: recording.recorded }
    return same(replayed, this.#trials.run(cell, index), cell, index)
  }

  #recordingOf(cell: Cell): Recording {
    if (this.#cell !== cell) {
      this.#cell = cell
      const known = this.#known.get(cell.earlier)
      if (this.#replay === 'never') this.#recording = { kind: 'impossible' }
      else this.#recording = known === undefined ? { kind: 'not-yet', trials: 0 } : begun(known)
    }
    const recording = this.#recording
    if (recording.kind !== 'not-yet') return recording
    recording.trials += 1
    if (recording.trials <= RECORDED_AFTER) return recording
    const made = { recorded: this.#record(cell) }
    this.#known.set(cell.earlier, made)
    this.#recording = begun(made)
    return this.#recording
  }
}

const begun = ({ recorded }: { readonly recorded: Known }): Recording =>
  recorded === undefined ? { kind: 'impossible' } : { kind: 'unchecked', recorded }

function same(replayed: TrialRecord, full: TrialRecord, cell: Cell, index: number): TrialRecord {
  if (isDeepStrictEqual(replayed, full)) return full
  const { strategy, profile, conditions } = cell
  throw new ReplayDifference(
    `trial ${index} of ${strategy.name} on ${profile.name} at ${conditions.server.name} came to ` +
      `${differing(full, replayed)} in full and to ${differing(replayed, full)} over its recording: ` +
      'a bug of this tool, please report it; --no-replay runs every trial in full',
  )
}

/** What the first has that the other has not. */
const differing = (one: TrialRecord, other: TrialRecord): string => {
  const fields = new Map(Object.entries(other))
  const own = Object.entries(one).filter(
    ([name, value]) => !isDeepStrictEqual(value, fields.get(name)),
  )
  return JSON.stringify(Object.fromEntries(own))
}
