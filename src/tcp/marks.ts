/**
 * Setting and counting the marks on chunks (`tcp_mark_skb_lost`, `tcp_adjust_pcount`), so that
 * what is sacked, lost and repeated never has to be counted anew.
 */
import { type Chunk, LOST, RETRANSMITTED, SACKED } from './chunk.ts'
import type { ControlBlock } from './control-block.ts'

export const markLost = (tcb: ControlBlock, chunk: Chunk): void => {
  if (chunk.has(SACKED)) return
  tcb.lost += 1
  if (!chunk.has(LOST)) {
    chunk.marks |= LOST
    tcb.lostOut += 1
  } else if (chunk.has(RETRANSMITTED)) {
    chunk.marks &= ~RETRANSMITTED
    tcb.retransmittedOut -= 1
  } else tcb.lost -= 1
}

/** Takes a chunk's marks out of the counts, when it is acknowledged or merged into another. */
export const forget = (tcb: ControlBlock, chunk: Chunk): void => {
  if (chunk.has(SACKED)) tcb.sackedOut -= 1
  if (chunk.has(LOST)) tcb.lostOut -= 1
  if (chunk.has(RETRANSMITTED)) tcb.retransmittedOut -= 1
}
