/** Everything that one end of a connection remembers; the rules of this room are functions over it. */
import { type Instant, START } from '../units.ts'
import { CongestionWindow } from './congestion.ts'
import type { QuicFailure, QuicOutput } from './interface.ts'
import type { QuicPacket, Space } from './packet.ts'
import { PacketSpace } from './packet-space.ts'
import { Path } from './path.ts'
import { Ranges } from './ranges.ts'
import { RttEstimator } from './rtt-estimator.ts'
import { SendBuffer } from './send-buffer.ts'
import type { QuicSettings } from './settings.ts'

/** Which of the keys of the application space there are (RFC 9001 §4.1.4). */
export interface ApplicationKeys {
  /** Client: may send 0-RTT packets. Server: reads them. */
  early: 'none' | 'available' | 'refused'
  send: boolean
  receive: boolean
}

export class ControlBlock {
  readonly role: 'client' | 'server'
  readonly settings: QuicSettings
  /** The time of the input being handled. */
  now: Instant = START

  readonly spaces: Readonly<Record<Space, PacketSpace>> = {
    initial: new PacketSpace(),
    handshake: new PacketSpace(),
    application: new PacketSpace(),
  }
  readonly application: ApplicationKeys = { early: 'none', send: false, receive: false }
  state: 'idle' | 'handshake' | 'confirmed' | 'closed' = 'idle'
  /** The handshake is complete (RFC 9001 §4.1.1). */
  isComplete = false

  /** The one stream. */
  outgoing: SendBuffer = new SendBuffer()
  fin: 'none' | 'wanted' | 'under-way' | 'acknowledged' = 'none'
  incoming: Ranges = new Ranges()
  /** Position of the end of the peer's stream, once that has arrived. */
  endAt: number | undefined
  hasEnded = false

  rtt: RttEstimator
  congestion: CongestionWindow
  /** Probe timeouts in a row that nothing has answered. */
  probeCount = 0
  /** Datagrams that a probe timeout still has to send, whatever the window says. */
  probe: { readonly space: Space; readonly owed: number } | undefined
  /** When something was last sent or came: what a client's timer counts from with nothing in flight. */
  timerFrom: Instant | undefined
  path: Path
  /** Of a Retry packet: what its Initial packets carry from then on. */
  token: 'none' | 'held' = 'none'
  /** Server: sent a Retry. */
  hasRetried = false
  /** Client: something was held back until its address was proved. */
  wasLimited = false

  handshakeDone: 'none' | 'wanted' | 'under-way' | 'acknowledged' = 'none'
  connectionId: 'none' | 'wanted' | 'under-way' | 'acknowledged' = 'none'
  closing: 'none' | 'wanted' = 'none'
  /** Client: has to be heard from its new address, and the first number that it sends from there. */
  ping: 'none' | 'wanted' = 'none'
  movedAt: number | undefined
  /** Packets that came before their keys (RFC 9001 §5.7). */
  held: QuicPacket[] = []
  /** When it is given up (idle.ts). */
  giveUpAt: Instant | undefined

  readonly outputs: QuicOutput[] = []

  constructor(role: 'client' | 'server', settings: QuicSettings) {
    this.role = role
    this.settings = settings
    this.rtt = new RttEstimator(settings.initialRtt)
    this.congestion = new CongestionWindow(settings.datagram)
    this.path = new Path(0, role === 'client' ? 'validated' : 'unvalidated')
  }

  /** A server may not send a whole datagram to where its client is (RFC 9000 §8.1). */
  get isLimited(): boolean {
    return this.path.allowance < this.settings.datagram
  }

  /** PeerCompletedAddressValidation (RFC 9002 App. A.6): a server has nothing to prove. */
  get isAddressKnown(): boolean {
    const { role, spaces, state } = this
    return role === 'server' || spaces.handshake.largestAcked >= 0 || state === 'confirmed'
  }

  say(output: QuicOutput): void {
    this.outputs.push(output)
  }

  /** Ends it for good, silently. */
  close(failure?: QuicFailure): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.held = []
    this.say(failure === undefined ? { kind: 'closed' } : { kind: 'closed', failure })
  }
}
