/** What a life is told, and what it tells whoever carries it out. */
import type { Failure } from '../transport.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import type { End } from '../xmpp/dialogue/output.ts'

/** Whether stream management (XEP-0198) is on. */
export type StreamKind = 'managed' | 'unmanaged'

export type LifeInput =
  /** The client wants to connect. */
  | { readonly kind: 'begin' }
  /** The attempt under way has a connection. */
  | { readonly kind: 'connected' }
  /** It has got through. `carried`: what is in the ledger of its stream already. */
  | {
      readonly kind: 'ready'
      readonly stream: StreamKind
      readonly way: 'resumed' | 'bound'
      /** Whether the client's presence has been said on the way already. */
      readonly presence: 'said' | 'unsaid'
      readonly carried: readonly XmlElement[]
    }
  | { readonly kind: 'failed' }
  /** The stream that was ready has ended. */
  | { readonly kind: 'lost'; readonly end: End }
  | { readonly kind: 'heard' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'acknowledged'; readonly stanzas: readonly XmlElement[] }
  /** What the operating system says of the network: it is there again, or another one. */
  | { readonly kind: 'network' }
  | { readonly kind: 'slept' }
  | { readonly kind: 'woke'; readonly by: 'user' | 'push' }
  /** The user presses send. */
  | { readonly kind: 'compose'; readonly message: XmlElement }

export type LifeOutput =
  | { readonly kind: 'attempt'; readonly number: number }
  /** Of the attempt, or of the connection: nothing more is expected of it. */
  | { readonly kind: 'let-go'; readonly failure: Failure }
  | { readonly kind: 'order'; readonly order: Order }
