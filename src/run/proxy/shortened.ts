/**
 * A link without the round trip that the real path behind it has of its own: half of it is taken off
 * the delay of each way, as far as there is one.
 */
import type { Impairment } from '../../link/impairments.ts'
import type { LinkSettings } from '../../link/settings.ts'
import { halves } from '../../profiles/each-way.ts'
import { type Duration, shorter, ZERO } from '../../units.ts'

export interface Shortened {
  readonly link: LinkSettings<Impairment>
  /** Of both ways together. */
  readonly takenOff: Duration
}

export function shortened(link: LinkSettings<Impairment>, roundTrip: Duration): Shortened {
  const half = halves(roundTrip)
  const up = shortenedWay(link.up, half.up)
  const down = shortenedWay(link.down, half.down)
  const takenOff = (up.takenOff + down.takenOff) as Duration
  return { link: { up: up.row, down: down.row }, takenOff }
}

function shortenedWay(
  row: readonly Impairment[],
  by: Duration,
): { readonly row: readonly Impairment[]; readonly takenOff: Duration } {
  let left = by
  let takenOff = ZERO
  const shorterRow = row.map((one) => {
    if (one.kind !== 'delay' && one.kind !== 'jitter') return one
    const taken = shorter(left, one.delay)
    left = (left - taken) as Duration
    takenOff = (takenOff + taken) as Duration
    return { ...one, delay: (one.delay - taken) as Duration }
  })
  return { row: shorterRow, takenOff }
}
