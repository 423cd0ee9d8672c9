/**
 * Two endpoints joined by a link in virtual time, with a log of every packet that entered it.
 */

import { VirtualClock } from '../../src/clock/virtual.ts'
import type { Direction } from '../../src/direction.ts'
import { Driver } from '../../src/engine.ts'
import type { Flow } from '../../src/link/flow.ts'
import { Link } from '../../src/link/link.ts'
import type { Packet } from '../../src/link/packet.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { Random } from '../../src/random.ts'
import { TcpEndpoint } from '../../src/tcp/endpoint.ts'
import { type MiddleboxFault, throughMiddlebox } from '../../src/tcp/middlebox.ts'
import {
  type FastOpenOption,
  RST,
  type Segment,
  SYN,
  type TcpInput,
  type TcpOutput,
} from '../../src/tcp/segment.ts'
import { LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import {
  bytes,
  type Duration,
  type Instant,
  microseconds,
  milliseconds,
  plus,
} from '../../src/units.ts'
import { type Host, idealHost } from './host.ts'

export interface LogEntry {
  readonly at: Instant
  readonly direction: Direction
  readonly segment: Segment
  readonly size: number
  readonly retransmission: boolean
  lost: boolean
}

export interface PairOptions {
  readonly link: LinkSettings
  readonly client?: TcpSettings
  readonly server?: TcpSettings
  readonly random?: Random
  readonly host?: Host
  readonly fault?: MiddleboxFault
  /** Chosen packets that are dropped, by direction and index; a RST counts but passes. */
  readonly drops?: { readonly [direction in Direction]: ReadonlySet<number> }
  /** Whatever an endpoint says that is not a packet. */
  readonly onOutput: (end: 'client' | 'server', output: TcpOutput, pair: Pair) => void
}

/** What a busy host needs for one more packet that was waiting. */
const NEXT_PACKET = microseconds(1)

/** Longer than every granularity of the timer wheel that matters here. */
const PHASE_SPAN_MS = 10_000_000

/** One machine, one tick: both namespaces of the measurements share their timers' phase. */
const inPhase = (settings: TcpSettings, phase: Duration): TcpSettings =>
  settings.timers.kind === 'ideal'
    ? settings
    : { ...settings, timers: { phase, ...settings.timers } }

export class Pair {
  readonly clock = new VirtualClock()
  readonly log: LogEntry[] = []
  readonly #options: PairOptions
  readonly #host: Host
  readonly #flow: Flow<LogEntry>
  readonly #client: Driver<TcpInput, TcpOutput>
  readonly #server: Driver<TcpInput, TcpOutput>
  readonly #counts = { up: 0, down: 0 }
  readonly #busyUntil = { up: 0 as Instant, down: 0 as Instant }
  /** When the packet that an end is looking at reached its host. */
  readonly arrivedAt = { client: 0 as Instant, server: 0 as Instant }

  constructor(options: PairOptions) {
    this.#options = options
    this.#host = options.host ?? idealHost
    const random = options.random ?? Random.seeded('pair')
    const link = new Link<LogEntry>({
      settings: options.link,
      clock: this.clock,
      random: random.fork('link'),
      observe: (event) => {
        if (event.kind === 'dropped') event.packet.body.lost = true
      },
    })
    this.#flow = link.flow({
      deliver: (direction, packet) => this.#arrive(direction, packet),
    })
    const phase = milliseconds(random.fork('phase').unit() * PHASE_SPAN_MS)
    const end = (role: 'client' | 'server', settings: TcpSettings): Driver<TcpInput, TcpOutput> =>
      new Driver(
        new TcpEndpoint({
          role,
          settings: inPhase(settings, phase),
          random: random.fork('timers').fork(role),
        }),
        this.clock,
        (output) => this.#take(role, output),
      )
    this.#client = end('client', options.client ?? LINUX)
    this.#server = end('server', options.server ?? LINUX)
  }

  connect(fastOpen?: FastOpenOption): void {
    this.#client.handle(
      fastOpen === undefined ? { kind: 'connect' } : { kind: 'connect', fastOpen },
    )
  }

  tell(end: 'client' | 'server', input: TcpInput): void {
    if (end === 'client') this.#client.handle(input)
    else this.#server.handle(input)
  }

  stop(): void {
    this.#client.stop()
    this.#server.stop()
  }

  #take(end: 'client' | 'server', output: TcpOutput): void {
    if (output.kind !== 'segment') {
      this.#options.onOutput(end, output, this)
      return
    }
    const direction = end === 'client' ? 'up' : 'down'
    let segment: Segment | undefined = output.segment
    if (direction === 'up' && this.#options.fault !== undefined)
      segment = throughMiddlebox(this.#options.fault, segment)
    const { size, retransmission } = output
    const at = this.clock.now()
    const entry: LogEntry = {
      at,
      direction,
      segment: segment ?? output.segment,
      size,
      retransmission,
      lost: segment === undefined,
    }
    this.log.push(entry)
    const index = this.#counts[direction]
    this.#counts[direction] += 1
    if (entry.lost) return
    if (this.#options.drops?.[direction].has(index) && (entry.segment.flags & RST) === 0) {
      entry.lost = true
      return
    }
    this.#flow.send(direction, { size: bytes(size), body: entry })
  }

  #arrive(direction: Direction, packet: Packet<LogEntry>): void {
    const now = this.clock.now()
    const reactsTo = (packet.body.segment.flags & SYN) === 0 ? 'data' : 'handshake'
    const busy = this.#busyUntil[direction]
    const at = now <= busy ? plus(busy, NEXT_PACKET) : plus(now, this.#host.kernel(reactsTo))
    this.#busyUntil[direction] = at
    const input: TcpInput = { kind: 'segment', segment: packet.body.segment }
    const end = direction === 'up' ? 'server' : 'client'
    const handle = (): void => {
      this.arrivedAt[end] = now
      this.tell(end, input)
    }
    if (this.#host === idealHost) handle()
    else this.clock.at(at, handle)
  }
}
