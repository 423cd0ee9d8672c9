/** What the model sends where each packet meets a chosen fate, with its host's clock at whatever phase. */
import { VirtualClock } from '../../src/clock/virtual.ts'
import type { Direction } from '../../src/direction.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import { TcpEndpoint } from '../../src/tcp/endpoint.ts'
import { ACK, RST, type SentSegment, type TcpInput, type TcpOutput } from '../../src/tcp/segment.ts'
import { LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import {
  bytes,
  type Instant,
  instant,
  milliseconds,
  seconds,
  toMilliseconds,
} from '../../src/units.ts'
import type { Ladder, Scenario, Span } from './fate-cases.ts'

/** Of the hosts of the measurements: to react to a packet, and to one that waited; applications. */
const HOST_MS = { reaction: 0.045, next: 0.003, client: 0.08, server: 0.08, connected: 0.07 }
/** Before the handshake the socket takes what is written at once. */
const EARLY_MS = 0.001
/** What happens behind that is not compared. */
const TAIL_MS = 300
const UNTIL_MS = 8_000
const PHASES_MS = 10_000_000

export const modelLadder = (scenario: Scenario, phase: number): Ladder => {
  const run = new FatedRun(scenario, Random.seeded(`fates ${phase}`))
  return run.ladder()
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const within = (spans: readonly Span[] = [], at: number): Span | undefined =>
  spans.find(([from, to]) => from <= at && at < to)

class FatedRun {
  readonly #scenario: Scenario
  readonly #clock = new VirtualClock()
  readonly #ends: Readonly<Record<Direction, Driver<TcpInput, TcpOutput>>>
  readonly #packets: Record<Direction, string[]> = { up: [], down: [] }
  readonly #sent = { up: 0, down: 0 }
  readonly #lineFree = { up: 0, down: 0 }
  readonly #hostFree = { up: 0, down: 0 }
  readonly #doneMs: number[] = []
  #asked = 0
  #answered = 0
  #read = { up: 0, down: 0 }

  constructor(scenario: Scenario, random: Random) {
    this.#scenario = scenario
    const phase = milliseconds(random.fork('phase').unit() * PHASES_MS)
    const end = (role: 'client' | 'server') =>
      new Driver(
        new TcpEndpoint({
          ...{ role, settings: settingsOf(scenario, phase, role) },
          random: random.fork('timers').fork(role),
        }),
        this.#clock,
        (output: TcpOutput) => this.#take(role === 'client' ? 'up' : 'down', output),
      )
    // By the direction in which each sends.
    this.#ends = { up: end('client'), down: end('server') }
  }

  ladder(): Ladder {
    const until = instant(milliseconds(this.#scenario.until ?? UNTIL_MS))
    this.#ends.up.handle({ kind: 'connect', ...fastOpenOf(this.#scenario) })
    for (const [atMs, end, does, length = 0] of this.#scenario.events ?? []) {
      const input: TcpInput = does === 'write' ? { kind: does, length } : { kind: does }
      this.#at(atMs, () => this.#ends[end === 'c' ? 'up' : 'down'].handle(input))
    }
    for (
      let next = this.#clock.next();
      next !== undefined && next <= until;
      next = this.#clock.next()
    ) {
      this.#clock.step()
    }
    return { doneMs: this.#doneMs, packets: [...this.#packets.up, ...this.#packets.down] }
  }

  get #nowMs(): number {
    return toMilliseconds(this.#clock.now())
  }

  #at(ms: number, task: () => void): void {
    this.#clock.at(milliseconds(ms) as unknown as Instant, task)
  }

  #after(ms: number, task: () => void): void {
    this.#at(this.#nowMs + ms, task)
  }

  #take(from: Direction, output: TcpOutput): void {
    switch (output.kind) {
      case 'segment':
        this.#send(from, output)
        return
      case 'connected':
        if (from === 'up') {
          this.#after(output.early ? EARLY_MS : HOST_MS.connected, () => this.#ask())
        }
        return
      case 'received':
        if (from === 'down') {
          this.#read.up = output.upTo
          this.#after(HOST_MS.server, () => this.#answer())
        } else {
          this.#read.down = output.upTo
          this.#after(HOST_MS.client, () => this.#proceed())
        }
        return
      case 'finished': {
        const delay =
          from === 'down' ? (this.#scenario.serverClose ?? HOST_MS.server) : HOST_MS.client
        this.#after(delay, () => this.#ends[from].handle({ kind: 'close' }))
      }
    }
  }

  #send(from: Direction, { segment, size }: SentSegment): void {
    const { fates, outages, holds, rate, until = UNTIL_MS, rst = false } = this.#scenario
    const now = this.#nowMs
    const number = this.#sent[from]
    this.#sent[from] += 1
    let copies = fates?.[from]?.[number] ?? [0]
    if (within(outages?.[from], now) !== undefined) copies = []
    let leaves = now
    const line = rate?.[from]
    if (line !== undefined && copies.length > 0) {
      const [kbps, queue] = line
      const begins = Math.max(this.#lineFree[from], now)
      const waiting = ((begins - now) * kbps) / 8
      if (waiting + size > queue) copies = []
      else {
        leaves = begins + (size * 8) / kbps
        this.#lineFree[from] = leaves
      }
    }
    leaves = within(holds?.[from], now)?.[1] ?? leaves
    const isOfEnd = (segment.flags & RST) !== 0 && !rst
    if (now < until - TAIL_MS && !isOfEnd) {
      const { flags, seq, ack, length, sack } = segment
      const blocks = sack.map(({ left, right }) => `${left}-${right}`).join(' ')
      const acked = (flags & ACK) === 0 ? 0 : ack
      const fate = copies.length === 0 ? 'lost' : ''
      this.#packets[from].push(`${from} ${flags} ${seq} ${acked} ${length} ${blocks} ${fate}`)
    }
    for (const later of copies) {
      this.#at(leaves + this.#scenario[from] + later, () =>
        this.#arrive(from, { kind: 'segment', segment }),
      )
    }
  }

  /** One packet after the other. */
  #arrive(from: Direction, input: TcpInput): void {
    const now = this.#nowMs
    const busy = this.#hostFree[from]
    const handled = now <= busy ? busy + HOST_MS.next : now + HOST_MS.reaction
    this.#hostFree[from] = handled
    this.#at(handled, () => this.#ends[from === 'up' ? 'down' : 'up'].handle(input))
  }

  #write(from: Direction, lengths: readonly number[], think = 0): void {
    const write = (): void => {
      for (const length of lengths) this.#ends[from].handle({ kind: 'write', length })
    }
    if (think === 0) write()
    else this.#after(think, write)
  }

  #ask(): void {
    const flight = this.#scenario.flights[this.#asked]
    if (flight === undefined) return
    this.#asked += 1
    this.#write('up', flight.up, flight.think)
    if (flight.down.length === 0) this.#proceed()
  }

  #answer(): void {
    const { flights } = this.#scenario
    for (;;) {
      const flight = flights[this.#answered]
      const asked = flights.slice(0, this.#answered + 1).map(({ up }) => sum(up))
      if (flight === undefined || this.#read.up < sum(asked)) return
      this.#answered += 1
      this.#write('down', flight.down, flight.sthink)
    }
  }

  #proceed(): void {
    const { flights, end = 'abort' } = this.#scenario
    const done = this.#doneMs.length
    const needed = flights.slice(0, done + 1).map(({ down }) => sum(down))
    if (done === flights.length || this.#read.down < sum(needed)) return
    this.#doneMs.push(this.#nowMs)
    if (done + 1 < flights.length) this.#ask()
    else if (end !== 'none') this.#ends.up.handle({ kind: end })
  }
}

function settingsOf(
  { mtu, ip = 'ipv4', nagle, userTimeout, keepAlive, congestion = 'cubic', tfo }: Scenario,
  phase: ReturnType<typeof milliseconds>,
  role: 'client' | 'server',
): TcpSettings {
  const [idle = 0, interval = 0, probes = 0] = keepAlive ?? []
  return {
    ...LINUX,
    ...{ mtu: bytes(mtu), ip, congestion, nagle: nagle === true ? 'on' : 'off' },
    timers: { kind: 'linux', hz: 250, lateness: LATENESS, phase },
    ...(role === 'client' || tfo === undefined || tfo === 'unsupported'
      ? {}
      : { fastOpen: { kind: 'enabled', cookie: tfo === 'stale' ? 'another' : COOKIE } as const }),
    ...(userTimeout === undefined ? {} : { userTimeout: milliseconds(userTimeout) }),
    ...(keepAlive === undefined
      ? {}
      : { keepAlive: { idle: seconds(idle), interval: seconds(interval), probes } }),
  }
}

const COOKIE = 'own'

const fastOpenOf = ({ tfo }: Scenario) =>
  tfo === undefined
    ? {}
    : {
        fastOpen:
          tfo === 'request'
            ? ({ kind: 'request' } as const)
            : ({ kind: 'cookie', cookie: COOKIE } as const),
      }

const LATENESS = LINUX.timers.kind === 'linux' ? LINUX.timers.lateness : 0
