/** A contact with the embedded server: its dialogue, the server's end, and what carries both. */
import type { SimulatedPeers } from '../attach/simulated/peers.ts'
import {
  type AnyConnection,
  connectionOf,
  type PrecededSettings,
} from '../attach/simulated/preceded-connection.ts'
import type { Clock } from '../clock/clock.ts'
import { Driver, type Engine } from '../engine.ts'
import type { Link } from '../link/link.ts'
import type { Random } from '../random.ts'
import type { LinkBody } from '../stack/link-body.ts'
import type { Traffic } from '../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import type { Instant } from '../units.ts'
import type { DialogueInput, DialogueOutput } from '../xmpp/dialogue/dialogue.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import type { HttpSession } from '../xmpp/framing/bodies.ts'
import type { Contact, Cut, Hear } from './contact.ts'
import { RunningClient } from './running-client.ts'

export interface SimulatedContactOptions {
  /** Who speaks at the client's end; `nonces`: for nonces only. */
  readonly client: (nonces: Random) => Engine<DialogueInput, DialogueOutput> & {
    /** Of what carries it, where that outlives the connection. */
    readonly session?: HttpSession | undefined
  }
  readonly server: Engine<TransportEvent, TransportCommand>
  readonly settings: PrecededSettings
  readonly clock: Clock
  readonly link: Link<LinkBody>
  /** Of this connection: forked by purpose. */
  readonly random: Random
  readonly hear: Hear
  readonly watch: Omit<SimulatedPeers, 'toClient' | 'toServer'>
}

export class SimulatedContact implements Contact {
  readonly #connection: AnyConnection
  readonly #speaker: ReturnType<SimulatedContactOptions['client']>
  readonly #client: RunningClient<DialogueInput, DialogueOutput>
  readonly #server: Driver<TransportEvent, TransportCommand>
  #state: 'whole' | 'broken' = 'whole'
  /** Whether the server has ever heard of it. */
  #met: 'not-yet' | 'met' = 'not-yet'

  constructor({
    client,
    server,
    settings,
    clock,
    link,
    random,
    hear,
    watch,
  }: SimulatedContactOptions) {
    const speaker = client(random.fork('nonces'))
    this.#speaker = speaker
    this.#client = new RunningClient(speaker, clock, (output: DialogueOutput, now: Instant) => {
      if (output.kind === 'command') this.#connection.clientCommand(output.command)
      else hear(output, now)
    })
    this.#server = new Driver(server, clock, (command: TransportCommand) => {
      if (command.kind === 'close') this.#state = 'broken'
      this.#connection.serverCommand(command)
    })
    this.#connection = connectionOf(settings, { clock, link }, random, {
      toClient: (event) => this.#client.receive(event),
      toServer: (event) => {
        this.#met = 'met'
        if (event.kind === 'closed') this.#state = 'broken'
        this.#server.handle(event)
      },
      late: watch.late,
      again: watch.again,
      moved: watch.moved,
      remember: watch.remember,
      wrote: watch.wrote,
    })
  }

  begin(): void {
    this.#client.begin()
  }

  order(order: Order): void {
    this.#client.handle(order)
  }

  get traffic(): Traffic {
    return this.#connection.traffic()
  }

  /** Of what carries it, where that outlives the connection. */
  get session(): HttpSession | undefined {
    return this.#speaker.session
  }

  get state(): 'whole' | 'broken' {
    return this.#met === 'met' ? this.#state : 'broken'
  }

  letGo(): void {
    this.#client.stop()
    this.#connection.clientCommand({ kind: 'close' })
  }

  /** The client's address is another from now on; what carries it may live on there. */
  move(): void {
    this.#connection.move()
  }

  sleep(): void {
    this.#client.sleep()
  }

  wake(): void {
    this.#client.wake()
  }

  cut(how: Cut): void {
    this.#state = 'broken'
    this.#connection.cut(how)
  }

  refuseWhile(isDown: () => boolean): void {
    this.#connection.refuseWhile(isDown)
  }

  orphan(): void {
    this.#server.stop()
    if (this.#state === 'broken') return
    if (this.#met === 'not-yet') this.#connection.refuse()
    else this.#connection.serverCommand({ kind: 'close' })
    this.#state = 'broken'
  }

  /** The connection is gone and neither end is told by the other; the server notices. */
  lose(): void {
    this.#connection.stop()
    this.#server.handle({ kind: 'closed' })
    this.#server.stop()
    this.#client.stop()
  }
}
