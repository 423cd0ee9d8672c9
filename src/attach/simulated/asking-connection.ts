/**
 * A connection on which something is asked, as soon as it is secure, before it is used for what it was
 * opened for: HTTP goes on with what it has (RFC 9112 §9.3). Its client hears that it is secure when the
 * last answer has come.
 *
 * Left out: early data, in which nothing of this rides.
 */
import type { Random } from '../../random.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Cut, type Place, SimulatedConnection, type SimulatedSettings } from './connection.ts'
import type { SimulatedPeers } from './peers.ts'
import { type Question, Questions } from './questions.ts'

export class AskingConnection {
  readonly #connection: SimulatedConnection
  readonly #questions: Questions
  readonly #peers: SimulatedPeers
  /** What the client has not been told yet. */
  #secured: TransportEvent | undefined
  #state: 'opening' | 'asking' | 'in-use' = 'opening'

  constructor(
    settings: SimulatedSettings,
    asked: readonly Question[],
    place: Place,
    random: Random,
    peers: SimulatedPeers,
  ) {
    this.#peers = peers
    this.#connection = new SimulatedConnection(settings, place, random, {
      ...peers,
      toClient: (event) => this.#clientHears(event),
      toServer: (event) => this.#serverHears(event),
    })
    this.#questions = new Questions(asked, {
      client: (command) => this.#connection.clientCommand(command),
      server: (command) => this.#connection.serverCommand(command),
      waited: peers.toClient,
      done: () => this.#use(),
    })
  }

  clientCommand(command: TransportCommand): void {
    this.#connection.clientCommand(command)
  }

  serverCommand(command: TransportCommand): void {
    this.#connection.serverCommand(command)
  }

  traffic(): Traffic {
    return this.#connection.traffic()
  }

  move(): void {
    this.#connection.move()
  }

  cut(how: Cut): void {
    this.#connection.cut(how)
  }

  refuse(): void {
    this.#connection.refuse()
  }

  refuseWhile(isDown: () => boolean): void {
    this.#connection.refuseWhile(isDown)
  }

  stop(): void {
    this.#connection.stop()
  }

  #clientHears(event: TransportEvent): void {
    if (event.kind === 'secured' && this.#state === 'opening') {
      this.#secured = event
      this.#state = 'asking'
      this.#questions.ask()
    } else if (event.kind === 'received' && this.#state === 'asking') {
      this.#questions.heard(event.bytes.length)
    } else this.#peers.toClient(event)
  }

  #serverHears(event: TransportEvent): void {
    if (event.kind === 'received' && this.#state === 'asking') {
      this.#questions.come(event.bytes.length)
    } else this.#peers.toServer(event)
  }

  #use(): void {
    this.#state = 'in-use'
    if (this.#secured !== undefined) this.#peers.toClient(this.#secured)
  }
}
