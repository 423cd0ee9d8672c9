/**
 * What can happen to a client's network, device and server in a scenario.
 *
 * Leaves out the radio's falling idle and waking: silence and packets do that, by the timers of
 * the profile.
 */
import type { Duration } from '../units.ts'

/** What the operating system tells of it: nothing, or so long after the network is there (again). */
export type Told =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'after'; readonly after: Duration }

export type Happening<Time = Duration> =
  /** Nothing passes, either way. */
  | { readonly kind: 'outage'; readonly lasts: Time; readonly told: Told }
  /** Packets wait, and all leave at once: nothing is lost. */
  | { readonly kind: 'hold'; readonly lasts: Time }
  /**
   * After a gap in which nothing passes the device has another address: whatever was connected
   * is dead, and neither end is told. `profile`: of the network that it is in then.
   */
  | {
      readonly kind: 'address-change'
      readonly lasts: Time
      readonly told: Told
      readonly profile: string | undefined
    }
  /** Another link under the same address, as after a handover. */
  | { readonly kind: 'profile-change'; readonly profile: string }
  /** A middlebox forgets the connections that it knows: their packets vanish, or are answered by RST. */
  | { readonly kind: 'forgotten'; readonly by: 'silence' | 'reset' }
  /** From now on there is a middlebox that does so to whoever has been idle for so long. */
  | {
      readonly kind: 'idle-middlebox'
      readonly idle: Time
      readonly by: 'silence' | 'reset'
    }
  /** The client does not run; what arrives waits, if the connection lives. */
  | {
      readonly kind: 'asleep'
      readonly lasts: Time
      /** How long it may run once a push has woken it; undefined: the user does, and it stays. */
      readonly budget: Duration | undefined
    }
  /** The server goes down and comes up: with the sessions that it had, or without. */
  | { readonly kind: 'server-restart'; readonly lasts: Time; readonly sessions: 'kept' | 'lost' }
