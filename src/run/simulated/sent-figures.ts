/** What both ends of an attempt have sent, as figures of its trial. */
import type { Figures } from '../../record/figure.ts'
import type { Traffic } from '../../stack/stack.ts'

export const sentFigures = ({ up, down }: Traffic): Figures => ({
  bytes: { up: up.streamBytes, down: down.streamBytes },
  linkBytes: { up: up.linkBytes, down: down.linkBytes },
  packets: {
    up: up.packets,
    down: down.packets,
    retransmitted: up.retransmitted + down.retransmitted,
  },
})
