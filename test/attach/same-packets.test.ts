/**
 * Same words, same packets: whatever two partners say over the simulated attachment, their
 * writes repeated on the path of a live connection put the same packets on the link, to the
 * nanosecond and to the last option, and the client hears as much of Nagle's algorithm. Every link
 * here has jitter, so that no two packets ever arrive at the same time and it is certain which of
 * them a write answers.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Joined, Leg } from '../../src/attach/path/leg.ts'
import { type PathSettings, tcpEnds } from '../../src/attach/path/tcp-ends.ts'
import { SimulatedConnection } from '../../src/attach/simulated/connection.ts'
import type { SimulatedLayers } from '../../src/attach/simulated/layers.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import type { Direction } from '../../src/direction.ts'
import type { LinkEvent } from '../../src/link/event.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { Link } from '../../src/link/link.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { constantly, NO_TIME } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import type { Traffic } from '../../src/stack/stack.ts'
import type { TcpCommand, TcpReport } from '../../src/stack/tcp-stack.ts'
import type { Turn } from '../../src/stack/turns.ts'
import { CONGESTIONS } from '../../src/tcp/congestion/algorithms.ts'
import { IDEAL, LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { certificate } from '../../src/tls/certificate.ts'
import { NODE20_CLIENT, OPENSSL_SERVER } from '../../src/tls/settings.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import {
  bitsPerSecond,
  bytes,
  type Instant,
  instant,
  milliseconds,
  plus,
  seconds,
} from '../../src/units.ts'

interface Flight {
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly thinkMs: number
}

interface Case {
  readonly seed: number
  readonly link: LinkSettings
  readonly path: PathSettings
  readonly over: SimulatedLayers
  readonly flights: readonly Flight[]
}

/** What an end told its TCP, when, and whether something that arrived just then led to it. */
interface Word {
  readonly at: Instant
  readonly answers: boolean
  readonly command: TcpCommand
}

type Words = Readonly<Record<Direction, Word[]>>

interface Run {
  readonly packets: readonly unknown[]
  readonly traffic: Traffic
  /** What the client heard of Nagle's algorithm. */
  readonly late: readonly Late[]
}

interface Late {
  readonly at: Instant
  readonly turn: Turn
}

const UNTIL = instant(seconds(900))
const OTHER = { up: 'down', down: 'up' } as const

/** A clock, a link and what is seen on it; the same for both attachments. */
class World {
  readonly clock = new VirtualClock()
  readonly packets: unknown[] = []
  readonly link: Link<LinkBody>
  /** When something last arrived that had been sent in this direction. */
  readonly #arrivedAt: { [direction in Direction]?: Instant } = {}

  constructor({ seed, link }: Case) {
    this.link = new Link<LinkBody>({
      settings: link,
      clock: this.clock,
      random: Random.seeded(seed).fork('link'),
      observe: (event) => this.#observe(event),
    })
  }

  /** Whether something has arrived at this very moment at the end that sends in `direction`. */
  answers(direction: Direction): boolean {
    return this.#arrivedAt[OTHER[direction]] === this.clock.now()
  }

  #observe({ kind, direction, at, packet }: LinkEvent<LinkBody>): void {
    if (kind === 'delivered') this.#arrivedAt[direction] = at
    if (kind === 'entered') this.packets.push({ direction, at, ...packet })
  }
}

const total = (writes: readonly number[]): number => writes.reduce((sum, one) => sum + one, 0)

/** Two partners on the simulated attachment; what they told TCP is noted. */
function simulated(test: Case): Run & { readonly words: Words } {
  const world = new World(test)
  const { clock } = world
  const { flights, over } = test
  const words: Words = { up: [], down: [] }
  const late: Late[] = []
  const closing = { up: false, down: false }
  const note = (direction: Direction, command: TcpCommand): void => {
    words[direction].push({ at: clock.now(), answers: world.answers(direction), command })
  }
  const connection: SimulatedConnection = new SimulatedConnection(
    { ...test.path, over, reaction: NO_TIME },
    { clock, link: world.link },
    Random.seeded(test.seed),
    {
      toClient: (event) => hear('up', event),
      toServer: (event) => hear('down', event),
      late: (turn) => late.push({ at: clock.now(), turn }),
      wrote: (direction, pieces) => {
        note(direction, { kind: 'write', length: total(pieces.map(({ length }) => length)) })
        // The alert that TLS closes with.
        if (closing[direction]) note(direction, { kind: 'close' })
      },
    },
  )
  const say = (direction: Direction, command: TransportCommand): void => {
    if (direction === 'up') connection.clientCommand(command)
    else connection.serverCommand(command)
  }
  const close = (direction: Direction): void => {
    if (closing[direction]) return
    closing[direction] = true
    if (over.kind === 'tcp') note(direction, { kind: 'close' })
    say(direction, { kind: 'close' })
  }
  const speak = (direction: Direction, flight: Flight | undefined): void => {
    for (const octets of flight?.[direction] ?? []) {
      say(direction, { kind: 'send', bytes: new Uint8Array(octets) })
    }
  }
  const turn = { up: 0, down: 0 }
  const heard = { up: 0, down: 0 }
  const hear = (direction: Direction, event: TransportEvent): void => {
    switch (event.kind) {
      case 'connected':
        if (over.kind === 'tls') say(direction, { kind: 'secure' })
        else if (direction === 'up') speak('up', flights[0])
        return
      case 'secured':
        if (direction === 'up') speak('up', flights[0])
        return
      case 'received': {
        heard[direction] += event.bytes.length
        const flight = flights[turn[direction]]
        if (flight === undefined || heard[direction] < total(flight[OTHER[direction]])) return
        heard[direction] = 0
        turn[direction] += 1
        if (direction === 'up') {
          const next = flights[turn.up]
          if (next === undefined) close('up')
          else speak('up', next)
        } else if (flight.thinkMs === 0) {
          speak('down', flight)
        } else {
          clock.at(plus(clock.now(), milliseconds(flight.thinkMs)), () => speak('down', flight))
        }
        return
      }
      case 'closed':
        if (direction === 'down' && event.error === undefined) close('down')
    }
  }
  connection.clientCommand({ kind: 'connect' })
  clock.run(UNTIL)
  return { packets: world.packets, traffic: connection.traffic(), late, words }
}

/** The same words on two TCP stacks on a leg: the path that a live connection uses. */
function path(test: Case, words: Words): Run {
  const world = new World(test)
  const { clock, link } = world
  const leg = new Leg({ link, clock, random: Random.seeded(test.seed), ...test.path })
  const { client, server } = tcpEnds(test.path, Random.seeded(test.seed))
  const late: Late[] = []
  const hear = (direction: Direction, report: TcpReport): void => {
    if (direction === 'up' && report.kind === 'received' && report.late !== undefined)
      late.push({ at: clock.now(), turn: report.late })
    if (report.kind === 'received' || report.kind === 'event') goOn(direction)
  }
  const ends: Readonly<Record<Direction, Joined<TcpCommand, TcpReport>>> = {
    up: leg.joinClient(client, (report) => hear('up', report)),
    down: leg.joinServer(server, (report) => hear('down', report)),
  }
  const said = { up: 0, down: 0 }
  const alarm: { [direction in Direction]?: Instant } = {}
  const goOn = (direction: Direction): void => {
    for (;;) {
      const word = words[direction][said[direction]]
      if (word === undefined) return
      const isTime = word.at === clock.now() && (word.answers || alarm[direction] === word.at)
      if (!isTime) {
        if (word.answers || alarm[direction] === word.at) return
        alarm[direction] = word.at
        clock.at(word.at, () => goOn(direction))
        return
      }
      said[direction] += 1
      ends[direction].handle(word.command)
    }
  }
  ends.up.handle({ kind: 'connect' })
  goOn('up')
  clock.run(UNTIL)
  return { packets: world.packets, traffic: leg.traffic(), late }
}

const sizes = fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 3 })
const flights = fc.array(
  fc.record({ up: sizes, down: sizes, thinkMs: fc.constantFrom(0, 0, 0.7, 30, 300) }),
  { minLength: 1, maxLength: 4 },
)

/** Each with its own probability of being there, in the order of the path. */
const row = fc
  .record({
    outage: fc.option(fc.integer({ min: 0, max: 2_000 })),
    hold: fc.option(fc.integer({ min: 0, max: 2_000 })),
    loss: fc.option(fc.double({ min: 0, max: 0.3, noNaN: true })),
    duplication: fc.option(fc.constant(0.1)),
    kbps: fc.option(fc.integer({ min: 50, max: 2_000 })),
    delayMs: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ outage, hold, loss, duplication, kbps, delayMs }): readonly Impairment[] => [
    ...(outage === null
      ? []
      : [
          {
            kind: 'outage',
            start: milliseconds(outage),
            duration: milliseconds(700),
          } as const,
        ]),
    ...(hold === null
      ? []
      : [{ kind: 'hold', start: milliseconds(hold), duration: milliseconds(400) } as const]),
    ...(loss === null ? [] : [{ kind: 'loss', probability: loss } as const]),
    ...(duplication === null ? [] : [{ kind: 'duplication', probability: duplication } as const]),
    ...(kbps === null
      ? []
      : [
          {
            kind: 'rate',
            rate: bitsPerSecond(kbps * 1_000),
            queue: { kind: 'packets', limit: 20 },
          } as const,
        ]),
    {
      kind: 'jitter',
      delay: milliseconds(delayMs),
      distribution: { kind: 'uniform', spread: milliseconds(delayMs / 4) },
      reordering: true,
    },
  ])

const COOKIE = '0123456789abcdef'

const tcp = fc
  .record({
    base: fc.constantFrom(LINUX, IDEAL),
    nagle: fc.constantFrom('on', 'off'),
    mtu: fc.integer({ min: 400, max: 1500 }),
    congestion: fc.constantFrom(...CONGESTIONS),
    fastOpen: fc.constantFrom(
      { kind: 'disabled' } as const,
      { kind: 'enabled', cookie: COOKIE } as const,
    ),
  })
  .map(({ base, mtu, ...rest }): TcpSettings => ({ ...base, ...rest, mtu: bytes(mtu) }))

const fastOpen = fc.constantFrom(
  undefined,
  { option: { kind: 'request' }, cachedMss: undefined } as const,
  { option: { kind: 'cookie', cookie: COOKIE }, cachedMss: 1_400 } as const,
  { option: { kind: 'cookie', cookie: 'of an older address' }, cachedMss: 1_400 } as const,
)

const overs = fc.constantFrom<SimulatedLayers[]>(
  { kind: 'tcp' },
  {
    kind: 'tls',
    client: NODE20_CLIENT,
    server: {
      ...OPENSSL_SERVER,
      certificate: certificate('bench.localhost', 'private-ecdsa'),
      flightThink: constantly(milliseconds(0.9)),
    },
  },
)

const cases: fc.Arbitrary<Case> = fc.record({
  seed: fc.integer({ min: 0 }),
  link: fc.record({ up: row, down: row }),
  path: fc.record({
    tcp: fc.record({ client: tcp, server: tcp }),
    fastOpen,
    middlebox: fc.constantFrom(undefined, 'syn-dropped', 'option-stripped', 'payload-stripped'),
    lookUp: fc.constantFrom(undefined, undefined, {
      kind: 'service',
      domain: 'example.org',
    } as const),
    hostTime: fc.constant(NO_TIME),
  }),
  over: overs,
  flights,
})

describe('the simulated attachment and the path of a live connection', () => {
  it('put the same packets on the link for the same words', () => {
    let spoken = 0
    let stalled = 0
    fc.assert(
      fc.property(cases, (test) => {
        const { words, ...said } = simulated(test)
        assert.deepEqual(path(test, words), said)
        if (words.up.length > 1) spoken += 1
        if (said.late.length > 0) stalled += 1
      }),
      { seed: 7, numRuns: 200 },
    )
    // The property would also hold if nobody ever said a word.
    assert.ok(spoken > 150, `${spoken} of 200 dialogues began`)
    assert.ok(stalled > 0, `${stalled} of 200 dialogues met a stall of Nagle’s`)
  })
})
