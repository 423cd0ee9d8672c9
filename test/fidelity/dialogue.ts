/**
 * A scripted dialogue between two endpoints: each flight is some writes up, and an answer down
 * once they have all arrived. As in the measurements, the client resets when it has everything.
 */

import type { Direction } from '../../src/direction.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import type { Random } from '../../src/random.ts'
import type { MiddleboxFault } from '../../src/tcp/middlebox.ts'
import type { FastOpenOption, TcpFailure } from '../../src/tcp/segment.ts'
import type { TcpSettings } from '../../src/tcp/settings.ts'
import { type Instant, later, plus } from '../../src/units.ts'
import { type Host, idealHost } from '../tcp/host.ts'
import { type LogEntry, Pair } from '../tcp/pair.ts'

export interface Flight {
  readonly up: readonly number[]
  readonly down: number
}

export interface DialogueOptions {
  readonly flights: readonly Flight[]
  readonly link: LinkSettings
  readonly client: TcpSettings
  readonly server: TcpSettings
  readonly random: Random
  readonly host: Host
  readonly fastOpen?: FastOpenOption
  readonly fault?: MiddleboxFault
  readonly drops?: { readonly [direction in Direction]: ReadonlySet<number> }
  readonly until: Instant
}

export interface DialogueResult {
  /** When the last octet of the last answer was read, or undefined when it never was. */
  readonly finishedAt: Instant | undefined
  /** When each answer was complete. */
  readonly answeredAt: readonly Instant[]
  readonly failure: TcpFailure | undefined
  readonly log: readonly LogEntry[]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

export const runDialogue = (options: DialogueOptions): DialogueResult => {
  const { flights, host } = options
  const { requestEnds, answerEnds } = boundaries(flights)
  const answeredAt: Instant[] = []
  let failure: TcpFailure | undefined
  let asked = 0
  let answered = 0
  let serverRead = 0
  let clientRead = 0

  const pair = new Pair({
    ...options,
    onOutput: (end, output) => {
      switch (output.kind) {
        case 'connected':
          if (end === 'client') soon(end, ask)
          return
        case 'received':
          if (end === 'server') {
            serverRead = output.upTo
            soon(end, answer)
          } else {
            clientRead = output.upTo
            soon(end, proceed)
          }
          return
        case 'closed':
          failure ??= output.failure
      }
    },
  })
  /** Wakes the application, which then sees all that has come meanwhile. */
  const soon = (end: 'client' | 'server', task: () => void): void => {
    if (awake[end]) return
    awake[end] = true
    const wait = host.application()
    const run = (): void => {
      awake[end] = false
      task()
    }
    if (host === idealHost) queue.push(run)
    else pair.clock.at(later(plus(pair.arrivedAt[end], wait), pair.clock.now()), run)
  }
  const awake = { client: false, server: false }
  const queue: (() => void)[] = []
  const settle = (): void => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) task()
  }
  const ask = (): void => {
    const flight = flights[asked]
    if (flight === undefined) return
    asked += 1
    for (const length of flight.up) pair.tell('client', { kind: 'write', length })
  }
  const answer = (): void => {
    for (;;) {
      const end = requestEnds[answered]
      const flight = flights[answered]
      if (end === undefined || flight === undefined || serverRead < end) return
      answered += 1
      pair.tell('server', { kind: 'write', length: flight.down })
    }
  }
  const proceed = (): void => {
    const end = answerEnds[answeredAt.length]
    if (end === undefined || clientRead < end) return
    answeredAt.push(pair.clock.now())
    if (answeredAt.length === flights.length) {
      pair.tell('client', { kind: 'abort' })
      pair.stop()
    } else ask()
  }

  pair.connect(options.fastOpen)
  settle()
  while (answeredAt.length < flights.length && failure === undefined) {
    const next = pair.clock.next()
    if (next === undefined || next > options.until) break
    pair.clock.step()
    settle()
  }
  const finishedAt =
    answeredAt.length === flights.length ? answeredAt[answeredAt.length - 1] : undefined
  return { finishedAt, answeredAt, failure, log: pair.log }
}

const boundaries = (
  flights: readonly Flight[],
): { readonly requestEnds: readonly number[]; readonly answerEnds: readonly number[] } => {
  const requestEnds: number[] = []
  const answerEnds: number[] = []
  let up = 0
  let down = 0
  for (const flight of flights) {
    up += sum(flight.up)
    down += flight.down
    requestEnds.push(up)
    answerEnds.push(down)
  }
  return { requestEnds, answerEnds }
}
