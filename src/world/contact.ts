/**
 * One connection of a client to the server: its dialogue, the server's end, and what carries both.
 * A contact goes on after its client is ready, and at the server's end after the client has let go
 * of it, for as long as nobody tells the server: it is half-open then.
 *
 * Decides nothing: when to begin, what to say and when to let go is told from above.
 */
import { SimulatedConnection, type SimulatedSettings } from '../attach/simulated/connection.ts'
import type { SimulatedPeers } from '../attach/simulated/peers.ts'
import type { Clock } from '../clock/clock.ts'
import { Driver, type Engine } from '../engine.ts'
import type { Link } from '../link/link.ts'
import type { Random } from '../random.ts'
import type { LinkBody } from '../stack/link-body.ts'
import type { Traffic } from '../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import type { Instant } from '../units.ts'
import { Dialogue, type DialogueInput, type DialogueOutput } from '../xmpp/dialogue/dialogue.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import type { DialogueNews } from '../xmpp/dialogue/output.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../xmpp/dialogue/script.ts'

export interface ContactOptions {
  readonly script: Script<ReadyStream>
  readonly server: Engine<TransportEvent, TransportCommand>
  readonly settings: SimulatedSettings
  readonly clock: Clock
  readonly link: Link<LinkBody>
  /** Of this connection: forked by purpose. */
  readonly random: Random
  readonly hear: (news: DialogueNews, now: Instant) => void
  readonly watch: Omit<SimulatedPeers, 'toClient' | 'toServer'>
}

export class Contact {
  readonly #connection: SimulatedConnection
  readonly #client: Driver<DialogueInput, DialogueOutput>
  readonly #server: Driver<TransportEvent, TransportCommand>
  #farEnd: 'open' | 'closed' = 'open'

  constructor({ script, server, settings, clock, link, random, hear, watch }: ContactOptions) {
    const dialogue = new Dialogue(script, { random: random.fork('nonces') })
    this.#client = new Driver(dialogue, clock, (output: DialogueOutput, now: Instant) => {
      if (output.kind === 'command') this.#connection.clientCommand(output.command)
      else hear(output, now)
    })
    this.#server = new Driver(server, clock, (command: TransportCommand) => {
      if (command.kind === 'close') this.#farEnd = 'closed'
      this.#connection.serverCommand(command)
    })
    this.#connection = new SimulatedConnection(settings, { clock, link }, random, {
      toClient: (event) => this.#client.handle(event),
      toServer: (event) => {
        if (event.kind === 'closed') this.#farEnd = 'closed'
        this.#server.handle(event)
      },
      ...watch,
    })
  }

  /** The client wants to connect. */
  begin(): void {
    this.#client.begin()
  }

  /** To a dialogue that is ready. */
  order(order: Order): void {
    this.#client.handle(order)
  }

  /** What both ends have sent so far. */
  get traffic(): Traffic {
    return this.#connection.traffic()
  }

  /** Whether the server still takes the connection for open. */
  get farEnd(): 'open' | 'closed' {
    return this.#farEnd
  }

  /** The client closes its socket and hears nothing any more; what the server is told, the path decides. */
  letGo(): void {
    this.#client.stop()
    this.#connection.clientCommand({ kind: 'close' })
  }

  /** Nothing passes any more either way, and neither end is told: both go on trying. */
  cut(): void {
    this.#connection.cut()
  }

  /** The connection is gone and neither end is told by the other; the server notices. */
  lose(): void {
    this.#connection.stop()
    this.#server.handle({ kind: 'closed' })
    this.#server.stop()
    this.#client.stop()
  }
}
