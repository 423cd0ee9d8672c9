/**
 * Drops exactly the packets listed, by their index (from 0) among those that reach this stage.
 * No chance in it: for replaying the losses of a recorded connection, and for ladders that
 * show what the loss of one particular packet costs.
 */
import { requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface DropListSettings {
  readonly kind: 'drop-list'
  /** From 0, in the order in which packets reach the stage. */
  readonly indices: readonly number[]
}

export const dropListStage: StageFactory<DropListSettings> = ({ indices }) => {
  for (const index of indices) requireWhole('drop-list', 'indices', index)
  const listed = new Set(indices)
  const dropped = dropBecause('listed')
  let next = 0
  return (_packet, now) => {
    const index = next
    next += 1
    return listed.has(index) ? dropped : now
  }
}
