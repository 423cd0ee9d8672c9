/**
 * A leg: one connection's use of a link, with a stack at each end. Carries what either stack has
 * for the link to the other one, and runs both on the clock.
 *
 * A client's DNS queries are answered at the far end, by a resolver that has everything cached;
 * a middlebox, if there is one, stands there too and sees what the client sends.
 */
import { type Alarm, Driver } from '../../engine.ts'
import type { Flow } from '../../link/flow.ts'
import type { Link } from '../../link/link.ts'
import type { Direction } from '../../link/packet.ts'
import type { ProcessingTime } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import { answerPacket, type LinkBody, packetOf } from '../../stack/link-body.ts'
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
import { Host } from './host.ts'

export interface LegOptions {
  readonly link: Link<LinkBody>
  readonly clock: Alarm
  readonly middlebox: MiddleboxFault | undefined
  /** What either host takes to handle a packet that has arrived. */
  readonly hostTime: ProcessingTime
  /** Forked by purpose: only hosts draw from it. */
  readonly random: Random
}

/** A stack in its place, to be told commands. */
export type Joined<Command, Report> = Driver<Command | FromLink, Report | ToLink>

interface End {
  readonly counters: StreamCounters
  /** The packet has reached the host. */
  readonly hear: (input: FromLink) => void
  readonly stop: () => void
}

export class Leg {
  readonly #clock: Alarm
  readonly #middlebox: MiddleboxFault | undefined
  readonly #flow: Flow<LinkBody>
  readonly #hosts: { readonly client: Host; readonly server: Host }
  #client: End | undefined
  #server: End | undefined

  constructor({ link, clock, middlebox, hostTime, random }: LegOptions) {
    this.#clock = clock
    this.#middlebox = middlebox
    const hosts = random.fork('hosts')
    const host = (name: string): Host => new Host(clock, hostTime, hosts.fork(name))
    this.#hosts = { client: host('client'), server: host('server') }
    this.#flow = link.flow({
      deliver: (direction, packet) => this.#deliver(direction, packet.body),
    })
  }

  joinClient<Command, Report extends { readonly kind: string }>(
    stack: Stack<Command, Report>,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    const joined = this.#join('up', this.#middlebox, stack, report)
    this.#client = endOf(stack, joined, this.#hosts.client)
    return joined
  }

  joinServer<Command, Report extends { readonly kind: string }>(
    stack: Stack<Command, Report>,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    const joined = this.#join('down', undefined, stack, report)
    this.#server = endOf(stack, joined, this.#hosts.server)
    return joined
  }

  /** What has been sent so far. */
  traffic(): Traffic {
    return { up: this.#sent('up', this.#client), down: this.#sent('down', this.#server) }
  }

  /** Nothing passes any more either way, and neither end is told: each goes on as it sees fit. */
  cut(): void {
    this.#flow.close()
  }

  /** Both ends fall silent at once. */
  stop(): void {
    this.#client?.stop()
    this.#server?.stop()
    this.#flow.close()
  }

  #join<Command, Report extends { readonly kind: string }>(
    direction: Direction,
    middlebox: MiddleboxFault | undefined,
    stack: Stack<Command, Report>,
    report: (report: Report) => void,
  ): Joined<Command, Report> {
    return new Driver<Command | FromLink, Report | ToLink>(stack, this.#clock, (output) => {
      if (isForLink(output)) this.#flow.send(direction, packetOf(output, middlebox))
      else report(output)
    })
  }

  #sent(direction: Direction, end: End | undefined): Sent {
    const { entered, enteredBytes } = this.#flow.counters(direction)
    return {
      packets: entered,
      linkBytes: enteredBytes,
      streamBytes: end?.counters.streamBytes ?? 0,
      retransmitted: end?.counters.retransmitted ?? 0,
    }
  }

  #deliver(direction: Direction, body: LinkBody): void {
    if (body.kind === 'tcp') {
      const end = direction === 'up' ? this.#server : this.#client
      if (body.arrives !== undefined) end?.hear({ kind: 'segment', segment: body.arrives })
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
): End => ({
  counters,
  hear: (input) => host.receive(() => joined.handle(input)),
  stop: () => joined.stop(),
})
