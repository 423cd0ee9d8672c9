/**
 * What a segment does to a synchronised connection (RFC 9293 §3.10.7.4;
 * `tcp_rcv_established`, `tcp_validate_incoming`, `tcp_data_queue`).
 */
import { acknowledge } from './acknowledgment.ts'
import type { Connection } from './connection.ts'
import { ACK, FIN, PSH, RST, type Segment, SYN } from './segment.ts'
import { sendUnsent } from './transmit.ts'

export const segmentArrived = (connection: Connection, segment: Segment): void => {
  const { tcb, acks } = connection
  const end = segment.seq + segment.length + ((segment.flags & FIN) !== 0 ? 1 : 0)
  if ((segment.flags & RST) !== 0) {
    resetArrived(connection, segment)
    return
  }
  if ((segment.flags & SYN) !== 0) {
    connection.challenge()
    return
  }
  if ((segment.flags & ACK) === 0) return
  if (isOutOfDate(connection, segment)) {
    discard(connection, segment, end)
    return
  }
  // Acknowledged before as a whole: not even its acknowledgement is looked at.
  if (end < acks.acknowledged) {
    repeatAcknowledgement(connection, segment, end)
    return
  }
  const current = segment.ack >= tcb.una
  if (current) connection.noteTimestamp(segment)
  if (!acknowledge(tcb, segment, connection.report, 'established')) {
    connection.challenge()
    return
  }
  if (tcb.owner === 'nobody' && bringsMore(connection, segment, end)) {
    connection.silence('gone')
    connection.refuse(segment)
    return
  }
  connection.keepAlive?.heard(tcb.now)
  const { echo } = segment
  if (echo !== undefined)
    acks.echoSeen(tcb.timestampMs(echo), segment.length, tcb.rttFromEcho(echo))
  if (end > segment.seq) takeData(connection, segment, end)
  sendUnsent(tcb, 'as-window-allows')
  acknowledgeIfDue(connection)
  connection.announce()
  finishIfDone(connection)
}

/**
 * A reset ends the connection only where it stands exactly at what is expected next (RFC 5961 §3.2), or, in Linux,
 * behind what has come beyond a gap, or where a FIN has stood. Elsewhere in the window it may be a guess of
 * someone else: whoever means it says it again to the challenge, at what that acknowledges. Below the window it is
 * nothing.
 */
const resetArrived = (connection: Connection, { seq }: Segment): void => {
  const { acks, received, peerFinished } = connection
  const stands =
    seq === received.next || seq === received.edge || (peerFinished && seq === received.next - 1)
  if (stands) connection.finish('reset')
  else if (seq >= acks.acknowledged) connection.challenge()
}

/**
 * Something that nobody will read: the application has closed the socket, and the peer is to know that
 * what it says is lost (RFC 9293 §3.6.1, RFC 1122 §4.2.2.13; `tcp_rcv_state_process` in FIN-WAIT-1 and
 * FIN-WAIT-2, counted as `TCPAbortOnData`). A FIN in its turn brings nothing more.
 */
const bringsMore = ({ received }: Connection, segment: Segment, end: number): boolean =>
  end > segment.seq && segment.seq + segment.length > received.next

/**
 * PAWS (RFC 7323 §5.3): older than what has come by more than TCP_PAWS_WINDOW, a millisecond. Where sequence
 * numbers do not wrap that is a packet that others have overtaken. An acknowledgement alone that says again what
 * is known is let through (`tcp_disordered_ack_check`; left out: unless it is older than an RTO, or its
 * window is another).
 */
const isOutOfDate = (connection: Connection, segment: Segment): boolean => {
  const { tcb, received, recentTimestamp: recent } = connection
  if (recent === undefined) return false
  if (tcb.timestampMs(recent) - tcb.timestampMs(segment.timestamp) <= PAWS_WINDOW_MS) return false
  const isAlone = segment.length === 0 && (segment.flags & FIN) === 0
  return !(isAlone && segment.seq === received.next && segment.ack === tcb.una)
}

const PAWS_WINDOW_MS = 1

/** `tcp_validate_incoming`: one that its own side's data has overtaken is common, and not answered. */
const discard = (connection: Connection, { seq }: Segment, end: number): void => {
  const { acks, received } = connection
  const isBehind = seq < received.next
  if (end === seq) {
    if (!isBehind) connection.challenge()
    return
  }
  if (isBehind) {
    acks.duplicateSeen()
    received.reportDuplicate(seq, Math.min(end, received.next))
  }
  connection.sendAck()
}

/** `tcp_send_dupack`. */
const repeatAcknowledgement = (connection: Connection, segment: Segment, end: number): void => {
  const { acks, received } = connection
  if (end > segment.seq) {
    acks.duplicateSeen()
    received.reportDuplicate(segment.seq, end)
    connection.sendAck()
  } else connection.challenge()
}

const takeData = (connection: Connection, segment: Segment, end: number): void => {
  const { tcb, acks, received } = connection
  const fin = (segment.flags & FIN) !== 0
  if (fin) received.finAt = end - 1
  const { length } = segment
  const held = received.beyondGap
  const arrival = received.accept(segment.seq, end)
  switch (arrival) {
    case 'duplicate':
      acks.duplicateSeen()
      return
    case 'out-of-order':
      acks.gapSeen(length, held)
      return
    case 'in-order':
    case 'filled':
      if (length > 0) {
        acks.dataArrived(tcb.now, length, (segment.flags & PSH) !== 0, tcb.rto, held)
      }
      acks.hasRead(tcb.now, received.next)
      if (received.isComplete) acks.finArrived()
      // In FIN-WAIT a FIN is acknowledged at once (`tcp_fin`).
      if (arrival === 'filled' || (fin && connection.closing)) acks.gapFilled()
  }
}

const acknowledgeIfDue = (connection: Connection): void => {
  const { tcb, acks, received } = connection
  const decision = acks.decide(tcb.now, received.next, received.gapless, tcb.rtt.srtt8)
  if (decision === 'compressed') return
  if (decision === 'now' || acks.decideAfterRead(received.next) === 'now') connection.sendAck()
}

/** Both directions have ended and ours is acknowledged. */
const finishIfDone = (connection: Connection): void => {
  const { tcb } = connection
  if (connection.peerFinished && connection.closing && !tcb.finWanted && tcb.chunks.length === 0)
    connection.finish()
}
