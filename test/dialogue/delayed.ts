/**
 * Clients at one server in virtual time: what an end says is at the other end so much later, in
 * order, until the line is cut, after which nothing arrives and nobody is told.
 */
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import type { TlsFacts, TransportCommand, TransportEvent } from '../../src/transport.ts'
import { type Duration, type Instant, plus } from '../../src/units.ts'
import type { Account } from '../../src/xmpp/account.ts'
import {
  Dialogue,
  type DialogueInput,
  type DialogueOutput,
} from '../../src/xmpp/dialogue/dialogue.ts'
import { BLANK, type Memory } from '../../src/xmpp/dialogue/memory.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import { IDEAL } from '../server/behaviours.ts'
import { ACCOUNT, KEYS } from './pair.ts'
import { strategyNamed } from './scene.ts'

const TLS: TlsFacts = {
  version: '1.3',
  resumed: false,
  exporter: new Uint8Array(32).fill(1),
  unique: undefined,
  serverEndPoint: new Uint8Array(32).fill(2),
}

export const BOB: Account = { ...ACCOUNT, local: 'bob', userAgentId: 'bob' }

export class Town {
  readonly clock = new VirtualClock()
  readonly server = new Server({
    name: ACCOUNT.domain,
    settings: IDEAL,
    random: Random.seeded('server'),
    accounts: [ACCOUNT, BOB],
    keys: KEYS,
  })
  readonly #lines: Line[] = []

  /** A client begins to connect. */
  join(name: string, account: Account, delay: Duration, memory: Memory = BLANK): Line {
    const line = new Line(this, name, account, delay, memory)
    this.#lines.push(line)
    return line
  }

  /** What one connection does at the server may make another one speak. */
  stir(): void {
    for (const line of this.#lines) line.stir()
  }
}

export class Line {
  /** What the client's owner is told, and when. */
  readonly told: { readonly output: DialogueOutput; readonly at: Instant }[] = []
  readonly #town: Town
  readonly #delay: Duration
  readonly #client: Driver<DialogueInput, DialogueOutput>
  readonly #server: Driver<TransportEvent, TransportCommand>
  #cut = false

  constructor(town: Town, name: string, account: Account, delay: Duration, memory: Memory) {
    const { clock, server } = town
    this.#town = town
    this.#delay = delay
    const random = Random.seeded(`${account.local} ${clock.now()}`)
    const dialogue = new Dialogue(strategyNamed(name).said.script(account, memory), {
      random: random.fork('client'),
    })
    this.#client = new Driver(dialogue, clock, (output, now) => this.#fromClient(output, now))
    const connection = server.accept({ random: random.fork('server'), mode: 'direct' })
    this.#server = new Driver(connection, clock, (command) => this.#fromServer(command))
    this.#client.begin()
  }

  order(order: DialogueInput): void {
    this.#client.handle(order)
  }

  stir(): void {
    this.#server.begin()
  }

  cut(): void {
    this.#cut = true
  }

  /** The server notices, in the end. */
  lose(): void {
    this.#server.handle({ kind: 'closed' })
  }

  /** Of one kind, with the time. */
  heard<Kind extends DialogueOutput['kind']>(
    kind: Kind,
  ): { readonly output: Extract<DialogueOutput, { kind: Kind }>; readonly at: Instant }[] {
    return this.told.flatMap(({ output, at }) => (isOf(output, kind) ? [{ output, at }] : []))
  }

  #fromClient(output: DialogueOutput, now: Instant): void {
    if (output.kind !== 'command') {
      this.told.push({ output, at: now })
      return
    }
    const { command } = output
    switch (command.kind) {
      case 'connect':
        this.#up({ kind: 'connected' })
        this.#down({ kind: 'connected' }, 2)
        return
      case 'secure':
        this.#up({ kind: 'secured', early: false, tls: TLS })
        this.#down({ kind: 'secured', early: false, tls: TLS }, 2)
        return
      case 'send':
        this.#up({ kind: 'received', bytes: command.bytes, early: false })
        return
      case 'close':
        this.#up({ kind: 'closed' })
    }
  }

  #fromServer(command: TransportCommand): void {
    if (command.kind === 'send')
      this.#down({ kind: 'received', bytes: command.bytes, early: false })
    else if (command.kind === 'close') this.#down({ kind: 'closed' })
  }

  #up(event: TransportEvent): void {
    this.#after(1, () => {
      this.#server.handle(event)
      this.#town.stir()
    })
  }

  #down(event: TransportEvent, delays = 1): void {
    this.#after(delays, () => this.#client.handle(event))
  }

  #after(delays: number, task: () => void): void {
    const { clock } = this.#town
    let due = clock.now()
    for (let i = 0; i < delays; i += 1) due = plus(due, this.#delay)
    clock.at(due, () => {
      if (!this.#cut) task()
    })
  }
}

const isOf = <Kind extends DialogueOutput['kind']>(
  output: DialogueOutput,
  kind: Kind,
): output is Extract<DialogueOutput, { kind: Kind }> => output.kind === kind
