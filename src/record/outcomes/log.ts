/**
 * The outcomes of the first trials of a cell, one by one, and of all later ones batch by batch: so
 * that memory does not grow with the trials. Comes to the same whatever the order of trials and
 * merges.
 */

import type { TrialRecord } from '../trial-record.ts'
import { BATCH_TRIALS, batchOf, type OutcomeBatch, reduceBatch } from './batch.ts'
import { type KeptOutcome, keptOutcome } from './kept.ts'
import { type OutcomePiece, packOutcomes, unpackOutcomes } from './piece.ts'

/** Of trials with a lower index the outcome is kept. */
export const OUTCOMES_KEPT = 100_000

export interface OutcomeSnapshot {
  readonly pieces: readonly OutcomePiece[]
  readonly batches: readonly OutcomeBatch[]
}

export class OutcomeLog {
  /** One after the other, as they were told. */
  #told: KeptOutcome[] = []
  readonly #pieces: OutcomePiece[] = []
  /** Of batches that are not complete. */
  readonly #open = new Map<number, { readonly pieces: OutcomePiece[]; trials: number }>()
  readonly #batches: OutcomeBatch[] = []

  record(trial: TrialRecord, index: number): void {
    this.#told.push(keptOutcome(trial, index))
  }

  merge({ pieces, batches }: OutcomeSnapshot): void {
    for (const piece of pieces) this.#take(piece)
    this.#batches.push(...batches)
  }

  toSnapshot(): OutcomeSnapshot {
    this.#settle()
    const open = [...this.#open.values()].flatMap(({ pieces }) => pieces)
    return { pieces: joined([...this.#pieces, ...open]), batches: this.batches }
  }

  /** In the order of their trials. */
  get outcomes(): readonly KeptOutcome[] {
    this.#settle()
    return this.#pieces.flatMap(unpackOutcomes).sort(byTrial)
  }

  /** In their order; none of trials whose outcomes are kept, and none that is not complete. */
  get batches(): readonly OutcomeBatch[] {
    return this.#batches.toSorted((a, b) => a.from - b.from)
  }

  #settle(): void {
    if (this.#told.length === 0) return
    const told = this.#told.sort(byTrial)
    this.#told = []
    this.#take(packOutcomes(told))
  }

  #take(piece: OutcomePiece): void {
    const { trials } = piece
    if ((trials.at(-1) ?? 0) <= OUTCOMES_KEPT) {
      this.#pieces.push(piece)
      return
    }
    if (isOfOneBatch(trials) && (trials[0] ?? 0) >= OUTCOMES_KEPT) this.#gather(piece)
    else for (const part of divided(piece)) this.#take(part)
  }

  #gather(piece: OutcomePiece): void {
    const batch = batchOf(piece.trials[0] ?? 0)
    const open = this.#open.get(batch) ?? { pieces: [], trials: 0 }
    open.pieces.push(piece)
    open.trials += countIn(piece.trials)
    if (open.trials < BATCH_TRIALS) {
      this.#open.set(batch, open)
      return
    }
    this.#open.delete(batch)
    this.#batches.push(reduceBatch(batch, open.pieces.flatMap(unpackOutcomes)))
  }
}

/** As one, so that it does not show who has told which of them. */
const joined = (pieces: readonly OutcomePiece[]): readonly OutcomePiece[] =>
  pieces.length < 2 ? pieces : [packOutcomes(pieces.flatMap(unpackOutcomes).sort(byTrial))]

/** The last is excluded. */
const isOfOneBatch = (spans: Uint32Array): boolean =>
  batchOf(spans[0] ?? 0) === batchOf((spans.at(-1) ?? 1) - 1)

/** Batch by batch. */
function divided(piece: OutcomePiece): readonly OutcomePiece[] {
  const byBatch = new Map<number, KeptOutcome[]>()
  for (const outcome of unpackOutcomes(piece)) {
    const batch = batchOf(outcome.trial)
    const known = byBatch.get(batch) ?? []
    known.push(outcome)
    byBatch.set(batch, known)
  }
  return [...byBatch.values()].map(packOutcomes)
}

function countIn(spans: Uint32Array): number {
  let count = 0
  for (let index = 0; index < spans.length; index += 2) {
    count += (spans[index + 1] ?? 0) - (spans[index] ?? 0)
  }
  return count
}

const byTrial = (a: KeptOutcome, b: KeptOutcome): number => a.trial - b.trial
