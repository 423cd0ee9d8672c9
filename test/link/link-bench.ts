/** A link with a clock and a log around it, for tests. */

import { VirtualClock } from '../../src/clock/virtual.ts'
import type { Direction } from '../../src/direction.ts'
import type { LinkEvent } from '../../src/link/event.ts'
import type { Flow } from '../../src/link/flow.ts'
import { Link } from '../../src/link/link.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { Random } from '../../src/random.ts'
import type { Instant } from '../../src/units.ts'
import { bytes } from '../../src/units.ts'

export interface LinkBench {
  readonly clock: VirtualClock
  readonly link: Link<string>
  /** The first flow of the link; what `sendAt` sends is its. */
  readonly flow: Flow<string>
  readonly events: LinkEvent<string>[]
  /** As handed to the receiving end, `"body@time"`, each direction by itself. */
  readonly received: Readonly<Record<Direction, string[]>>
  readonly sendAt: (time: number, direction: Direction, body: string, size?: number) => void
}

export const linkBench = (
  settings: Partial<LinkSettings>,
  { seed = 1, startsAt = 0 }: { readonly seed?: number; readonly startsAt?: number } = {},
): LinkBench => {
  const clock = new VirtualClock()
  clock.run(startsAt as Instant)
  const events: LinkEvent<string>[] = []
  const received: Record<Direction, string[]> = { up: [], down: [] }
  const link = new Link<string>({
    settings: { up: [], down: [], ...settings },
    clock,
    random: Random.seeded(seed).fork('link'),
    observe: (event) => events.push(event),
  })
  const flow = link.flow({
    deliver: (direction, { body }) => received[direction].push(`${body}@${clock.now()}`),
  })
  return {
    clock,
    link,
    flow,
    events,
    received,
    sendAt: (time, direction, body, size = 100) => {
      clock.at(time as Instant, () => flow.send(direction, { size: bytes(size), body }))
    },
  }
}
