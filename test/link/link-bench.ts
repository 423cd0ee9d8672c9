/** A link with a clock and a log around it, for tests. */
import { VirtualClock } from '../../src/clock/virtual.ts'
import type { LinkEvent } from '../../src/link/link.ts'
import { Link } from '../../src/link/link.ts'
import type { Direction } from '../../src/link/packet.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { Random } from '../../src/random.ts'
import type { Instant } from '../../src/units.ts'
import { bytes } from '../../src/units.ts'

export interface LinkBench {
  readonly clock: VirtualClock
  readonly link: Link<string>
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
    deliver: (direction, { body }) => received[direction].push(`${body}@${clock.now()}`),
    observe: (event) => events.push(event),
  })
  return {
    clock,
    link,
    events,
    received,
    sendAt: (time, direction, body, size = 100) => {
      clock.at(time as Instant, () => link.send(direction, { size: bytes(size), body }))
    },
  }
}
