/**
 * A leg: one connection's use of a link, with a stack at each end. Carries what either stack has
 * for the link to the other one, and runs both on the clock.
 *
 * Of several addresses of the server some may belong to a host where nobody listens, which resets,
 * or to none, and then what is sent there crosses the link and vanishes. No other TCP than that of
 * the addresses that reach the server is modelled there, and no host's time to reset.
 *
 * A client's DNS queries are answered at the far end, by a resolver that has everything cached;
 * a middlebox, if there is one, stands there too and sees what the client sends.
 *
 * A connection can die on the way without either end being told (`cut`), or because the server's
 * host no longer knows it (`refuse`). What an end would be told by ICMP (no route, no host) is left
 * out: networks drop it, and TCP takes it for a passing thing (RFC 1122 §4.2.3.9).
 */
import type { Direction } from '../../direction.ts'
import { type Alarm, Driver } from '../../engine.ts'
import type { Flow } from '../../link/flow.ts'
import type { Link } from '../../link/link.ts'
import type { ProcessingTime } from '../../processing-time.ts'
import { resetForDatagram } from '../../quic/reset.ts'
import type { Random } from '../../random.ts'
import type { Destination } from '../../stack/addresses/destination.ts'
import { answerPacket, arriving, type LinkBody, packetOf } from '../../stack/link-body.ts'
import {
  type FromLink,
  isForLink,
  type Sent,
  type Stack,
  type StreamCounters,
  type ToLink,
  type Traffic,
} from '../../stack/stack.ts'
import type { MiddleboxFault } from '../../tcp/middlebox.ts'
import { resetFor, sentReset } from '../../tcp/reset.ts'
import type { IpVersion } from '../../tcp/settings.ts'
import type { Instant } from '../../units.ts'
import { Door } from './door.ts'
import { Host } from './host.ts'

export interface LegOptions {
  readonly link: Link<LinkBody>
  readonly clock: Alarm
  readonly middlebox: MiddleboxFault | undefined
  readonly tcp: { readonly client: { readonly ip: IpVersion } }
  /** What either host takes to handle a packet that has arrived. */
  readonly hostTime: ProcessingTime
  /** Forked by purpose: only hosts draw from it. */
  readonly random: Random
}

/** A stack in its place, to be told commands. */
export type Joined<Command, Report> = Driver<Command | FromLink, Report | ToLink>

/**
 * What becomes of a connection on its way. `address-gone`: the device has it no longer; nothing of
 * either end enters the link. `forgotten`: the middlebox at the far end has no state for it; what the
 * client sends crosses the link and vanishes there, what the server sends never comes to the link.
 * `reset`: the same, and whoever sends is answered by a reset.
 */
export type Cut = 'address-gone' | 'forgotten' | 'reset'

interface End {
  readonly counters: StreamCounters
  /** The packet has reached the host. */
  readonly hear: (input: FromLink) => void
  readonly stop: () => void
}

export class Leg {
  readonly #clock: Alarm
  readonly #ip: IpVersion
  readonly #flow: Flow<LinkBody>
  readonly #hosts: { readonly client: Host; readonly server: Host }
  /** What becomes of what an end has for the link. */
  #leavesClient: (output: ToLink) => void
  #leavesServer: (output: ToLink) => void
  #client: End | undefined
  #server: End | undefined
  /** At the server's host. */
  readonly #door = new Door<FromLink>()

  constructor({ link, clock, middlebox, tcp, hostTime, random }: LegOptions) {
    this.#clock = clock
    this.#ip = tcp.client.ip
    const hosts = random.fork('hosts')
    const host = (name: string): Host => new Host(clock, hostTime, hosts.fork(name))
    this.#hosts = { client: host('client'), server: host('server') }
    this.#flow = link.flow({
      deliver: (direction, packet) => this.#deliver(direction, packet.body),
    })
    this.#leavesClient = (output) => this.#flow.send('up', packetOf(output, middlebox))
    this.#leavesServer = (output) => this.#flow.send('down', packetOf(output, undefined))
  }

  joinClient<Command, Report extends { readonly kind: string }>(
    stack: Stack<Command, Report>,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    const joined = this.#join(stack, (output) => this.#leavesClient(output), report)
    this.#client = endOf(stack, joined, this.#hosts.client)
    return joined
  }

  joinServer<Command, Report extends { readonly kind: string }>(
    stack: Stack<Command, Report>,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    const joined = this.#join(stack, (output) => this.#leavesServer(output), report)
    this.#server = endOf(stack, joined, this.#hosts.server)
    return joined
  }

  /** Its number on the link. */
  get flow(): number {
    return this.#flow.number
  }

  /** What has been sent so far. */
  traffic(): Traffic {
    return { up: this.#sent('up', this.#client), down: this.#sent('down', this.#server) }
  }

  /** The connection is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void {
    if (how === 'address-gone') {
      this.#flow.close()
      return
    }
    const server = this.#server
    this.#serverHears(how === 'reset' ? (input) => this.#resetClient(input) : ignore)
    this.#leavesServer = (output) => {
      if (how === 'reset') answered(output, this.#clock.now(), (input) => server?.hear(input))
    }
  }

  /**
   * The server's host does not know of this connection (any more), or nobody listens there: it says
   * nothing by itself, and answers what comes by a reset.
   */
  refuse(): void {
    this.#server?.stop()
    this.#serverHears((input) => this.#resetClient(input))
    this.#door.close()
  }

  /**
   * The client begins while nobody may listen: each packet meets a reset that comes while that is so, and the
   * first that comes later opens the connection, as there is no listener at that moment or there is one
   * (RFC 9293 §3.10.7.1).
   */
  refuseWhile(isDown: () => boolean): void {
    this.#door.refuseWhile(isDown)
  }

  /** Whether anybody listens is asked when the first packet has come: the answer is `admit`, or `refuse`. */
  askFirst(ask: () => void): void {
    this.#door.askFirst(ask)
  }

  admit(): void {
    this.#door.admit()
  }

  /** Both ends fall silent at once. */
  stop(): void {
    this.#client?.stop()
    this.#server?.stop()
    this.#flow.close()
  }

  #join<Command, Report extends { readonly kind: string }>(
    stack: Stack<Command, Report>,
    leaves: (output: ToLink) => void,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    return new Driver<Command | FromLink, Report | ToLink>(stack, this.#clock, (output) => {
      if (isForLink(output)) leaves(output)
      else report(output)
    })
  }

  #serverHears(hear: End['hear']): void {
    if (this.#server !== undefined) this.#server = { ...this.#server, hear }
  }

  #resetClient(input: FromLink): void {
    if (input.kind === 'datagram') {
      const answer = resetForDatagram(input.datagram, this.#ip)
      if (answer !== undefined) this.#flow.send('down', packetOf(answer, undefined))
      return
    }
    if (input.kind !== 'segment') return
    const { destination } = input
    const segment = resetFor(input.segment, this.#clock.now())
    if (segment === undefined) return
    const ip = destination?.ip ?? this.#ip
    this.#flow.send('down', packetOf({ ...sentReset(segment, ip), destination }, undefined))
  }

  #sent(direction: Direction, end: End | undefined): Sent {
    const { entered, enteredBytes, deliveredBytes } = this.#flow.counters(direction)
    return {
      packets: entered,
      linkBytes: enteredBytes,
      arrivedBytes: deliveredBytes,
      streamBytes: end?.counters.streamBytes ?? 0,
      retransmitted: end?.counters.retransmitted ?? 0,
    }
  }

  /** At the far end of the link, where the server is one of the hosts that there may be. */
  #arrive(input: FromLink, at: Destination['reaches']): void {
    if (at === 'server') this.#toServer(input)
    else if (at === 'closed-port') this.#resetClient(input)
  }

  #toServer(input: FromLink): void {
    const server = this.#server
    if (this.#door.isPassed) server?.hear(input)
    else {
      this.#door.knock(input, {
        taken: (packet) => server?.hear(packet),
        refused: (packet) => this.#resetClient(packet),
      })
    }
  }

  #deliver(direction: Direction, body: LinkBody): void {
    if (body.kind === 'segment') {
      const input = arriving(body)
      if (input === undefined) return
      if (direction === 'down') this.#client?.hear(input)
      else this.#arrive(input, input.destination?.reaches ?? 'server')
    } else if (body.kind === 'datagram') {
      if (direction === 'up') this.#toServer(body)
      else this.#client?.hear(body)
    } else if (direction === 'up') {
      this.#flow.send('down', answerPacket(body.query))
    } else {
      this.#client?.hear({ kind: 'answer', id: body.query.id })
    }
  }
}

const endOf = <Command, Report>(
  counters: StreamCounters,
  joined: Joined<Command, Report>,
  host: Host,
): End => {
  const handle = (input: FromLink): void => joined.handle(input)
  return {
    counters,
    hear: (input) => host.receive(input, handle),
    stop: () => joined.stop(),
  }
}

const ignore = (): void => {}

/** By whoever stands right beside its sender. */
function answered(output: ToLink, now: Instant, hear: End['hear']): void {
  if (output.kind !== 'segment') return
  const { destination } = output
  const segment = resetFor(output.segment, now)
  if (segment !== undefined) hear({ kind: 'segment', segment, destination })
}
