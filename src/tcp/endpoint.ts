/**
 * A TCP endpoint true to Linux at the level of packets: the one engine of this room, which
 * hands inputs and deadlines to the rules of its neighbours (README.md lists them).
 *
 * Models the states of RFC 9293 §3.3.2 as far as a client's connection meets them. Left out:
 * how long TIME-WAIT lasts (nothing here is ever reused), simultaneous open, window scaling and
 * growth, urgent data, checksums, and sequence numbers that wrap.
 */
import type { Engine } from '../engine.ts'
import type { Random } from '../random.ts'
import { earlier, type Instant } from '../units.ts'
import { repeatLost } from './acknowledgment.ts'
import { answerArrived, connect, connectWithData } from './active-open.ts'
import { segmentArrived } from './arrival.ts'
import { reduceWindow } from './congestion/prr.ts'
import { Connection } from './connection.ts'
import { type ControlBlock, NEVER, RECOVERY } from './control-block.ts'
import type { KeepAlive } from './keep-alive.ts'
import { arrivedHalfOpen, synAckTimedOut, synArrived } from './passive-open.ts'
import { markOverdue } from './rack.ts'
import { enterRecovery } from './recovery.ts'
import { FIN, type Segment, type TcpInput, type TcpOutput } from './segment.ts'
import type { TcpSettings } from './settings.ts'
import { sendProbe } from './tail-loss-probe.ts'
import { rearmTimeout, timeOut } from './timeout.ts'
import { sendUnsent, write } from './transmit.ts'

export interface EndpointOptions {
  readonly role: 'client' | 'server'
  readonly settings: TcpSettings
  /** Of this host: draws the phase of its timers. */
  readonly random: Random
}

export class TcpEndpoint implements Engine<TcpInput, TcpOutput> {
  readonly #connection: Connection

  constructor(options: EndpointOptions) {
    this.#connection = new Connection(options.role, options.settings, options.random)
  }

  poll(): TcpOutput | undefined {
    return this.#connection.outbound.poll()
  }

  deadline(): Instant | undefined {
    const { tcb, acks, halfOpen, keepAlive } = this.#connection
    let due = earlier(tcb.timerDue, earlier(acks.due, acks.compressed.due))
    if (halfOpen !== undefined) due = earlier(due, halfOpen.due)
    if (keepAlive !== undefined) due = earlier(due, keepAlive.due)
    const paced = tcb.model?.pacing.due
    if (paced !== undefined) due = earlier(due, paced)
    return due === NEVER ? undefined : due
  }

  handle(input: TcpInput, now: Instant): void {
    const connection = this.#connection
    connection.tcb.tick(now)
    switch (input.kind) {
      case 'connect':
        connect(connection, input)
        return
      case 'write':
        writeTo(connection, input.length)
        return
      case 'shutdown':
        shutDown(connection)
        return
      case 'close':
        connection.tcb.owner = 'nobody'
        shutDown(connection)
        return
      case 'abort':
        abort(connection)
        return
      case 'segment':
        arrive(connection, input.segment)
    }
  }

  wake(now: Instant): void {
    const connection = this.#connection
    const { tcb, acks } = connection
    tcb.tick(now)
    if (acks.due <= now && acks.timerFired(tcb.rto)) connection.sendAck()
    // `tcp_compressed_ack_kick`.
    if (acks.compressed.due <= now) connection.sendAck()
    const { halfOpen } = connection
    if (halfOpen !== undefined && halfOpen.due <= now) synAckTimedOut(connection, halfOpen)
    if (tcb.timerDue <= now) senderTimedOut(connection, tcb)
    const paced = tcb.model?.pacing.due
    if (paced !== undefined && paced <= now) mayLeave(tcb)
    const { keepAlive } = connection
    if (keepAlive !== undefined && keepAlive.due <= now) keepAliveTimedOut(connection, keepAlive)
  }
}

const arrive = (connection: Connection, segment: Segment): void => {
  switch (connection.state) {
    case 'listening':
      synArrived(connection, segment)
      return
    case 'syn-sent':
      answerArrived(connection, segment)
      return
    case 'syn-received':
    case 'early':
      if (connection.halfOpen !== undefined)
        arrivedHalfOpen(connection, connection.halfOpen, segment)
      return
    case 'established':
      segmentArrived(connection, segment)
      return
    case 'finished':
      if (segment.length > 0 || (segment.flags & FIN) !== 0) connection.sendAck()
      return
    case 'gone':
      connection.refuse(segment)
      return
    case 'closed':
    case 'deferred':
  }
}

const writeTo = (connection: Connection, length: number): void => {
  const { tcb, state } = connection
  if (length <= 0 || connection.closing || state === 'finished' || state === 'gone') return
  if (state === 'established' || state === 'early') {
    write(tcb, length)
    return
  }
  tcb.writeEnd += length
  if (state === 'deferred') connectWithData(connection, length)
}

const shutDown = (connection: Connection): void => {
  if (connection.closing) return
  connection.closing = true
  const { tcb } = connection
  switch (connection.state) {
    case 'established':
    case 'early':
      tcb.finWanted = true
      sendUnsent(tcb, 'as-window-allows')
      return
    case 'syn-sent':
      // RFC 9293 §3.10.4: nothing is left of it, and an answer that comes late is reset.
      connection.silence('gone')
      return
    case 'syn-received':
      tcb.finWanted = true
      return
    case 'finished':
    case 'gone':
      return
    default:
      connection.finish()
  }
}

const abort = (connection: Connection): void => {
  const { state } = connection
  if (state === 'established' || state === 'early' || state === 'syn-received')
    connection.sendReset()
  connection.silence('gone')
}

const senderTimedOut = (connection: Connection, tcb: ControlBlock): void => {
  const purpose = tcb.timer
  tcb.timerDue = NEVER
  switch (purpose) {
    case 'probe':
      sendProbe(tcb, () => sendUnsent(tcb, 'one-as-probe'))
      return
    case 'reorder':
      reorderingTimedOut(tcb)
      return
    case 'retransmit': {
      const synSent = connection.state === 'syn-sent'
      tcb.timer = 'none'
      if (timeOut(tcb, synSent) === 'given-up')
        connection.finish(synSent ? 'connect-timeout' : 'retransmission-limit')
      return
    }
    case 'none':
  }
}

const keepAliveTimedOut = (connection: Connection, keepAlive: KeepAlive): void => {
  const { tcb } = connection
  const isSending = tcb.chunks.length > 0 || tcb.unsent > 0
  const decision = keepAlive.fired(tcb.now, isSending ? 'sending' : 'quiet')
  if (decision === 'probe') connection.sendProbe()
  if (decision !== 'give-up') return
  connection.sendReset()
  connection.finish('keep-alive-unanswered')
}

/** `tcp_pace_kick`: what the pace held back may leave now, repetitions first. */
const mayLeave = (tcb: ControlBlock): void => {
  tcb.model?.pacing.stop()
  repeatLost(tcb)
  sendUnsent(tcb, 'as-window-allows')
}

/** `tcp_rack_reo_timeout`. */
const reorderingTimedOut = (tcb: ControlBlock): void => {
  const { inFlight, lost } = tcb
  markOverdue(tcb)
  if (tcb.inFlight !== inFlight) {
    if (tcb.recovery !== RECOVERY) {
      enterRecovery(tcb)
      reduceWindow(tcb, 1, tcb.lost - lost, false)
    }
    repeatLost(tcb)
  }
  if (tcb.timer !== 'retransmit') rearmTimeout(tcb)
}
