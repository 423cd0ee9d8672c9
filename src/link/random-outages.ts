/** Nothing that enters during one of the spans of a journey passes: tunnels, cells that fail. */
import { endOnJourney, type Journey } from './journey.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface RandomOutagesSettings extends Journey {
  readonly kind: 'random-outages'
}

export const randomOutagesStage: StageFactory<RandomOutagesSettings> = (settings, { origin }) => {
  const outageEnd = endOnJourney('random-outages', settings, origin)
  const dropped = dropBecause('outage')
  return (_packet, now) => (outageEnd(now) === undefined ? now : dropped)
}
