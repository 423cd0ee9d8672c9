/**
 * One attempt against a real server: the client's dialogue on a live connection, in virtual
 * time that stands still while the server thinks, until the client is ready, has failed, or is
 * given up.
 */
import { LiveConnection } from '../../attach/live/connection.ts'
import type { LivePeers, LiveSettings } from '../../attach/live/settings.ts'
import type { RealClock } from '../../clock/real.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import { Driver } from '../../engine.ts'
import type { LinkEvent } from '../../link/event.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import { StallCount } from '../../record/stalls.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { Layer, TlsFacts, TransportEvent } from '../../transport.ts'
import { type Duration, type Instant, plus } from '../../units.ts'
import { STREAM_FOOTER } from '../../xml/xml.ts'
import { Dialogue, type DialogueInput, type DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import type { DialogueNews } from '../../xmpp/dialogue/output.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { AttemptOutcome } from '../attempt-record.ts'

export interface LiveAttemptOptions {
  readonly script: Script<ReadyStream>
  readonly settings: LiveSettings
  readonly clock: VirtualClock
  readonly real: RealClock
  readonly link: Link<LinkBody>
  /** Of the timers: the same for every strategy in the same trial. */
  readonly random: Random
  /** Of the client's nonces: never the same twice. */
  readonly nonces: Random
  readonly timeout: Duration
  readonly observer: LiveObserver
}

export interface LiveObserver {
  readonly dialogue: (news: DialogueNews, now: Instant) => void
  /** The client has waited because Nagle's algorithm held something back. */
  readonly stalled?: (layer: Layer, now: Instant) => void
  readonly connection: Pick<LivePeers, 'remember' | 'wrote' | 'revealed'>
  readonly link?: (event: LinkEvent<LinkBody>) => void
}

export class LiveAttempt {
  readonly connection: LiveConnection
  readonly #clock: VirtualClock
  readonly #deadline: Instant
  readonly #observer: LiveObserver
  readonly #client: Driver<DialogueInput, DialogueOutput>
  readonly #stalls = new StallCount()
  #outcome: AttemptOutcome | undefined
  #traffic: Traffic | undefined
  #tls: TlsFacts | undefined

  constructor(options: LiveAttemptOptions) {
    const { clock, real, observer } = options
    this.#clock = clock
    this.#observer = observer
    this.#deadline = plus(clock.now(), options.timeout)
    const dialogue = new Dialogue(options.script, { random: options.nonces })
    this.#client = new Driver(dialogue, clock, (output: DialogueOutput) => this.#fromClient(output))
    this.connection = new LiveConnection(
      options.settings,
      { virtual: clock, real },
      options.link,
      options.random,
      {
        toClient: (event) => this.#toClient(event),
        late: (turn) => {
          for (const layer of this.#stalls.late(turn)) observer.stalled?.(layer, clock.now())
        },
        failed: (failure) => {
          this.#finish({ kind: 'failed', failure })
        },
        ...observer.connection,
      },
    )
  }

  /** Runs to the outcome; virtual time then stands where it was reached. */
  async run(): Promise<AttemptOutcome> {
    this.#client.begin()
    for (;;) {
      // Standing ends in an outcome when the server has been waited for in vain.
      await this.connection.stand()
      const outcome = this.#outcome ?? this.#proceed()
      if (outcome !== undefined) return outcome
    }
  }

  /** Lets the next thing happen in virtual time; the outcome, if that was one. */
  #proceed(): AttemptOutcome | undefined {
    const next = this.#clock.next()
    if (next === undefined || next > this.#deadline) this.#finish({ kind: 'given-up' })
    else this.#clock.step()
    return this.#outcome
  }

  /** What was sent until the outcome, and nothing that was said about it afterwards. */
  get traffic(): Traffic {
    return this.#traffic ?? this.connection.traffic()
  }

  /** As agreed on; known once TLS is up. */
  get tls(): TlsFacts | undefined {
    return this.#tls
  }

  /** Closes the stream, so that the server forgets the session (XEP-0198 §5). */
  close(): Promise<void> {
    return this.connection.leave(Buffer.from(STREAM_FOOTER))
  }

  /** The connection is gone; the server keeps the session for a while. */
  lose(): void {
    this.connection.drop()
    this.#client.stop()
  }

  #toClient(event: TransportEvent): void {
    if (event.kind === 'secured') this.#tls = event.tls
    // What a layer below has waited for is no progress of the dialogue.
    if (event.kind === 'waited') {
      this.connection.when('remark', () => this.#observe(event))
    } else {
      this.#client.handle(event)
    }
  }

  #fromClient(output: DialogueOutput): void {
    switch (output.kind) {
      case 'command':
        this.connection.clientCommand(output.command)
        return
      case 'waited':
        this.connection.when('progress', () => this.#observe(output))
        return
      case 'finished':
        if (output.outcome.kind === 'ready') this.connection.settle()
        this.connection.when('progress', () => this.#finish(output.outcome, output))
        return
      default:
        this.connection.when('remark', () => this.#observe(output))
    }
  }

  #finish(outcome: AttemptOutcome, output?: DialogueOutput): void {
    if (this.#outcome !== undefined) return
    if (output !== undefined && output.kind !== 'command') this.#observe(output)
    this.#outcome = outcome
    this.#traffic = this.connection.traffic()
  }

  #observe(output: DialogueNews): void {
    if (this.#outcome !== undefined) return
    if (output.kind === 'waited') this.#stalls.waited(output.layer)
    this.#observer.dialogue(output, this.#clock.now())
  }
}
