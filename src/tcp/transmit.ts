/**
 * Sending what the application has written, as far as window and Nagle allow
 * (`tcp_write_xmit`, `tcp_nagle_test`; RFC 9293 §3.7.4, RFC 6691).
 *
 * A burst leaves in groups of segments that the kernel hands to the device as one (TSO or GSO);
 * of a group only the last segment carries PSH, and so does the last of each write.
 *
 * Left out: pacing of algorithms that ask for none (fq), corking, and deferral of half-full groups
 * (`tcp_tso_should_defer`).
 */
import { Chunk } from './chunk.ts'
import { noteWindowUse, restartAfterIdle } from './congestion/window.ts'
import type { ControlBlock } from './control-block.ts'
import { groupLimit } from './group.ts'
import { scheduleProbe } from './tail-loss-probe.ts'
import { rearmTimeout } from './timeout.ts'

export type Allowance = 'as-window-allows' | 'one-as-probe'

/** The application has written. */
export const write = (tcb: ControlBlock, length: number): void => {
  if (tcb.model !== undefined) tcb.model.written(tcb)
  tcb.writeEnd += length
  restartAfterIdle(tcb)
  sendUnsent(tcb, 'as-window-allows')
}

/** Returns whether anything was sent. */
export const sendUnsent = (tcb: ControlBlock, allowance: Allowance): boolean => {
  const mss = tcb.unsent > 0 ? tcb.currentMss : tcb.mss
  let sent = 0
  let limited = false
  while (tcb.unsent > 0) {
    if (tcb.model?.pacing.holds(tcb.now)) break
    const room = tcb.window - tcb.inFlight
    let quota = Math.min(Math.max(tcb.window >> 1, 1), room)
    if (allowance === 'one-as-probe') quota = 1
    else if (room <= 0) {
      limited = true
      break
    }
    const segments = sendGroup(tcb, mss, Math.min(quota, groupLimit(tcb)), allowance)
    // Ends on what is no number, too.
    if (!(segments > 0)) break
    sent += segments
    if (allowance === 'one-as-probe') break
  }
  if (sent === 0 && !limited) return false
  noteWindowUse(tcb, limited || tcb.inFlight >= tcb.window)
  if (sent === 0) return false
  if (tcb.reducing) tcb.prrSent += sent
  if (allowance !== 'one-as-probe') scheduleProbe(tcb, 'as-sent')
  return true
}

const sendGroup = (tcb: ControlBlock, mss: number, most: number, allowance: Allowance): number => {
  const available = tcb.writeEnd - tcb.next
  let payload = Math.min(available, most * mss)
  const partial = payload % mss
  const ends = partial > 0 && payload === available
  if (ends && heldByNagle(tcb, allowance)) {
    payload -= partial
    hold(tcb, tcb.next + payload)
  } else if (ends) letGo(tcb)
  if (payload === 0 && available > 0) return 0
  const group = Math.max(Math.ceil(payload / mss), 1)
  const octets = payload
  const buffer = tcb.newBuffer()
  for (let i = 1; i <= group; i += 1) {
    const length = Math.min(mss, payload)
    payload -= length
    const last = tcb.next + length === tcb.writeEnd
    const chunk = chunkOf(tcb, length, last, buffer)
    track(tcb, chunk)
    tcb.wire.transmitChunk(chunk, i === group && group > 1 ? 'burst-end' : 'first')
  }
  if (tcb.model !== undefined && octets > 0) tcb.model.pacing.sent(tcb.now, octets, group)
  return group
}

/** Minshall's variant: a short segment waits while a short one is unacknowledged. */
const heldByNagle = (tcb: ControlBlock, allowance: Allowance): boolean => {
  if (tcb.settings.nagle === 'off' || allowance === 'one-as-probe' || tcb.finWanted) return false
  return tcb.chunks.some((chunk) => chunk.length < tcb.mss)
}

const hold = (tcb: ControlBlock, from: number): void => {
  const behind = tcb.chunks.findLast((chunk) => chunk.length < tcb.mss)?.end
  tcb.held = behind === undefined ? undefined : { from, behind }
}

/** A short segment leaves; says so if it was held back and what it waited for has come. */
const letGo = (tcb: ControlBlock): void => {
  const { held } = tcb
  if (held === undefined) return
  tcb.held = undefined
  if (tcb.una >= held.behind) tcb.wire.released(held)
}

const chunkOf = (tcb: ControlBlock, length: number, last: boolean, buffer: number): Chunk => {
  const fin = last && tcb.finWanted
  if (fin) tcb.finWanted = false
  const chunk = new Chunk(tcb.next, length, { syn: false, fin, push: last && length > 0 })
  chunk.buffer = buffer
  return chunk
}

/** `tcp_event_new_data_sent`. */
export const track = (tcb: ControlBlock, chunk: Chunk): void => {
  const alone = tcb.chunks.length === 0
  tcb.stamp(chunk)
  tcb.chunks.push(chunk)
  tcb.next = chunk.end
  if (alone || tcb.timer === 'probe') rearmTimeout(tcb)
}
