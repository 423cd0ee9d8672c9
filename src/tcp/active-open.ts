/**
 * The client's handshake (RFC 9293 §3.10.7.3; `tcp_connect`, `tcp_rcv_synsent_state_process`)
 * and its half of Fast Open (RFC 7413 §4.2; `tcp_send_syn_data`, `tcp_rcv_fastopen_synack`).
 */
import { acknowledge, repeatLost } from './acknowledgment.ts'
import { Chunk } from './chunk.ts'
import { currentThreshold } from './congestion/window.ts'
import type { Connection } from './connection.ts'
import { LOSS } from './control-block.ts'
import { markLost } from './marks.ts'
import { ACK, RST, type Segment, SYN, type TcpInput } from './segment.ts'
import { announcedMss, synDataLimit, TIMESTAMP_OPTION } from './settings.ts'
import { sendUnsent, track } from './transmit.ts'

type Connect = Extract<TcpInput, { kind: 'connect' }>

export const connect = (connection: Connection, input: Connect): void => {
  if (connection.state !== 'closed') return
  connection.fastOpen = input.fastOpen
  if (input.cachedMss !== undefined) connection.limitMss(input.cachedMss)
  if (input.fastOpen?.kind === 'cookie') {
    // TCP_FASTOPEN_CONNECT: the SYN waits for the first write.
    connection.state = 'deferred'
    connection.outbound.say({ kind: 'connected', early: true })
  } else sendFirstSyn(connection, 0)
}

/** The first write after a connect with a cookie. */
export const connectWithData = (connection: Connection, written: number): void => {
  const { settings, tcb } = connection
  const limit = synDataLimit(Math.min(announcedMss(settings), tcb.mss + TIMESTAMP_OPTION))
  sendFirstSyn(connection, Math.min(written, limit))
}

/** The SYN and its data are two chunks: they can be acknowledged, and repeated, apart. */
const sendFirstSyn = (connection: Connection, data: number): void => {
  const { tcb } = connection
  connection.state = 'syn-sent'
  connection.synData = data
  tcb.firstRetransmitMs = tcb.timestampMs(tcb.now)
  track(tcb, new Chunk(0, 0, { syn: true, fin: false, push: false }))
  if (data > 0) track(tcb, new Chunk(1, data, { syn: false, fin: false, push: true }))
  connection.sendSyn(data, connection.fastOpen, 'first')
  tcb.arm('retransmit', tcb.rto)
}

/** Anything that arrives in SYN-SENT. */
export const answerArrived = (connection: Connection, segment: Segment): void => {
  const { tcb, received, acks, report } = connection
  const answersUs = (segment.flags & ACK) !== 0 && segment.ack > 0 && segment.ack <= tcb.next
  if ((segment.flags & RST) !== 0) {
    if (answersUs) connection.finish('refused')
    return
  }
  // Also what a Fast Open listener says before its SYN-ACK has arrived goes unused.
  if (!answersUs || (segment.flags & SYN) === 0) return

  const firstSynMs = tcb.firstRetransmitMs
  received.next = 1
  acks.acknowledged = 1
  acks.begin(tcb.now)
  connection.recentTimestamp = segment.timestamp
  if (segment.mss !== undefined) connection.limitMss(segment.mss)
  // The SYN's repetition was for nothing when its first instance is answered.
  if (segment.echo !== undefined && tcb.timestampMs(segment.echo) === firstSynMs)
    tcb.undoMarker = undefined
  acknowledge(tcb, segment, report, 'syn-sent')
  connection.state = 'established'
  connection.keepAlive?.begin(tcb.now)
  // RFC 5681 §3.1: one segment when more than one SYN was lost.
  tcb.window =
    tcb.totalRetransmits > 1 && tcb.undoMarker !== undefined ? 1 : connection.settings.initialWindow
  if (segment.fastOpen?.kind === 'cookie' && connection.fastOpen !== undefined)
    connection.outbound.say({
      kind: 'cookie',
      cookie: segment.fastOpen.cookie,
      mss: segment.mss ?? announcedMss(connection.settings),
    })

  const unanswered = tcb.chunks.length > 0
  if (unanswered) repeatSynData(connection)
  else connection.sendAck()
  const early = connection.fastOpen?.kind === 'cookie'
  const held = !early || unanswered || connection.synData === 0 || tcb.unsent > 0
  connection.outbound.say({ kind: 'established', held })
  if (!early) connection.outbound.say({ kind: 'connected', early: false })
  sendUnsent(tcb, 'as-window-allows')
}

/** The SYN-ACK left the data out: not a sign of congestion, so it is sent again at once. */
const repeatSynData = (connection: Connection): void => {
  const { tcb } = connection
  for (const chunk of tcb.chunks) markLost(tcb, chunk)
  if (tcb.recovery !== LOSS) {
    tcb.recoveryEnd = tcb.next
    tcb.slowStartThreshold = currentThreshold(tcb)
    tcb.priorThreshold = 0
    tcb.undoMarker = undefined
    tcb.recovery = LOSS
  }
  repeatLost(tcb)
}
