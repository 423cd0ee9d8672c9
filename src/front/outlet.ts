/** A connection that a front makes to somebody behind it. */
import type { TransportCommand, TransportEvent } from '../transport.ts'
import type { Behind } from './settings.ts'

export interface Outlet {
  say(command: TransportCommand): void
}

/** `hear`: never called within this call or within `say`. */
export type Reach = (whom: Behind, hear: (event: TransportEvent) => void) => Outlet
