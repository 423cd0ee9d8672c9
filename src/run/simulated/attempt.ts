/**
 * One attempt to connect: a client's dialogue and a server's connection on one simulated link,
 * run until the client is ready, has failed, or is given up.
 */
import { SimulatedConnection, type SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import { Driver, type Engine } from '../../engine.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import { StallCount } from '../../record/stalls.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Duration, type Instant, plus } from '../../units.ts'
import { Dialogue, type DialogueInput, type DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import type { AttemptObserver } from './attempt-observer.ts'

export interface AttemptOptions {
  readonly script: Script<ReadyStream>
  readonly server: Engine<TransportEvent, TransportCommand>
  readonly settings: SimulatedSettings
  readonly clock: VirtualClock
  readonly link: Link<LinkBody>
  /** Of this attempt; the same for every strategy in the same trial. */
  readonly random: Random
  readonly timeout: Duration
  readonly observer: AttemptObserver
}

export class Attempt {
  readonly connection: SimulatedConnection
  readonly #clock: VirtualClock
  readonly #deadline: Instant
  readonly #observer: AttemptObserver
  readonly #client: Driver<DialogueInput, DialogueOutput>
  readonly #server: Driver<TransportEvent, TransportCommand>
  readonly #stalls = new StallCount()
  #outcome: AttemptOutcome | undefined
  #traffic: Traffic | undefined

  constructor(options: AttemptOptions) {
    const { clock, link, random, observer } = options
    this.#clock = clock
    this.#observer = observer
    this.#deadline = plus(clock.now(), options.timeout)
    const dialogue = new Dialogue(options.script, { random: random.fork('nonces') })
    this.#client = new Driver(dialogue, clock, (output: DialogueOutput, now: Instant) =>
      this.#fromClient(output, now),
    )
    this.#server = new Driver(options.server, clock, (command: TransportCommand) =>
      this.connection.serverCommand(command),
    )
    this.connection = new SimulatedConnection(options.settings, { clock, link }, random, {
      toClient: (event) => this.#client.handle(event),
      toServer: (event) => this.#server.handle(event),
      late: (turn) => {
        for (const layer of this.#stalls.late(turn)) observer.stalled?.(layer, clock.now())
      },
      ...observer.connection,
    })
  }

  /** Runs to the outcome; virtual time then stands where it was reached. */
  run(): AttemptOutcome {
    this.#client.begin()
    while (this.#outcome === undefined) {
      const next = this.#clock.next()
      if (next === undefined || next > this.#deadline) {
        this.#clock.run(this.#deadline)
        this.#end({ kind: 'given-up' })
      } else {
        this.#clock.step()
      }
    }
    return this.#outcome
  }

  /** What had been sent when the outcome was reached, not what an end said afterwards. */
  get traffic(): Traffic {
    return this.#traffic ?? this.connection.traffic()
  }

  /** Goes on after the outcome, for what follows unasked: tickets, acknowledgements. */
  linger(duration: Duration): void {
    this.#clock.run(plus(this.#clock.now(), duration))
  }

  /** The connection is gone and neither end is told by the other; the server notices. */
  lose(): void {
    this.connection.stop()
    this.#server.handle({ kind: 'closed' })
    this.#server.stop()
    this.#client.stop()
  }

  #fromClient(output: DialogueOutput, now: Instant): void {
    if (output.kind === 'command') {
      this.connection.clientCommand(output.command)
      return
    }
    if (output.kind === 'waited') this.#stalls.waited(output.layer)
    this.#observer.dialogue(output, now)
    if (output.kind === 'finished') this.#end(output.outcome)
  }

  #end(outcome: AttemptOutcome): void {
    this.#outcome = outcome
    this.#traffic = this.connection.traffic()
  }
}
