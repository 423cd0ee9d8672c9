/**
 * Folds the trials of one cell (one strategy on one profile), in any order and in any split
 * between workers: everything kept is a count, an integer sum, a histogram, or the outcome of one
 * of the first trials, so that merging is associative and commutative, and memory does not grow
 * with the trials for ever.
 *
 * A milestone's histogram has every trial that reached it, whether or not it was completed
 * later. Waits and figures are those of completed trials: an attempt that was given up has cost
 * less than it would have. One that got through by a fallback is not among them either: it is as
 * late as it was, but what it took is another way's, so that its waits are kept apart.
 *
 * Of a life all of that is about its first attempt; what came after it is told apart.
 */
import { type FailureCode, MILESTONES, type Milestone } from '../transport.ts'
import { byName } from './by-name.ts'
import { addCounts, byKey } from './counts.ts'
import type { Fallback } from './fallback.ts'
import type { Figures } from './figure.ts'
import { FigureSums } from './figure-sums.ts'
import { Histogram, type HistogramSnapshot } from './histogram.ts'
import { LifeRecorder, type LifeSnapshot, type LifeStats } from './life-recorder.ts'
import { OutcomeLog, type OutcomeSnapshot } from './outcomes/log.ts'
import type { TrialRecord } from './trial-record.ts'
import { type CountedWaits, rankedWaits, waitsKey } from './waits.ts'

/** What a cell has come to. */
export interface CellStats {
  readonly trials: number
  readonly completed: number
  /** Trials that got through by a fallback, by their waits; only the fallbacks that occurred. */
  readonly fallbacks: ReadonlyMap<Fallback, readonly CountedWaits[]>
  /** Only the codes that occurred. */
  readonly failures: ReadonlyMap<FailureCode, number>
  /** An example of each code, in words. */
  readonly explanations: ReadonlyMap<FailureCode, string>
  /** Most frequent first; empty when nothing was completed. */
  readonly waits: readonly CountedWaits[]
  /** Exact sums over the completed trials. */
  readonly figures: Figures
  readonly milestones: Readonly<Record<Milestone, Histogram>>
  /** Undefined where trials are single attempts. */
  readonly life: LifeStats | undefined
  /** Trial by trial, of those that said which they are. */
  readonly outcomes: OutcomeLog
}

/** The same as plain data and typed arrays: what crosses from a worker to its parent. */
export interface CellSnapshot {
  readonly trials: number
  readonly completed: number
  readonly fallbacks: readonly (readonly [Fallback, readonly (readonly [string, number])[]])[]
  readonly failures: readonly (readonly [FailureCode, number])[]
  readonly explanations: readonly (readonly [FailureCode, string])[]
  readonly waits: readonly (readonly [string, number])[]
  /** Sums, part by part in the order of the table of figures. */
  readonly figures: Float64Array
  readonly milestones: Readonly<Record<Milestone, HistogramSnapshot>>
  readonly life: LifeSnapshot | undefined
  readonly outcomes: OutcomeSnapshot
}

export class CellRecorder {
  #trials = 0
  #completed = 0
  readonly #fallbacks = new Map<Fallback, Map<string, number>>()
  readonly #failures = new Map<FailureCode, number>()
  readonly #explanations = new Map<FailureCode, string>()
  readonly #waits = new Map<string, number>()
  readonly #figures = new FigureSums()
  readonly #milestones = byName(MILESTONES, () => new Histogram())
  /** From the first life on. */
  #life: LifeRecorder | undefined
  readonly #outcomes = new OutcomeLog()

  /** `index`: which trial of the cell it is; of one that does not say so, no outcome is kept. */
  record(trial: TrialRecord, index?: number): void {
    this.#trials += 1
    if (index !== undefined) this.#outcomes.record(trial, index)
    if (trial.life !== undefined) this.#lives().record(trial.life)
    for (const milestone of MILESTONES) {
      const latencyUs = trial.milestonesUs[milestone]
      if (latencyUs !== undefined) this.#milestones[milestone].record(latencyUs)
    }
    if (trial.outcome.kind === 'failed') {
      const { code, detail } = trial.outcome
      addCounts(this.#failures, [[code, 1]])
      if (detail !== undefined) addExplanations(this.#explanations, [[code, detail]])
      return
    }
    if (trial.outcome.kind === 'ready-by-fallback') {
      addCounts(this.#waitsOf(trial.outcome.fallback), [[waitsKey(trial.waits), 1]])
      return
    }
    this.#completed += 1
    addCounts(this.#waits, [[waitsKey(trial.waits), 1]])
    this.#figures.add(trial.figures)
  }

  /** Adds what another recorder has come to. */
  merge(snapshot: CellSnapshot): void {
    this.#trials += snapshot.trials
    this.#outcomes.merge(snapshot.outcomes)
    if (snapshot.life !== undefined) this.#lives().merge(snapshot.life)
    this.#completed += snapshot.completed
    for (const [fallback, waits] of snapshot.fallbacks) addCounts(this.#waitsOf(fallback), waits)
    addCounts(this.#failures, snapshot.failures)
    addExplanations(this.#explanations, snapshot.explanations)
    addCounts(this.#waits, snapshot.waits)
    this.#figures.merge(snapshot.figures)
    for (const milestone of MILESTONES) {
      this.#milestones[milestone].merge(snapshot.milestones[milestone])
    }
  }

  /** Takes no more room than what it has counted: for cells of which nothing more is to come. */
  pack(): void {
    for (const milestone of MILESTONES) this.#milestones[milestone].pack()
    this.#life?.pack()
  }

  toStats(): CellStats {
    return {
      trials: this.#trials,
      completed: this.#completed,
      fallbacks: new Map(
        [...this.#fallbacks].map(([fallback, waits]) => [fallback, rankedWaits(waits)]),
      ),
      failures: this.#failures,
      explanations: this.#explanations,
      waits: rankedWaits(this.#waits),
      figures: this.#figures.toFigures(),
      milestones: this.#milestones,
      life: this.#life?.toStats(),
      outcomes: this.#outcomes,
    }
  }

  /** The same whatever the order of trials and merges. */
  toSnapshot(): CellSnapshot {
    return {
      trials: this.#trials,
      completed: this.#completed,
      fallbacks: [...this.#fallbacks]
        .sort(byKey)
        .map(([fallback, waits]) => [fallback, [...waits].sort(byKey)]),
      failures: [...this.#failures].sort(byKey),
      explanations: [...this.#explanations].sort(byKey),
      waits: [...this.#waits].sort(byKey),
      figures: this.#figures.toSnapshot(),
      milestones: byName(MILESTONES, (milestone) => this.#milestones[milestone].toSnapshot()),
      life: this.#life?.toSnapshot(),
      outcomes: this.#outcomes.toSnapshot(),
    }
  }

  #lives(): LifeRecorder {
    this.#life ??= new LifeRecorder()
    return this.#life
  }

  #waitsOf(fallback: Fallback): Map<string, number> {
    const known = this.#fallbacks.get(fallback) ?? new Map<string, number>()
    this.#fallbacks.set(fallback, known)
    return known
  }
}

/** Of several details the first by its text, so that the order of trials does not matter. */
function addExplanations(
  to: Map<FailureCode, string>,
  details: Iterable<readonly [FailureCode, string]>,
): void {
  for (const [code, detail] of details) {
    const known = to.get(code)
    if (known === undefined || detail < known) to.set(code, detail)
  }
}
