/**
 * What an algorithm of congestion control comes up with, held to what it may be. A mistake in one
 * is a bug of ours and is named where it is made: a window that is no number never lets a sender
 * finish, and half a segment makes plausible figures.
 */
import type { ControlBlock } from '../control-block.ts'
import type { PathModel } from './congestion-control.ts'

const refuse = (tcb: ControlBlock, what: string, expected: string, found: number): never => {
  const { congestion } = tcb.settings
  throw new Error(`Expected the ${what} of "${congestion}" to be ${expected}, found ${found}`)
}

/** A whole number of segments, at least 2 (RFC 5681 §3.1); infinite where a model leaves it unset. */
export const thresholdAfterLoss = (tcb: ControlBlock): number => {
  const threshold = tcb.congestion.thresholdAfterLoss(tcb)
  const isUnset = threshold === Number.POSITIVE_INFINITY && tcb.model !== undefined
  if (!isUnset && !(Number.isInteger(threshold) && threshold >= 2))
    refuse(tcb, 'threshold', 'a whole number of at least 2', threshold)
  return threshold
}

/** Where it is not what it was before: others lower it too (prr.ts). */
const requireWindow = (tcb: ControlBlock, before: number): void => {
  const { window } = tcb
  if (window !== before && !(Number.isInteger(window) && window >= 1))
    refuse(tcb, 'window', 'a whole number of at least 1', window)
}

export const grow = (tcb: ControlBlock, segments: number): void => {
  const before = tcb.window
  tcb.congestion.acknowledged(tcb, segments)
  requireWindow(tcb, before)
}

export const follow = (
  tcb: ControlBlock,
  model: PathModel,
  delivered: number,
  lost: number,
): void => {
  const before = tcb.window
  model.answered(tcb, delivered, lost)
  requireWindow(tcb, before)
  const { rate } = model.pacing
  if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY))
    refuse(tcb, 'pace', 'finite and not negative', rate)
}
