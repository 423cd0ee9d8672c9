/**
 * What is said in one cell's conversation, without its words: how many octets each end says, what
 * it must have heard before, and how long the server thinks. Recorded once (`client-recorder.ts`,
 * `server-recorder.ts`), and from then on said again by `client.ts` and `server.ts`, over the same TCP, TLS, desk and link.
 *
 * Left out: everything that a trial can make happen and the recording did not. Whoever meets that
 * leaves the conversation, and the trial is run in full.
 */
import type { Layer, Milestone } from '../../transport.ts'
import type { Duration } from '../../units.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Framing } from '../../xmpp/framing/framing.ts'
import type { Next } from '../../xmpp/server/answer.ts'
import type { ServerSettings, ThinkTimes } from '../../xmpp/server/settings.ts'

/** One thing that the client does, in its order. */
export type RecordedClientStep =
  | { readonly kind: 'reached'; readonly milestone: Milestone }
  /** Leaves with what was said before and after it, when there is something to be waited for. */
  | {
      readonly kind: 'say'
      readonly octets: number
      /** Undefined where nobody waits for an answer. */
      readonly layer: Layer | undefined
    }
  | { readonly kind: 'connect' }
  /** `early`: what TLS says when it is done. */
  | { readonly kind: 'secure'; early: boolean }
  /** To messages. */
  | { readonly kind: 'upgrade' }
  /** Goes on when so many octets have been heard, all in all. */
  | { readonly kind: 'hear'; readonly octets: number }
  | { readonly kind: 'ready'; readonly stream: ReadyStream }

/** One thing that the server hears, and what it answers. */
export interface RecordedServerStep {
  /** Heard when so many octets have come, of those in the clear or of those under TLS. */
  readonly octets: number
  /** How it must have come, as far as the server looked at that. */
  readonly early: boolean | undefined
  readonly pipelined: boolean | undefined
  /** The longest of these counts. */
  readonly thinking: readonly (keyof ThinkTimes)[]
  /** In ASCII, as long as what was said. */
  readonly texts: readonly string[]
  /** The stream’s identifier, where not every one is as long as the others. */
  readonly identifier: DrawnIdentifier | undefined
  readonly next: Next
}

/** Drawn anew in every trial, behind so many numbers from the connection’s generator. */
export interface DrawnIdentifier {
  /** Of the texts, which is recorded without it. */
  readonly text: number
  readonly draws: number
}

export interface RecordedConversation {
  readonly client: readonly RecordedClientStep[]
  /** Stretch by stretch: each begins where the server forgets what it has read (RFC 6120 §5.4.3.3). */
  readonly server: readonly (readonly RecordedServerStep[])[]
  /** In messages each end says every one of its texts apart, and hears whole ones only. */
  readonly carriedBy: Framing['carriedBy']
  /** What the server’s desk and connection are like. */
  readonly settings: ServerSettings
  readonly mode: 'starttls' | 'direct'
  /** A trial that takes longer is run in full: the server would have lost patience. */
  readonly within: Duration | 'unlimited'
}
