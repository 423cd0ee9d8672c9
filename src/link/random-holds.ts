/**
 * Packets that enter during one of the spans of a journey wait for its end and then all leave at
 * once, in order: cells change, schedulers have others to serve. That is what most stalls of
 * mobile links are; nothing is lost. Leaves out the few that drain slowly.
 */
import { endOnJourney, type Journey } from './journey.ts'
import type { StageFactory } from './stage.ts'

export interface RandomHoldsSettings extends Journey {
  readonly kind: 'random-holds'
}

export const randomHoldsStage: StageFactory<RandomHoldsSettings> = (settings, { origin }) => {
  const holdEnd = endOnJourney('random-holds', settings, origin)
  return (_packet, now) => holdEnd(now) ?? now
}
