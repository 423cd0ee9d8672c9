/**
 * The sender's scoreboard: which chunks in flight are sacked, lost or repeated (RFC 6675 §3,
 * RFC 2883; `tcp_sacktag_write_queue`, `tcp_sacktag_one`, `tcp_check_dsack`).
 */
import type { AckReport } from './ack-report.ts'
import { type Chunk, EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from './chunk.ts'
import { type ControlBlock, LOSS } from './control-block.ts'
import { advanceRack } from './rack.ts'
import type { SackBlock, Segment } from './segment.ts'

/** Returns the end of what has been sacked, or SND.UNA when nothing is. */
export const highestSacked = (tcb: ControlBlock): number =>
  tcb.sackedOut === 0 ? tcb.una : tcb.highestSacked

export const tagSacks = (tcb: ControlBlock, segment: Segment, report: AckReport): void => {
  const blocks = segment.sack
  const first = blocks[0]
  if (first === undefined) return
  const duplicate = isDuplicateReport(segment, first)
  if (duplicate) noteDuplicate(tcb, first, report)
  for (let i = 0; i < blocks.length; i += 1) {
    const block = blocks[i]
    if (block === undefined || block.right <= report.priorUna) continue
    tagBlock(tcb, block, duplicate && report.duplicate && i === 0, report)
  }
  if (tcb.recovery !== LOSS || tcb.undoMarker !== undefined)
    checkReordering(tcb, report.reorderedFrom)
}

/** RFC 2883 §4: the first block lies below the acknowledgement, or inside the second block. */
const isDuplicateReport = (segment: Segment, first: SackBlock): boolean => {
  if (first.left < segment.ack) return true
  const second = segment.sack[1]
  return second !== undefined && first.right <= second.right && first.left >= second.left
}

const noteDuplicate = (tcb: ControlBlock, block: SackBlock, report: AckReport): void => {
  const length = block.right - block.left
  let segments = 1
  if (length > tcb.mss) segments = Math.ceil(length / tcb.mss)
  else if (tcb.probeEnd !== 0 && tcb.probeEnd === block.right) report.probeDuplicate = true
  tcb.duplicatesReported += segments
  // More duplicates than repetitions: the network made them.
  if (tcb.duplicatesReported > tcb.totalRetransmits) return
  if (tcb.reorderingSeen && !report.probeDuplicate) tcb.rackDuplicateSeen = true
  report.duplicate = true
  tcb.delivered += segments
  if (
    tcb.undoMarker !== undefined &&
    tcb.undoRetransmits > 0 &&
    block.right <= report.priorUna &&
    block.right > tcb.undoMarker
  )
    tcb.undoRetransmits = Math.max(0, tcb.undoRetransmits - segments)
}

const tagBlock = (
  tcb: ControlBlock,
  block: SackBlock,
  duplicate: boolean,
  report: AckReport,
): void => {
  const { chunks } = tcb
  for (let i = 0; i < chunks.length; i += 1) {
    const chunk = chunks[i]
    if (chunk === undefined || chunk.seq >= block.right) break
    if (chunk.seq >= block.left && chunk.end <= block.right) tagChunk(tcb, chunk, duplicate, report)
  }
}

const tagChunk = (tcb: ControlBlock, chunk: Chunk, duplicate: boolean, report: AckReport): void => {
  if (duplicate && chunk.has(RETRANSMITTED | EVER_RETRANSMITTED)) {
    if (tcb.undoMarker !== undefined && tcb.undoRetransmits > 0 && chunk.end > tcb.undoMarker)
      tcb.undoRetransmits -= 1
    if (chunk.has(SACKED) && chunk.seq < report.reorderedFrom) report.reorderedFrom = chunk.seq
  }
  if (chunk.end <= tcb.una) return // about to be removed
  if (!chunk.has(SACKED)) sackChunk(tcb, chunk, report)
  if (duplicate && chunk.has(RETRANSMITTED)) {
    chunk.marks &= ~RETRANSMITTED
    tcb.retransmittedOut -= 1
  }
}

const sackChunk = (tcb: ControlBlock, chunk: Chunk, report: AckReport): void => {
  advanceRack(tcb, chunk)
  if (chunk.has(RETRANSMITTED)) {
    if (chunk.has(LOST)) {
      chunk.marks &= ~(LOST | RETRANSMITTED)
      tcb.lostOut -= 1
      tcb.retransmittedOut -= 1
    }
  } else {
    if (!chunk.has(EVER_RETRANSMITTED)) noteOriginal(tcb, chunk, report)
    if (chunk.has(LOST)) {
      chunk.marks &= ~LOST
      tcb.lostOut -= 1
    }
  }
  if (chunk.end > highestSacked(tcb)) tcb.highestSacked = chunk.end
  chunk.marks |= SACKED
  tcb.sackedOut += 1
  tcb.delivered += 1
  if (tcb.model !== undefined) tcb.model.delivered(chunk)
  report.dataSacked = true
}

const noteOriginal = (tcb: ControlBlock, chunk: Chunk, report: AckReport): void => {
  if (chunk.seq < highestSacked(tcb) && chunk.seq < report.reorderedFrom)
    report.reorderedFrom = chunk.seq
  if (chunk.end <= tcb.recoveryEnd) report.originalDelivered = true
  if (report.firstSackedUs < 0) report.firstSackedUs = chunk.sentUs
  report.lastSackedUs = chunk.sentUs
}

/** `tcp_check_sack_reordering`: something below the highest sacked chunk came late, not never. */
export const checkReordering = (tcb: ControlBlock, lowest: number): void => {
  const distance = highestSacked(tcb) - lowest
  if (distance <= 0) return
  if (distance > tcb.reordering * tcb.mss) tcb.reordering = Math.ceil(distance / tcb.mss)
  tcb.reorderingSeen = true
}
