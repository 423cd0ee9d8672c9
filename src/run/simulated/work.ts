/**
 * How a run is divided: shares of a cell's trials, each small enough that workers finish
 * together and progress moves. The division changes no result: trials do not know each other,
 * and what they come to is merged by sums.
 */
import { CellRecorder, type CellSnapshot } from '../../record/cell-recorder.ts'
import { cellCount, type RunSpec } from '../spec.ts'
import type { Cell } from './cell.ts'
import { prepareCell } from './prepare.ts'
import { TrialRunner } from './trial.ts'

/** Trials `from` (included) to `to` (excluded) of a cell. */
export interface Share {
  readonly cell: number
  readonly from: number
  readonly to: number
}

const SHARE_TRIALS = 200

/**
 * The first of every cell, so that a run that is interrupted has something to show for each; then
 * cell by cell, because each has to be prepared again.
 */
export function* sharesAmong(cells: number, trials: number): Generator<Share> {
  const share = (cell: number, from: number): Share => ({
    cell,
    from,
    to: Math.min(from + SHARE_TRIALS, trials),
  })
  for (let cell = 0; cell < cells; cell += 1) yield share(cell, 0)
  for (let cell = 0; cell < cells; cell += 1) {
    for (let from = SHARE_TRIALS; from < trials; from += SHARE_TRIALS) yield share(cell, from)
  }
}

export const sharesOf = (spec: RunSpec): Generator<Share> =>
  sharesAmong(cellCount(spec), spec.trials)

/** Does shares of one run, and keeps what preparing a cell has cost. */
export class ShareRunner {
  readonly #spec: RunSpec
  readonly #trials = new TrialRunner()
  /** Only the cell worked on last: shares come cell by cell for the most part. */
  #prepared: { readonly index: number; readonly cell: Cell } | undefined

  constructor(spec: RunSpec) {
    this.#spec = spec
  }

  run(share: Share): CellSnapshot {
    const recorder = new CellRecorder()
    const cell = this.#prepare(share.cell)
    for (let trial = share.from; trial < share.to; trial += 1) {
      recorder.record(this.#trials.run(cell, trial), trial)
    }
    return recorder.toSnapshot()
  }

  #prepare(index: number): Cell {
    if (this.#prepared?.index !== index) {
      this.#prepared = { index, cell: prepareCell(this.#spec, index) }
    }
    return this.#prepared.cell
  }
}
