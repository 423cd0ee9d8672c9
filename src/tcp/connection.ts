/**
 * One connection's whole state and its voice: the control block, the receiving side, and the
 * acts of sending a segment and of telling the application something. How a connection is
 * opened is active-open.ts and passive-open.ts; what arriving segments do is arrival.ts.
 */
import type { Random } from '../random.ts'
import type { Instant } from '../units.ts'
import { AckPolicy } from './ack-policy.ts'
import { AckReport } from './ack-report.ts'
import type { Chunk } from './chunk.ts'
import {
  ControlBlock,
  type HeldBack,
  type Instance,
  type Sending,
  type Wire,
} from './control-block.ts'
import { KeepAlive } from './keep-alive.ts'
import { Outbound, sackOptionSize } from './outbound.ts'
import { ReceiveQueue } from './receive-queue.ts'
import { resetFor, sentReset } from './reset.ts'
import {
  ACK,
  type FastOpenOption,
  FIN,
  PSH,
  RST,
  type Segment,
  SYN,
  type TcpFailure,
} from './segment.ts'
import { announcedMss, payloadMss, type TcpSettings } from './settings.ts'
import type { HalfOpen } from './syn-ack.ts'

export type State =
  | 'closed'
  | 'listening'
  /** Fast Open: told to connect, waiting for something to say in the SYN. */
  | 'deferred'
  | 'syn-sent'
  | 'syn-received'
  /** Fast Open's passive side: data flows, the SYN-ACK is not acknowledged yet. */
  | 'early'
  | 'established'
  /** Both directions have ended; only a repeated FIN is still answered (TIME-WAIT). */
  | 'finished'
  /** Nothing here any more: whatever arrives is answered by a reset. */
  | 'gone'

/** net.ipv4.tcp_invalid_ratelimit. */
const CHALLENGE_INTERVAL_US = 500_000

export class Connection implements Wire {
  readonly settings: TcpSettings
  readonly tcb: ControlBlock
  readonly acks: AckPolicy
  readonly received = new ReceiveQueue()
  readonly report = new AckReport()
  readonly outbound = new Outbound()
  readonly keepAlive: KeepAlive | undefined
  state: State
  /** The listener's SYN-ACK, until it is acknowledged. */
  halfOpen: HalfOpen | undefined
  /** What our SYN asks for or presents, and how much data it carried. */
  fastOpen: FastOpenOption | undefined
  synData = 0
  /** TS.Recent (RFC 7323 §4.3). */
  recentTimestamp: Instant | undefined
  closing = false
  peerFinished = false
  /** Stream octets that the application has been told of. */
  #announced = 0
  #lastChallenge: number | undefined

  constructor(role: 'client' | 'server', settings: TcpSettings, random: Random) {
    this.settings = settings
    this.tcb = new ControlBlock(settings, random, this)
    this.acks = new AckPolicy(this.tcb.wheel, this.tcb.mss, settings.rules.quickAck)
    this.state = role === 'server' ? 'listening' : 'closed'
    const { keepAlive, userTimeout } = settings
    if (keepAlive !== undefined)
      this.keepAlive = new KeepAlive(keepAlive, userTimeout, this.tcb.wheel)
  }

  /** The peer's announcement, or what is remembered of it, bounds our segments (RFC 6691). */
  limitMss(announced: number): void {
    this.tcb.mss = payloadMss(Math.min(announced, announcedMss(this.settings)))
  }

  /** Called by the rules of sending. */
  transmitChunk(chunk: Chunk, sending: Sending): void {
    const instance = sending === 'first' || sending === 'burst-end' ? 'first' : 'again'
    if (chunk.syn) {
      this.sendSyn(0, undefined, instance)
      return
    }
    const push = chunk.push || sending === 'burst-end' || sending === 'burst-end-again'
    const flags = ACK | (push ? PSH : 0) | (chunk.fin ? FIN : 0)
    this.#send(flags, chunk.seq, chunk.length, instance)
    if (chunk.length > 0) this.acks.dataSent(this.tcb.now)
  }

  released({ from, behind }: HeldBack): void {
    this.outbound.say({ kind: 'released', from: from - 1, behind: behind - 1 })
  }

  extraOptions(): number {
    return sackOptionSize(this.received.blockCount)
  }

  sendAck(): void {
    this.#send(ACK, Math.max(this.tcb.next, 1), 0, 'first')
  }

  /** Asks the peer to acknowledge again what it has acknowledged (`tcp_xmit_probe_skb`). */
  sendProbe(): void {
    this.#send(ACK, this.tcb.una - 1, 0, 'first')
  }

  /** To a segment that belongs to no connection. */
  refuse(segment: Segment): void {
    if ((segment.flags & ACK) === 0) return
    const reset = resetFor(segment, this.tcb.now)
    if (reset !== undefined) this.outbound.say(sentReset(reset, this.settings.ip))
  }

  sendReset(): void {
    this.#send(RST | ACK, Math.max(this.tcb.next, 1), 0, 'first')
  }

  sendSyn(data: number, fastOpen: FastOpenOption | undefined, instance: Instance): void {
    const { tcb } = this
    const options = { mss: announcedMss(this.settings), fastOpen }
    this.outbound.transmit(SYN, 0, 0, data, tcb.now, undefined, options, this.settings, instance)
  }

  sendSynAck(half: HalfOpen, instance: Instance): void {
    const { tcb } = this
    const { cookie } = half
    const fastOpen: FastOpenOption | undefined =
      cookie === undefined ? undefined : { kind: 'cookie', cookie }
    const options = { mss: announcedMss(this.settings), fastOpen }
    this.outbound.transmit(
      SYN | ACK,
      0,
      half.acknowledgesData,
      0,
      tcb.now,
      half.echo,
      options,
      this.settings,
      instance,
    )
  }

  /** RFC 5961 §4 and §5: says where we are, at most twice a second. */
  challenge(): void {
    const { wheel, now } = this.tcb
    const jiffies = wheel.jiffies(now)
    const interval = wheel.fromMicroseconds(CHALLENGE_INTERVAL_US)
    if (this.#lastChallenge !== undefined && jiffies - this.#lastChallenge < interval) return
    this.#lastChallenge = jiffies
    this.sendAck()
  }

  /** Tells the application how far the stream has come, and of its end. */
  announce(): void {
    const { received } = this
    const ended = received.isComplete
    const upTo = received.next - 1 - (ended ? 1 : 0)
    if (upTo > this.#announced) {
      this.#announced = upTo
      this.outbound.say({ kind: 'received', upTo })
    }
    if (ended && !this.peerFinished) {
      this.peerFinished = true
      this.outbound.say({ kind: 'finished' })
    }
  }

  finish(failure?: TcpFailure): void {
    if (this.state === 'finished' || this.state === 'gone') return
    const orderly = failure === undefined && this.state === 'established'
    this.silence(orderly ? 'finished' : 'gone')
    this.outbound.say(failure === undefined ? { kind: 'closed' } : { kind: 'closed', failure })
  }

  silence(state: 'finished' | 'gone'): void {
    this.state = state
    this.tcb.disarm()
    this.tcb.model?.pacing.stop()
    this.acks.stop()
    this.keepAlive?.stop()
    this.halfOpen = undefined
  }

  /** RFC 7323 §4.3: remembers the timestamp of what advances the acknowledgement. */
  noteTimestamp(segment: Segment): void {
    if (segment.seq > this.acks.acknowledged) return
    const recent = this.recentTimestamp
    if (recent === undefined || segment.timestamp >= recent)
      this.recentTimestamp = segment.timestamp
  }

  #send(flags: number, seq: number, length: number, instance: Instance): void {
    const { tcb, received, acks, outbound, settings } = this
    const blocks = received.takeBlocks()
    const echo = this.recentTimestamp
    const { next } = received
    outbound.transmit(flags, seq, next, length, tcb.now, echo, blocks, settings, instance)
    acks.ackSent(next)
  }
}
