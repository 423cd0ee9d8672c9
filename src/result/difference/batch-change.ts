/**
 * By how much more trials than are kept differ at a percentile: batch by batch, each against its
 * twin. Batches are independent, and in so many trials a percentile has hardly a bias, so that the
 * mean of their differences has Student's interval (the method of batch means: Law, Simulation
 * Modeling and Analysis, 5th ed., §9.5.3; of percentiles, Nakayama, ACM TOMACS 24 (2014) 19).
 */

import { byName } from '../../record/by-name.ts'
import {
  BATCH_TRIALS,
  batchOf,
  type OutcomeBatch,
  reduceBatch,
} from '../../record/outcomes/batch.ts'
import type { OutcomeLog } from '../../record/outcomes/log.ts'
import { PERCENTILES, type Percentile } from '../../record/percentile.ts'
import type { KeptOutcome } from '../kept-outcomes.ts'
import { ms } from '../milliseconds.ts'
import type { ResultCell } from '../result.ts'
import { type Change, inUnit, NOTHING_KNOWN } from './change.ts'
import { meanChange } from './mean-change.ts'
import { toMicrosecond } from './time-change.ts'

export interface Batch {
  readonly from: number
  /** Milliseconds; null among those that never got there. */
  readonly percentiles: Readonly<Record<Percentile, number | null>>
}

export type TwinBatches = readonly (readonly [before: Batch, after: Batch])[]

/** Fewer say too little; a cell that keeps all its trials has no need of them. */
const BATCHES_LEAST = 10

/** What single trials of a cell are known: the first ones, and batches of later ones. */
export interface Known {
  readonly outcomes: readonly KeptOutcome[]
  readonly later: readonly Batch[]
}

export const knownOfCell = ({ outcomes }: ResultCell, kept: readonly KeptOutcome[]): Known => ({
  outcomes: kept,
  later: (outcomes?.batches ?? []).map((batch) => ({ from: batch.from, percentiles: batch })),
})

export const knownOfLog = ({ outcomes, batches }: OutcomeLog): Known => ({
  outcomes,
  later: batches.map(inMilliseconds),
})

const inMilliseconds = ({ from, percentilesUs }: OutcomeBatch): Batch => ({
  from,
  percentiles: byName(PERCENTILES, (name) => {
    const us = percentilesUs[name]
    return us === undefined ? null : ms(us)
  }),
})

/** All whole batches that both have; undefined where trial by trial says as much. */
export function twinBatches(before: Known, after: Known): TwinBatches | undefined {
  if (before.later.length === 0 || after.later.length === 0) return undefined
  const known = new Map(batchesOf(before).map((batch) => [batch.from, batch]))
  const twins = batchesOf(after).flatMap((batch) => {
    const twin = known.get(batch.from)
    return twin === undefined ? [] : [[twin, batch] as const]
  })
  return twins.length < BATCHES_LEAST ? undefined : twins
}

function batchesOf({ outcomes, later }: Known): readonly Batch[] {
  const members = new Map<number, KeptOutcome[]>()
  for (const outcome of outcomes) {
    const batch = batchOf(outcome.trial)
    const known = members.get(batch) ?? []
    known.push(outcome)
    members.set(batch, known)
  }
  const early = [...members].filter(([, those]) => those.length === BATCH_TRIALS)
  return [...early.map(([batch, those]) => inMilliseconds(reduceBatch(batch, those))), ...later]
}

export function changeOfBatches(batches: TwinBatches, percentile: Percentile): Change {
  const pairs = batches.flatMap(([before, after]) => {
    const [a, b] = [before.percentiles[percentile], after.percentiles[percentile]]
    return a === null || b === null ? [] : [[a, b] as const]
  })
  // Where one is not known, the others are not what the percentile is.
  return pairs.length < batches.length ? NOTHING_KNOWN : inUnit(meanChange(pairs), toMicrosecond)
}
