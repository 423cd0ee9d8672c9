/**
 * The server's handshake (RFC 9293 §3.10.7.2 and §3.10.7.4; `tcp_conn_request`, `tcp_check_req`,
 * `tcp_rcv_state_process` in SYN-RECEIVED) and its half of Fast Open (RFC 7413 §4.2;
 * `tcp_fastopen_create_child`, `tcp_fastopen_synack_timer`).
 */
import { acknowledge } from './acknowledgment.ts'
import { segmentArrived } from './arrival.ts'
import type { Connection } from './connection.ts'
import { judgeFastOpen } from './fast-open.ts'
import { ACK, RST, type Segment, SYN } from './segment.ts'
import { HalfOpen } from './syn-ack.ts'
import { enterLoss, rearmTimeout } from './timeout.ts'
import { sendUnsent } from './transmit.ts'
import { anyRepeated } from './undo.ts'

export const synArrived = (connection: Connection, syn: Segment): void => {
  if ((syn.flags & (SYN | ACK | RST)) !== SYN) {
    // Of a request that was forgotten: the client believes in a connection that is not there.
    connection.refuse(syn)
    return
  }
  const { tcb, received, acks, settings } = connection
  const verdict = judgeFastOpen(syn, settings.fastOpen)
  const cookie = verdict.kind === 'granted' ? verdict.cookie : undefined
  const half = new HalfOpen(syn, cookie, tcb)
  connection.halfOpen = half
  connection.recentTimestamp = syn.timestamp
  if (syn.mss !== undefined) connection.limitMss(syn.mss)
  received.next = 1
  tcb.una = 0
  if (verdict.kind === 'accepted') {
    received.next = 1 + syn.length
    half.acknowledgesData = received.next
    connection.state = 'early'
    tcb.awaitsSynAckAck = true
  } else connection.state = 'syn-received'
  acks.acknowledged = received.next
  tcb.next = 1
  connection.sendSynAck(half, 'first')
  if (verdict.kind !== 'accepted') return
  acks.begin(tcb.now)
  connection.outbound.say({ kind: 'connected', early: true })
  connection.announce()
}

/** Anything that arrives while the SYN-ACK is not acknowledged. */
export const arrivedHalfOpen = (connection: Connection, half: HalfOpen, segment: Segment): void => {
  const { tcb } = connection
  if ((segment.flags & RST) !== 0) {
    connection.finish('reset')
    return
  }
  if ((segment.flags & SYN) !== 0) {
    const timer = connection.state === 'early' ? 'keep' : 'restart'
    if (half.synRepeated(tcb.now, timer) === 'repeat') connection.sendSynAck(half, 'again')
    return
  }
  if ((segment.flags & ACK) === 0 || segment.ack < 1 || segment.ack > tcb.next) return
  synAckAcknowledged(connection, half, segment)
}

const synAckAcknowledged = (connection: Connection, half: HalfOpen, segment: Segment): void => {
  const { tcb, settings } = connection
  const early = connection.state === 'early'
  connection.state = 'established'
  connection.halfOpen = undefined
  connection.keepAlive?.begin(tcb.now)
  if (early) {
    acknowledge(tcb, segment, connection.report, 'established')
  } else {
    tcb.una = 1
    connection.acks.begin(tcb.now)
    // RFC 5681 §3.1, unless the first SYN-ACK is the one that was answered.
    const spurious =
      segment.echo !== undefined && tcb.timestampMs(segment.echo) === tcb.timestampMs(half.sentAt)
    tcb.totalRetransmits = half.repeats
    tcb.window = half.repeats > 1 && half.timeouts > 0 && !spurious ? 1 : settings.initialWindow
  }
  measureSynAck(connection, half, segment)
  if (early) {
    tcb.awaitsSynAckAck = false
    // `tcp_rcv_synrecv_state_fastopen`: unless this very acknowledgement has let data be repeated.
    if (!anyRepeated(tcb)) tcb.firstRetransmitMs = undefined
    tcb.timeouts = 0
    rearmTimeout(tcb)
  }
  connection.outbound.say({ kind: 'established', held: !early })
  if (!early) connection.outbound.say({ kind: 'connected', early: false })
  sendUnsent(tcb, 'as-window-allows')
  segmentArrived(connection, segment)
}

/** `tcp_synack_rtt_meas`: by the clock if sent once (Karn), else by the echoed timestamp. */
const measureSynAck = (connection: Connection, half: HalfOpen, segment: Segment): void => {
  const { tcb, settings } = connection
  if (tcb.rtt.srtt8 !== 0) return
  let sample: number | undefined
  if (half.repeats === 0) sample = tcb.nowUs - Math.floor(half.sentAt / 1_000)
  else if (segment.echo !== undefined && settings.rules.timestampEcho)
    sample = tcb.rttFromEcho(segment.echo)
  if (sample === undefined) return
  tcb.rtt.observeMinimum(sample)
  tcb.rtt.sample(sample, tcb.una, tcb.next)
  tcb.setTimeoutFromEstimate()
}

export const synAckTimedOut = (connection: Connection, half: HalfOpen): void => {
  const { tcb, settings } = connection
  const early = connection.state === 'early'
  // A Fast Open connection exists already and is given one try more.
  const retries = settings.synAckRetries + (early ? 1 : 0)
  if (half.timeOut(tcb.now, retries) === 'forget') {
    if (early) connection.finish('retransmission-limit')
    else connection.state = 'listening'
    return
  }
  if (!settings.rules.synAckTimer) return
  if (early) {
    if (tcb.timeouts === 1) enterLoss(tcb)
    tcb.timeouts += 1
    tcb.totalTimeouts += 1
    // From now on what is repeated is repeated: no echo of a later SYN-ACK takes the timeout back.
    tcb.firstRetransmitMs ??= tcb.timestampMs(tcb.now)
  }
  connection.sendSynAck(half, 'again')
}
