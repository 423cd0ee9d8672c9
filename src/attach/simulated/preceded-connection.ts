/**
 * A connection with another one before it, on the same link: TCP, TLS, perhaps questions and their
 * answers, and it is closed. Then the client connects as it was told to. What the first one makes it
 * wait for it is told, and what is sent on both counts.
 *
 * Left out: using the first one again, what it leaves behind to remember, and another host at its far
 * end: whoever answers there takes no time beyond that of its TLS.
 */
import type { Random } from '../../random.ts'
import type { Sent, Traffic } from '../../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { AskingConnection } from './asking-connection.ts'
import { type Cut, type Place, SimulatedConnection, type SimulatedSettings } from './connection.ts'
import type { SimulatedPeers } from './peers.ts'
import { type Question, Questions } from './questions.ts'

/** What is said on the connection before. */
export interface PrecedingTalk {
  readonly settings: PrecededSettings
  /** In order, each when the one before has been answered. None: it is given up as soon as it is secure. */
  readonly asked: readonly Question[]
}

export interface PrecededSettings extends SimulatedSettings {
  readonly before?: PrecedingTalk | undefined
  /** What is asked on the connection itself first. */
  readonly asked?: readonly Question[] | undefined
}

/** What a connection is to those at its ends, whether there is one before it or not. */
export type AnyConnection = Pick<
  SimulatedConnection,
  'clientCommand' | 'serverCommand' | 'traffic' | 'move' | 'cut' | 'refuse' | 'refuseWhile' | 'stop'
>

/** `random` is forked by purpose. */
export function connectionOf(
  settings: PrecededSettings,
  place: Place,
  random: Random,
  peers: SimulatedPeers,
): AnyConnection {
  const { before, asked } = settings
  if (before !== undefined) {
    return new PrecededConnection({ ...settings, before }, place, random, peers)
  }
  return asked === undefined
    ? new SimulatedConnection(settings, place, random, peers)
    : new AskingConnection(settings, asked, place, random, peers)
}

class PrecededConnection implements AnyConnection {
  readonly #before: AnyConnection
  readonly #connection: AnyConnection
  readonly #questions: Questions
  readonly #peers: SimulatedPeers
  #state: 'before' | 'behind' | 'called-off' = 'before'

  constructor(
    settings: PrecededSettings & { readonly before: PrecedingTalk },
    place: Place,
    random: Random,
    peers: SimulatedPeers,
  ) {
    const { before } = settings
    this.#peers = peers
    const { wrote, late, again } = peers
    this.#before = connectionOf(before.settings, place, random.fork('before'), {
      toClient: (event) => this.#clientHears(event),
      toServer: (event) => this.#serverHears(event),
      wrote,
      late,
      again,
    })
    this.#questions = new Questions(before.asked, {
      client: (command) => this.#before.clientCommand(command),
      server: (command) => this.#before.serverCommand(command),
      waited: peers.toClient,
      done: () => this.#goOn(),
    })
    this.#connection = connectionOf({ ...settings, before: undefined }, place, random, peers)
  }

  clientCommand(command: TransportCommand): void {
    if (command.kind === 'connect') this.#before.clientCommand(command)
    else if (this.#state === 'behind') this.#connection.clientCommand(command)
    else if (command.kind === 'close') {
      this.#state = 'called-off'
      this.#before.clientCommand(command)
    }
  }

  serverCommand(command: TransportCommand): void {
    this.#connection.serverCommand(command)
  }

  traffic(): Traffic {
    const [first, second] = [this.#before.traffic(), this.#connection.traffic()]
    return { up: together(first.up, second.up), down: together(first.down, second.down) }
  }

  move(): void {
    this.#before.move()
    this.#connection.move()
  }

  cut(how: Cut): void {
    this.#before.cut(how)
    this.#connection.cut(how)
  }

  refuse(): void {
    this.#before.refuse()
    this.#connection.refuse()
  }

  refuseWhile(isDown: () => boolean): void {
    this.#before.refuseWhile(isDown)
    this.#connection.refuseWhile(isDown)
  }

  stop(): void {
    this.#before.stop()
    this.#connection.stop()
  }

  #clientHears(event: TransportEvent): void {
    switch (event.kind) {
      case 'connected':
        this.#before.clientCommand({ kind: 'secure' })
        return
      case 'secured':
        this.#questions.ask()
        return
      case 'received':
        this.#questions.heard(event.bytes.length)
        return
      case 'waited':
        this.#peers.toClient(event)
        return
      case 'closed':
        if (this.#state === 'before') this.#peers.toClient(event)
    }
  }

  #goOn(): void {
    if (this.#state !== 'before') return
    this.#state = 'behind'
    this.#before.clientCommand({ kind: 'close' })
    this.#peers.again?.()
    this.#connection.clientCommand({ kind: 'connect' })
  }

  #serverHears(event: TransportEvent): void {
    if (event.kind === 'connected') this.#before.serverCommand({ kind: 'secure' })
    else if (event.kind === 'closed') this.#before.serverCommand({ kind: 'close' })
    else if (event.kind === 'received') this.#questions.come(event.bytes.length)
  }
}

const together = (a: Sent, b: Sent): Sent => ({
  packets: a.packets + b.packets,
  linkBytes: a.linkBytes + b.linkBytes,
  arrivedBytes: a.arrivedBytes + b.arrivedBytes,
  streamBytes: a.streamBytes + b.streamBytes,
  retransmitted: a.retransmitted + b.retransmitted,
})
