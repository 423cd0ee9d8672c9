/** What a dialogue tells whoever runs it. */
import type { Failure, Layer, Milestone, TransportCommand } from '../../transport.ts'
import type { XmlElement } from '../../xml/xml.ts'
import type { Ask } from './order.ts'
import type { ReadyStream } from './ready-stream.ts'
import type { Heard, Said } from './utterance.ts'

export type Outcome =
  | { readonly kind: 'ready'; readonly stream: ReadyStream }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** How a stream ends that was ready. */
export type End = { readonly kind: 'left' } | { readonly kind: 'lost'; readonly failure: Failure }

export type DialogueOutput =
  | { readonly kind: 'command'; readonly command: TransportCommand }
  | { readonly kind: 'waited'; readonly layer: Layer }
  | { readonly kind: 'reached'; readonly milestone: Milestone }
  | Said
  | Heard
  | { readonly kind: 'finished'; readonly outcome: Outcome }
  /** A stanza that nobody had asked for: a message, presence, an answer that came late. */
  | { readonly kind: 'arrived'; readonly stanza: XmlElement }
  /** The server has handled these, and they are kept no longer (XEP-0198 §4). */
  | { readonly kind: 'acknowledged'; readonly stanzas: readonly XmlElement[] }
  | { readonly kind: 'answered'; readonly ask: Ask; readonly answer: XmlElement }
  /** Behind `finished` with `ready` only, and the last: nothing is said or heard any more. */
  | { readonly kind: 'ended'; readonly end: End }

/** What a dialogue says to whoever watches it. */
export type DialogueNews = Exclude<DialogueOutput, { readonly kind: 'command' }>
