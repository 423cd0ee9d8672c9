/**
 * Cells that clients share: a rate and a queue each way, which all packets of all clients of a cell meet
 * in the order in which they come. Clients are spread evenly, those of each part of the mix as well.
 *
 * Left out: what a cell does besides (scheduling by channel quality, contention for access, retries of
 * the radio), and who else is in it. SYNs that are dropped at the server's door do not cross it.
 */

import type { Clock } from '../clock/clock.ts'
import type { Direction } from '../direction.ts'
import type { Impairment } from '../link/impairments.ts'
import type { Fate, Stage } from '../link/packet.ts'
import type { LinkSettings } from '../link/settings.ts'
import { SharedStage } from '../link/shared-stage.ts'
import type { Random } from '../random.ts'
import type { BitRate, Instant } from '../units.ts'
import type { OwnTime } from './own-time.ts'
import { PARTS_MAX, type Roll } from './roll.ts'
import type { CellSettings } from './spec.ts'

interface Sharing {
  readonly up: Stage | undefined
  readonly down: Stage | undefined
}

export class Cells {
  readonly #cells: readonly Sharing[]
  readonly #cellOf: Uint16Array

  constructor(settings: CellSettings, roll: Roll, clock: Clock, random: Random) {
    this.#cellOf = cellsOf(roll, settings.count)
    this.#cells = Array.from({ length: settings.count }, (_, index) => {
      const own = random.fork(index)
      const stage = (rate: BitRate | undefined, way: Direction): Stage | undefined =>
        rate === undefined
          ? undefined
          : SharedStage.of({
              impairment: { kind: 'rate', rate, queue: settings.queue },
              clock,
              random: own.fork(way),
            }).stage
      return { up: stage(settings.up, 'up'), down: stage(settings.down, 'down') }
    })
  }

  /** The client's own link, with its cell in the way; in the time of its attempt. */
  through(link: LinkSettings<Impairment>, client: number, time: OwnTime): LinkSettings {
    const { up, down } = this.#cells[this.#cellOf[client] ?? 0] ?? {}
    return { up: passing(link.up, up, time), down: passing(link.down, down, time) }
  }
}

/** Behind what the air does, and before what the way takes: where a link's own rate is. */
function passing(
  row: readonly Impairment[],
  stage: Stage | undefined,
  time: OwnTime,
): LinkSettings['up'] {
  if (stage === undefined) return row
  const delay = row.findIndex(({ kind }) => DELAYS.has(kind))
  const place = delay === -1 ? row.length : delay
  const shared = new SharedStage((packet, now) => owned(stage(packet, time.everybodys(now)), time))
  return [...row.slice(0, place), shared, ...row.slice(place)]
}

const DELAYS: ReadonlySet<string> = new Set(['delay', 'jitter', 'delay-trace'])

const owned = (fate: Fate, time: OwnTime): Fate => {
  if (typeof fate === 'number') return time.own(fate as Instant)
  return fate.kind === 'dropped' ? fate : { ...fate, at: time.own(fate.at) }
}

/**
 * The cell of each client. They are dealt out in turn, part after part of the mix: of all clients, and of
 * each part's, no cell has two more than another.
 */
export function cellsOf({ part }: Pick<Roll, 'part'>, cells: number): Uint16Array {
  const clients = new Uint32Array(PARTS_MAX)
  for (const one of part) clients[one] = (clients[one] ?? 0) + 1
  const turns = new Uint32Array(PARTS_MAX)
  for (let one = 1; one < PARTS_MAX; one += 1) {
    turns[one] = (turns[one - 1] ?? 0) + (clients[one - 1] ?? 0)
  }
  return Uint16Array.from(part, (one) => {
    const turn = turns[one] ?? 0
    turns[one] = turn + 1
    return turn % cells
  })
}
