/**
 * Repeating what is held to be lost, as far as the window allows (`tcp_xmit_retransmit_queue`,
 * `tcp_retransmit_skb`), and merging small neighbours into one segment when one of them is
 * repeated (`tcp_retrans_try_collapse`, net.ipv4.tcp_retrans_collapse).
 */
import { type Chunk, EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from './chunk.ts'
import { type ControlBlock, RECOVERY, REDUCING, type Sending } from './control-block.ts'
import { groupLimit } from './group.ts'
import { forget } from './marks.ts'

/** Sends the chunk again; recovery's accounts are not touched (a probe does only this). */
export const resend = (tcb: ControlBlock, chunk: Chunk): void => {
  if (!chunk.syn) fit(tcb, chunk, tcb.currentMss)
  sendAgain(tcb, chunk, 0, 'again')
  if (tcb.model !== undefined && !chunk.syn) tcb.model.pacing.sent(tcb.now, chunk.length, 1)
}

const sendAgain = (tcb: ControlBlock, chunk: Chunk, buffer: number, sending: Sending): void => {
  tcb.stamp(chunk)
  chunk.buffer = buffer
  chunk.marks |= EVER_RETRANSMITTED
  tcb.totalRetransmits += 1
  tcb.wire.transmitChunk(chunk, sending)
}

export const retransmit = (tcb: ControlBlock, chunk: Chunk): void => {
  resend(tcb, chunk)
  noteRepeated(tcb, chunk)
}

/** Several of one buffer as one group, whose last segment carries PSH. */
const retransmitTogether = (tcb: ControlBlock, from: number, count: number): void => {
  const buffer = tcb.newBuffer()
  let octets = 0
  for (let i = 0; i < count; i += 1) {
    const chunk = tcb.chunks[from + i]
    if (chunk === undefined) break
    octets += chunk.length
    sendAgain(tcb, chunk, buffer, i === count - 1 ? 'burst-end-again' : 'again')
    noteRepeated(tcb, chunk)
  }
  if (tcb.model !== undefined) tcb.model.pacing.sent(tcb.now, octets, count)
}

const noteRepeated = (tcb: ControlBlock, chunk: Chunk): void => {
  chunk.marks |= RETRANSMITTED
  tcb.retransmittedOut += 1
  tcb.firstRetransmitMs ??= tcb.timestampMs(tcb.now)
  tcb.undoRetransmits = Math.max(tcb.undoRetransmits, 0) + 1
}

/** To one segment: SACK blocks that have come up since may leave less room, or there is more. */
const fit = (tcb: ControlBlock, chunk: Chunk, mss: number): void => {
  if (chunk.length > mss) {
    const rest = chunk.split(mss)
    tcb.chunks.splice(tcb.chunks.indexOf(chunk) + 1, 0, rest)
    if (rest.has(SACKED)) tcb.sackedOut += 1
    if (rest.has(LOST)) tcb.lostOut += 1
    if (rest.has(RETRANSMITTED)) tcb.retransmittedOut += 1
  } else if (chunk.length < mss && tcb.settings.rules.collapse) collapseInto(tcb, chunk, mss)
}

const collapseInto = (tcb: ControlBlock, chunk: Chunk, mss: number): void => {
  const at = tcb.chunks.indexOf(chunk)
  if (chunk.has(SACKED)) return
  for (;;) {
    const following = tcb.chunks[at + 1]
    if (following === undefined || following.has(SACKED)) return
    if (chunk.length + following.length > mss) return
    forget(tcb, following)
    chunk.marks |= following.marks & EVER_RETRANSMITTED
    chunk.length += following.length
    chunk.end = following.end
    chunk.push ||= following.push
    chunk.fin ||= following.fin
    tcb.chunks.splice(at + 1, 1)
  }
}

/** How many, from a lost chunk on, are in one buffer with it still, of `most` that may leave. */
const inOneBuffer = (tcb: ControlBlock, from: number, most: number): number => {
  const { chunks, currentMss } = tcb
  const first = chunks[from]
  if (first === undefined || first.buffer === 0) return 1
  let count = 1
  for (; count < most; count += 1) {
    const chunk = chunks[from + count]
    const before = chunks[from + count - 1]
    // A short one would be filled up, a long one split, before it is sent again.
    if (before?.length !== currentMss || chunk?.buffer !== first.buffer) break
    if (chunk.marks !== first.marks || chunk.length > currentMss) break
  }
  return count
}

/** Repeats lost chunks in order while the window has room, those of one buffer together. */
export const retransmitLost = (tcb: ControlBlock): 'head-repeated' | 'head-untouched' => {
  let headRepeated = false
  for (let i = 0; i < tcb.chunks.length; i += 1) {
    const room = tcb.window - tcb.inFlight
    if (room <= 0 || tcb.retransmittedOut >= tcb.lostOut) break
    if (tcb.model?.pacing.holds(tcb.now)) break
    const chunk = tcb.chunks[i]
    if (chunk === undefined || !chunk.has(LOST) || chunk.has(SACKED | RETRANSMITTED)) continue
    const count = inOneBuffer(tcb, i, Math.min(room, groupLimit(tcb)))
    if (count === 1) retransmit(tcb, chunk)
    else retransmitTogether(tcb, i, count)
    if (tcb.recovery === RECOVERY || tcb.recovery === REDUCING) tcb.prrSent += count
    if (i === 0 && tcb.timer !== 'reorder') headRepeated = true
  }
  return headRepeated ? 'head-repeated' : 'head-untouched'
}
