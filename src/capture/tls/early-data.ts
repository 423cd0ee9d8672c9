/**
 * Early data as whoever reads along learns of it: offered, said, and later taken or not. What was said
 * counts when it is known to be taken; what is not is said again.
 */
import type { Direction } from '../../direction.ts'

export interface SaidEarly {
  readonly way: Direction
  /** Undefined: there are no keys for it. */
  readonly octets: Uint8Array | undefined
}

/** Records that a server's flight has behind its ServerHello when a ticket is taken. */
const RESUMED_FLIGHT_RECORDS = 2
/** Octets that are kept until it is known. */
const KEPT_MAX = 1 << 17

export class EarlyDataReader {
  state: 'none' | 'offered' | 'accepted' | 'rejected' = 'none'
  /** Whether the server's flight was waited for is not known yet. */
  flightDue = false
  /** Of the server's flight that could not be opened. */
  flightRecords = 0
  #said: SaidEarly[] = []
  #kept = 0

  offer(): void {
    this.state = 'offered'
  }

  /** What of it counts now. */
  said(early: SaidEarly): readonly SaidEarly[] {
    if (this.state === 'accepted') return [early]
    this.#kept += early.octets?.length ?? 1
    if (this.state === 'offered' && this.#kept <= KEPT_MAX) this.#said.push(early)
    return []
  }

  /** What counts now; of a flight without keys the answers to it are at the end. */
  accept(): readonly SaidEarly[] {
    this.state = 'accepted'
    const said = this.#said
    this.#said = []
    if (this.flightRecords <= RESUMED_FLIGHT_RECORDS) return said
    return [...said, { way: 'down', octets: undefined }]
  }

  /** Whether it had been offered until now. */
  reject(): boolean {
    if (this.state !== 'offered') return false
    this.state = 'rejected'
    this.#said = []
    return true
  }
}
