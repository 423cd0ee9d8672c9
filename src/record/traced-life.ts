/**
 * What one life looked like: what happened to it, what the client noticed and tried, what became
 * of each message, and every attempt in full. Only `trace` asks for it.
 */
import type { Direction } from '../direction.ts'
import type { Failure } from '../transport.ts'
import type { Instant } from '../units.ts'
import type { Manner, MessageFate } from './life-record.ts'
import type { Trace, Traced } from './trace.ts'

/** What can be seen of a life by whoever sees both ends and all between. */
export type LifeEvent =
  /** `what`: in words. */
  | { readonly kind: 'happened'; readonly what: string }
  /** Something broke network, device or server; from `mended` on nothing is broken any more. */
  | { readonly kind: 'broke' }
  | { readonly kind: 'mended' }
  /** The operating system or the device told the client. */
  | { readonly kind: 'told'; readonly of: 'network' | 'slept' | 'woke' }
  | { readonly kind: 'attempt'; readonly number: number }
  | { readonly kind: 'ready'; readonly number: number; readonly way: 'resumed' | 'bound' }
  /** The attempt has come to nothing. */
  | { readonly kind: 'failed'; readonly number: number; readonly failure: Failure }
  /** The client holds the connection that it had for dead. */
  | { readonly kind: 'lost'; readonly number: number; readonly failure: Failure }
  /** The client asks whether anybody is there, or what has been handled; and hears. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'answered' }
  /** Somebody pressed send. */
  | { readonly kind: 'sent'; readonly direction: Direction; readonly id: string }
  /** The other side's client has it; `times`: how often by now. */
  | {
      readonly kind: 'delivered'
      readonly direction: Direction
      readonly id: string
      readonly sentAt: Instant
      readonly times: number
      /** By what the scenario calls in time. */
      readonly isLate: boolean
    }
  | { readonly kind: 'recovered'; readonly manner: Manner }
  /** The time that it was given to recover is over. */
  | { readonly kind: 'given-up' }
  /** At the end: it never came; `queued`: somebody still means to send it. */
  | {
      readonly kind: 'missing'
      readonly direction: Direction
      readonly id: string
      readonly fate: MessageFate
    }

export type LifeTraceEvent = LifeEvent & { readonly at: Instant }

export interface LifeTrace extends Traced {
  readonly scenario: string
  readonly policy: string
  /** In their order. */
  readonly events: readonly LifeTraceEvent[]
  /** In their order; times count from the beginning of each. */
  readonly attempts: readonly Trace[]
}
