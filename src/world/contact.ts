/**
 * One connection of a client to the server, as a world sees it: simulated, or to a real server. A
 * contact goes on after its client is ready, and at the server's end after the client has let go of
 * it, for as long as nobody tells the server: it is half-open then.
 *
 * Decides nothing: when to begin, what to say and when to let go is told from above.
 */
import type { Cut } from '../attach/simulated/connection.ts'
import type { Traffic } from '../stack/stack.ts'
import type { Instant } from '../units.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import type { DialogueNews } from '../xmpp/dialogue/output.ts'

export type { Cut }

/** Told what the client's dialogue says. */
export type Hear = (news: DialogueNews, now: Instant) => void

/** A connection, as far as it is seen from the network that it crosses. */
export type Crossing = Pick<Contact, 'traffic' | 'state' | 'cut' | 'orphan' | 'sleep' | 'wake'>

export interface Contact {
  /** The client wants to connect. */
  begin(): void
  /** To a dialogue that is ready. */
  order(order: Order): void
  /** What both ends have sent so far. */
  readonly traffic: Traffic
  /** Whether the server takes it for open (not before it has heard of it), and what is said can reach it. */
  readonly state: 'whole' | 'broken'
  /** The client closes its socket and hears nothing any more; what the server is told, the path decides. */
  letGo(): void
  /** The client does not run: it reads what has come when it wakes. */
  sleep(): void
  wake(): void
  /** It is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void
  /** Nobody listens at the server while that is so: what comes by then meets a reset. */
  refuseWhile(isDown: () => boolean): void
  /** The server stops: its host closes the socket, and still delivers what had been said. */
  orphan(): void
}
