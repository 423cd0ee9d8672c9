/** What a dialogue tells whoever runs it. */
import type { Failure, Layer, Milestone, TransportCommand } from '../../transport.ts'
import type { Session } from './session.ts'
import type { Heard, Said } from './utterance.ts'

export type Outcome =
  | { readonly kind: 'ready'; readonly session: Session }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type DialogueOutput =
  | { readonly kind: 'command'; readonly command: TransportCommand }
  | { readonly kind: 'waited'; readonly layer: Layer }
  | { readonly kind: 'reached'; readonly milestone: Milestone }
  | Said
  | Heard
  | { readonly kind: 'finished'; readonly outcome: Outcome }
