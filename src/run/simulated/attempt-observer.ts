/** What an attempt tells whoever watches it: a recorder of figures, or of everything. */
import type { SimulatedPeers } from '../../attach/simulated/peers.ts'
import type { LinkEvent } from '../../link/event.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Instant } from '../../units.ts'
import type { DialogueNews } from '../attempt-record.ts'

export interface AttemptObserver {
  readonly dialogue: (news: DialogueNews, now: Instant) => void
  readonly connection: Omit<SimulatedPeers, 'toClient' | 'toServer'>
  readonly link?: (event: LinkEvent<LinkBody>) => void
}
