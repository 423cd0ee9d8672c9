/** What an attempt tells whoever watches it: a recorder of figures, or of everything. */
import type { SimulatedPeers } from '../../attach/simulated/peers.ts'
import type { LinkEvent } from '../../link/event.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Layer } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { DialogueNews } from '../../xmpp/dialogue/output.ts'

export interface AttemptObserver {
  readonly dialogue: (news: DialogueNews, now: Instant) => void
  /** The client has waited because Nagle's algorithm held something back. */
  readonly stalled?: (layer: Layer, now: Instant) => void
  readonly connection: Omit<SimulatedPeers, 'toClient' | 'toServer' | 'late' | 'again'>
  readonly link?: (event: LinkEvent<LinkBody>) => void
}
