/**
 * The virtual half of a live connection: the link, and the TCP endpoints at both its ends. It
 * carries lengths; the octets themselves stay with whoever wrote them.
 */
import type { Clock } from '../../clock/clock.ts'
import { Driver } from '../../engine.ts'
import type { Flow } from '../../link/flow.ts'
import type { Link } from '../../link/link.ts'
import type { Direction } from '../../link/packet.ts'
import type { Random } from '../../random.ts'
import { activeOpen } from '../../stack/fast-open-use.ts'
import { answerPacket, type LinkBody, queryPacket, segmentPacket } from '../../stack/link-body.ts'
import { Resolver, type ResolverInput, type ResolverOutput } from '../../stack/resolver.ts'
import { TcpEndpoint } from '../../tcp/endpoint.ts'
import type { TcpFailure, TcpInput, TcpOutput } from '../../tcp/segment.ts'
import type { LiveCounters, LiveSettings } from '../live/settings.ts'

export interface PathEvents {
  readonly waited: (layer: 'dns' | 'tcp') => void
  readonly connected: () => void
  /** The client's stream has arrived at the far end up to this position. */
  readonly arrivedUp: (position: number) => void
  /** The server's stream has arrived at the client up to this position. */
  readonly arrivedDown: (position: number) => void
  /** The end of a stream has arrived. */
  readonly endedUp: () => void
  readonly endedDown: () => void
  readonly failed: (failure: TcpFailure | 'unresolved') => void
  readonly cookie: (cookie: string, mss: number) => void
}

type PathSettings = Pick<LiveSettings, 'tcp' | 'fastOpen' | 'lookUp'>

export class LivePath {
  readonly #settings: PathSettings
  readonly #events: PathEvents
  readonly #flow: Flow<LinkBody>
  readonly #client: Driver<TcpInput, TcpOutput>
  readonly #server: Driver<TcpInput, TcpOutput>
  readonly #resolver: Driver<ResolverInput, ResolverOutput> | undefined
  readonly #written = { up: 0, down: 0 }
  readonly #retransmitted = { up: 0, down: 0 }
  #established = false

  /** `random` is forked by purpose, as in the simulated attachment: the same timers. */
  constructor(
    settings: PathSettings,
    { clock, link }: { readonly clock: Clock; readonly link: Link<LinkBody> },
    random: Random,
    events: PathEvents,
  ) {
    this.#settings = settings
    this.#events = events
    this.#flow = link.flow({
      deliver: (direction, packet) => this.#deliver(direction, packet.body),
    })
    const timers = random.fork('timers')
    const endpoint = (role: 'client' | 'server'): TcpEndpoint =>
      new TcpEndpoint({ role, settings: settings.tcp[role], random: timers.fork(role) })
    this.#client = new Driver(endpoint('client'), clock, (output: TcpOutput) =>
      this.#fromClient(output),
    )
    this.#server = new Driver(endpoint('server'), clock, (output: TcpOutput) =>
      this.#fromServer(output),
    )
    if (settings.lookUp !== undefined) {
      this.#resolver = new Driver(new Resolver(settings.lookUp), clock, (output: ResolverOutput) =>
        this.#resolved(output),
      )
    }
  }

  open(): void {
    if (this.#resolver === undefined) this.#connect()
    else this.#resolver.handle({ kind: 'resolve' })
  }

  write(direction: Direction, length: number): void {
    this.#written[direction] += length
    this.#end(direction).handle({ kind: 'write', length })
  }

  close(direction: Direction): void {
    this.#end(direction).handle({ kind: 'close' })
  }

  /** The server's end is reset. */
  resetByServer(): void {
    this.#server.handle({ kind: 'abort' })
  }

  stop(): void {
    this.#client.stop()
    this.#server.stop()
    this.#resolver?.stop()
    this.#flow.close()
  }

  counters(direction: Direction): LiveCounters {
    const { entered, enteredBytes } = this.#flow.counters(direction)
    return {
      packets: entered,
      linkBytes: enteredBytes,
      streamBytes: this.#written[direction],
      retransmitted: this.#retransmitted[direction],
    }
  }

  #end(direction: Direction): Driver<TcpInput, TcpOutput> {
    return direction === 'up' ? this.#client : this.#server
  }

  #connect(): void {
    this.#client.handle(activeOpen(this.#settings.fastOpen))
  }

  #resolved(output: ResolverOutput): void {
    switch (output.kind) {
      case 'query':
        this.#flow.send('up', queryPacket(output.query))
        return
      case 'waited':
        this.#events.waited('dns')
        return
      case 'resolved':
        this.#connect()
        return
      case 'failed':
        this.#events.failed('unresolved')
    }
  }

  #fromClient(output: TcpOutput): void {
    switch (output.kind) {
      case 'transmit':
        this.#transmit('up', output)
        return
      case 'received':
        this.#events.arrivedDown(output.upTo)
        return
      case 'connected':
        this.#events.connected()
        return
      case 'established':
        if (output.held && !this.#established) this.#events.waited('tcp')
        this.#established = true
        return
      case 'cookie':
        this.#events.cookie(output.cookie, output.mss)
        return
      case 'finished':
        this.#events.endedDown()
        return
      case 'closed':
        if (output.failure !== undefined) this.#events.failed(output.failure)
    }
  }

  #fromServer(output: TcpOutput): void {
    switch (output.kind) {
      case 'transmit':
        this.#transmit('down', output)
        return
      case 'received':
        this.#events.arrivedUp(output.upTo)
        return
      case 'finished':
        this.#events.endedUp()
    }
  }

  #transmit(direction: Direction, output: Extract<TcpOutput, { kind: 'transmit' }>): void {
    if (output.retransmission) this.#retransmitted[direction] += 1
    this.#flow.send(direction, segmentPacket(direction, output, this.#settings.fastOpen))
  }

  #deliver(direction: Direction, body: LinkBody): void {
    if (body.kind === 'tcp') {
      const end = direction === 'up' ? this.#server : this.#client
      if (body.arrives !== undefined) end.handle({ kind: 'segment', segment: body.arrives })
    } else if (direction === 'up') {
      this.#flow.send('down', answerPacket(body.query))
    } else {
      this.#resolver?.handle({ kind: 'answer', id: body.query.id })
    }
  }
}
