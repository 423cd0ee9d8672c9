/**
 * How a run is divided: shares of a cell's trials, each small enough that workers finish
 * together and progress moves. The division changes no result: trials do not know each other,
 * and what they come to is merged by sums.
 */
import { CellRecorder, type CellSnapshot } from '../../record/cell-recorder.ts'
import type { TrialRecord } from '../../record/trial-record.ts'
import { cellCount, type RunSpec } from '../spec.ts'
import type { Cell } from './cell.ts'
import { Preparation } from './prepare.ts'
import { type Replay, ReplayingRunner } from './replaying.ts'
import type { Begun, LifeUnderWay } from './under-way.ts'

/** Trials `from` (included) to `to` (excluded) of a cell. */
export interface Share {
  readonly cell: number
  readonly from: number
  readonly to: number
}

const SHARE_TRIALS = 200

/**
 * In rounds over all cells, so that a run that is interrupted compares what it has, and what is
 * left of it can be told from what is done. Each round is as long as all before it together, because
 * a cell has to be prepared again whenever it is its turn.
 */
export function* sharesAmong(cells: number, trials: number): Generator<Share> {
  for (let round = roundFrom(0); round.from < trials; round = roundFrom(round.to)) {
    for (let cell = 0; cell < cells; cell += 1) {
      yield* sharesIn(cell, round.from, Math.min(round.to, trials))
    }
  }
}

/** Cell by cell. */
export function* sharesBetween(
  cells: readonly number[],
  from: number,
  to: number,
): Generator<Share> {
  for (const cell of cells) yield* sharesIn(cell, from, to)
}

function* sharesIn(cell: number, first: number, end: number): Generator<Share> {
  for (let from = first; from < end; from += SHARE_TRIALS) {
    yield { cell, from, to: Math.min(from + SHARE_TRIALS, end) }
  }
}

export const sharesOf = (spec: RunSpec): Generator<Share> =>
  sharesAmong(cellCount(spec), spec.trials)

interface Round {
  readonly from: number
  readonly to: number
}

const roundFrom = (from: number): Round => ({ from, to: Math.max(SHARE_TRIALS, 2 * from) })

/** Whether it is its cell's last for a while, or for ever. */
export function endsRound({ to }: Share, { trials }: RunSpec): boolean {
  let round = roundFrom(0)
  while (round.to < to) round = roundFrom(round.to)
  return to === round.to || to === trials
}

/** A share under way, trial by trial, and a life slice by slice. */
export class Work {
  readonly #share: Share
  readonly #begin: (trial: number) => Begun
  readonly #recorder = new CellRecorder()
  #next: number
  /** The next trial, where it has begun. */
  #life: LifeUnderWay | undefined

  constructor(share: Share, begin: (trial: number) => Begun) {
    this.#share = share
    this.#begin = begin
    this.#next = share.from
  }

  get isDone(): boolean {
    return this.#next >= this.#share.to
  }

  /** What of the share has been done. */
  get done(): Share {
    return { ...this.#share, to: this.#next }
  }

  get counted(): CellSnapshot {
    return this.#recorder.toSnapshot()
  }

  /** The next trial, or the next slice of it. What is left in its middle is not counted. */
  step(): void {
    const begun = this.#life ?? this.#begin(this.#next)
    if (!('goOn' in begun)) {
      this.#count(begun)
      return
    }
    const record = begun.goOn()
    this.#life = record === undefined ? begun : undefined
    if (record !== undefined) this.#count(record)
  }

  #count(record: TrialRecord): void {
    this.#recorder.record(record, this.#next)
    this.#next += 1
  }
}

/** Does shares of one run, and keeps what preparing a cell has cost. */
export class ShareRunner {
  readonly #preparation: Preparation
  readonly #trials: ReplayingRunner
  /** Only the cell worked on last: within a round shares come cell by cell. */
  #prepared: { readonly index: number; readonly cell: Cell } | undefined

  constructor(spec: RunSpec, replay: Replay = 'where-it-pays') {
    this.#preparation = new Preparation(spec)
    this.#trials = new ReplayingRunner(replay)
  }

  run(share: Share): CellSnapshot {
    const work = this.begin(share)
    while (!work.isDone) work.step()
    return work.counted
  }

  begin(share: Share): Work {
    const cell = this.#prepare(share.cell)
    return new Work(share, (trial) => this.#trials.begin(cell, trial))
  }

  #prepare(index: number): Cell {
    if (this.#prepared?.index !== index) {
      this.#prepared = { index, cell: this.#preparation.cell(index) }
    }
    return this.#prepared.cell
  }
}
