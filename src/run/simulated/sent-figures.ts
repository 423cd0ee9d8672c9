/** What both ends of an attempt have sent, as figures of its trial. */
import type { EndCounters } from '../../attach/simulated/connection.ts'
import type { Figures } from '../../record/figure.ts'

export const sentFigures = ({
  up,
  down,
}: {
  readonly up: EndCounters
  readonly down: EndCounters
}): Figures => ({
  bytes: { up: up.streamBytes, down: down.streamBytes },
  linkBytes: { up: up.linkBytes, down: down.linkBytes },
  packets: {
    up: up.packets,
    down: down.packets,
    retransmitted: up.retransmitted + down.retransmitted,
  },
})
