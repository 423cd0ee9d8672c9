/** Whoever counts messages, or follows them: told of each when the domain has dealt with it. */
import type { Instant } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'

/** `stored`: it waits for the user's next session, or in the archive for one that asks. */
export type ServedFate = 'delivered' | 'stored' | 'bounced' | 'lost'

export interface MessageWatch {
  /** A client has sent it; as often as it was sent. */
  readonly routed?: (message: WatchedMessage) => void
  /**
   * It was sent to the session of this address, which is over, and was not acknowledged. Told as soon
   * as anything is done with the user, of the time when the session was over.
   */
  readonly leftOver?: (message: LeftOver) => void
  /** It has waited for somebody to be available (XEP-0160), and goes to the session of this address. */
  readonly takenOut?: (message: XmlElement, address: string) => void
  /** The client of the session of this address has handled these, which it was sent. */
  readonly acknowledged?: (stanzas: readonly XmlElement[], address: string) => void
}

export interface WatchedMessage {
  /** With the address that it is from. */
  readonly stanza: XmlElement
  readonly fate: ServedFate
  readonly at: Instant
}

export interface LeftOver extends WatchedMessage {
  readonly user: string
  /** Full. */
  readonly address: string
}
