/** What stands in front of a server, as data. */
import type { Duration } from '../units.ts'

export interface FrontSettings {
  /** The service that says whether a password is right, and which server is the user's. */
  readonly service: { readonly roundTrip: Duration }
  /** The server behind it. */
  readonly backend: { readonly roundTrip: Duration }
}

/** Whom a front waits for. */
export type Behind = keyof FrontSettings
