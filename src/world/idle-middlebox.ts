/**
 * A middlebox (a NAT, say) that forgets a connection over which nothing has passed for a while:
 * whoever speaks in time keeps it.
 *
 * Looks at connections from time to time, so that they are kept for up to a twentieth longer than
 * that. Leaves out that a table may be full, and that packets of a forgotten connection could make
 * it known again.
 */
import type { Happening } from '../scenario/happening.ts'
import { between, type Duration, type Instant, plus, times } from '../units.ts'
import type { Crossing } from './contact.ts'

/** What stands between a device and the server, as far as a middlebox sees and does something. */
export interface Passing {
  readonly contacts: () => readonly Crossing[]
  readonly broke: (taken: 'connections') => void
  readonly mended: () => void
  readonly after: (delay: Duration, task: () => void) => void
  readonly now: () => Instant
  /** Until when it looks. */
  readonly until: Instant
}

interface Seen {
  readonly octets: number
  readonly at: Instant
}

const LOOKS = 20

export function standInTheWay(
  { idle, by }: Extract<Happening, { readonly kind: 'idle-middlebox' }>,
  { contacts, broke, mended, after, now, until }: Passing,
): void {
  // Connections of a server that stays there come and go.
  const seen = new WeakMap<Crossing, Seen>()
  const pause = times(idle, 1 / LOOKS)
  const look = (): void => {
    for (const contact of contacts()) {
      if (contact.state === 'broken') continue
      const before = seen.get(contact)
      const octets = octetsOf(contact)
      if (before?.octets !== octets) seen.set(contact, { octets, at: now() })
      else if (between(before.at, now()) >= idle) {
        broke('connections')
        contact.cut(by === 'silence' ? 'forgotten' : 'reset')
        mended()
      }
    }
    if (plus(now(), pause) < until) after(pause, look)
  }
  look()
}

/** It stands at the far end of the link: what is lost on the way up does not come by. */
const octetsOf = ({ traffic: { up, down } }: Crossing): number => up.arrivedBytes + down.linkBytes
