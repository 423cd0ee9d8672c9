/**
 * Folds the trials of one cell (one strategy on one profile), in any order and in any split
 * between workers: everything kept is a count, an integer sum or a histogram, so that merging
 * is associative and commutative, and memory does not grow with the trials.
 *
 * A milestone's histogram has every trial that reached it, whether or not it was completed
 * later. Waits, packets and octets are those of completed trials: an attempt that was given up
 * has cost less than it would have.
 */
import type { FailureCode } from '../transport.ts'
import { exactSum } from './exact-mean.ts'
import { Histogram, type HistogramSnapshot } from './histogram.ts'
import { MILESTONES, type Milestone } from './milestone.ts'
import type { Flow, Traffic, TrialRecord } from './trial-recorder.ts'
import { type CountedWaits, rankedWaits, waitsKey } from './waits.ts'

/** What a cell has come to; sums are exact integers over the completed trials. */
export interface CellStats {
  readonly trials: number
  readonly completed: number
  /** Only the codes that occurred. */
  readonly failures: ReadonlyMap<FailureCode, number>
  /** An example of each code, in words. */
  readonly explanations: ReadonlyMap<FailureCode, string>
  /** Most frequent first; empty when nothing was completed. */
  readonly waits: readonly CountedWaits[]
  readonly traffic: Traffic
  readonly milestones: Readonly<Record<Milestone, Histogram>>
}

/** Plain data: survives `postMessage` and JSON. */
export interface CellSnapshot {
  readonly trials: number
  readonly completed: number
  readonly failures: readonly (readonly [FailureCode, number])[]
  readonly explanations: readonly (readonly [FailureCode, string])[]
  readonly waits: readonly (readonly [string, number])[]
  readonly traffic: Traffic
  readonly milestones: Readonly<Record<Milestone, HistogramSnapshot>>
}

const NO_FLOW: Flow = { packets: 0, bytes: 0, linkBytes: 0, retransmitted: 0 }

export class CellRecorder {
  #trials = 0
  #completed = 0
  readonly #failures = new Map<FailureCode, number>()
  readonly #explanations = new Map<FailureCode, string>()
  readonly #waits = new Map<string, number>()
  #up: Flow = NO_FLOW
  #down: Flow = NO_FLOW
  readonly #milestones = forEachMilestone(() => new Histogram())

  static fromSnapshot(snapshot: CellSnapshot): CellRecorder {
    const recorder = new CellRecorder()
    recorder.#trials = snapshot.trials
    recorder.#completed = snapshot.completed
    addCounts(recorder.#failures, snapshot.failures)
    addExplanations(recorder.#explanations, snapshot.explanations)
    addCounts(recorder.#waits, snapshot.waits)
    recorder.#up = snapshot.traffic.up
    recorder.#down = snapshot.traffic.down
    for (const milestone of MILESTONES) {
      recorder.#milestones[milestone].merge(Histogram.fromSnapshot(snapshot.milestones[milestone]))
    }
    return recorder
  }

  record(trial: TrialRecord): void {
    this.#trials += 1
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
    this.#completed += 1
    addCounts(this.#waits, [[waitsKey(trial.waits), 1]])
    this.#up = addFlows(this.#up, trial.traffic.up)
    this.#down = addFlows(this.#down, trial.traffic.down)
  }

  merge(other: CellRecorder): void {
    this.#trials += other.#trials
    this.#completed += other.#completed
    addCounts(this.#failures, other.#failures)
    addExplanations(this.#explanations, other.#explanations)
    addCounts(this.#waits, other.#waits)
    this.#up = addFlows(this.#up, other.#up)
    this.#down = addFlows(this.#down, other.#down)
    for (const milestone of MILESTONES) {
      this.#milestones[milestone].merge(other.#milestones[milestone])
    }
  }

  toStats(): CellStats {
    return {
      trials: this.#trials,
      completed: this.#completed,
      failures: this.#failures,
      explanations: this.#explanations,
      waits: rankedWaits(this.#waits),
      traffic: { up: this.#up, down: this.#down },
      milestones: this.#milestones,
    }
  }

  /** The same whatever the order of trials and merges. */
  toSnapshot(): CellSnapshot {
    return {
      trials: this.#trials,
      completed: this.#completed,
      failures: [...this.#failures].sort(byKey),
      explanations: [...this.#explanations].sort(byKey),
      waits: [...this.#waits].sort(byKey),
      traffic: { up: this.#up, down: this.#down },
      milestones: forEachMilestone((milestone) => this.#milestones[milestone].toSnapshot()),
    }
  }
}

function forEachMilestone<Value>(
  create: (milestone: Milestone) => Value,
): Readonly<Record<Milestone, Value>> {
  return {
    connected: create('connected'),
    secured: create('secured'),
    authenticated: create('authenticated'),
    ready: create('ready'),
  }
}

function addCounts<Key>(to: Map<Key, number>, counts: Iterable<readonly [Key, number]>): void {
  for (const [key, count] of counts) to.set(key, (to.get(key) ?? 0) + count)
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

const addFlows = (a: Flow, b: Flow): Flow => ({
  packets: exactSum(a.packets, b.packets),
  bytes: exactSum(a.bytes, b.bytes),
  linkBytes: exactSum(a.linkBytes, b.linkBytes),
  retransmitted: exactSum(a.retransmitted, b.retransmitted),
})

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
