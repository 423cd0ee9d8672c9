/**
 * A contact with a real server: the client's dialogue on a live connection, in virtual time that
 * stands still while the server thinks. What the dialogue says is told when the link has come to it.
 *
 * Once ready, a client that lives on keeps time (`keepTime`). Virtual time then stands still for as
 * long as the server is known to have something to say: the answer to a question, or whatever whoever
 * knows more (`Expectations`) waits for.
 */
import { LiveConnection } from '../../attach/live/connection.ts'
import type { LivePeers, LiveSettings } from '../../attach/live/settings.ts'
import type { RealClock } from '../../clock/real.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { Turn } from '../../stack/turns.ts'
import type { Failure, TlsFacts, TransportEvent } from '../../transport.ts'
import type { Contact, Cut, Hear } from '../../world/contact.ts'
import { RunningClient } from '../../world/running-client.ts'
import type { DialogueInput, DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import {
  type Carriage,
  type CarriedDialogue,
  carriedDialogue,
} from '../../xmpp/dialogue/layered.ts'
import type { Order } from '../../xmpp/dialogue/order.ts'
import type { DialogueNews, Outcome } from '../../xmpp/dialogue/output.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { HttpSession } from '../../xmpp/framing/bodies.ts'
import { isLastWord, type LastWords } from './last-words.ts'

export interface LiveContactOptions {
  readonly script: Script<ReadyStream>
  readonly carriage: Carriage | undefined
  readonly settings: LiveSettings
  readonly clock: VirtualClock
  readonly real: RealClock
  readonly link: Link<LinkBody>
  /** Of the timers: the same for every strategy in the same trial. */
  readonly random: Random
  /** Of the client's nonces: never the same twice. */
  readonly nonces: Random
  /** What the server is known to say behind its last answer; undefined: it does not matter. */
  readonly lastWords?: LastWords | undefined
  readonly hear: Hear
  /** The client hears, at this moment, what Nagle's algorithm has held back on the link. */
  readonly late: (turn: Turn) => void
  /** Who else is told of the connection. */
  readonly peers: Pick<LivePeers, 'remember' | 'wrote' | 'revealed'>
  readonly expectations?: Expectations | undefined
  /** What has to be waited for, in real time, before the client may connect. */
  readonly turn?: (() => Promise<void>) | undefined
}

/** What is known of what the server still has to say, by whoever knows more than one connection. */
export interface Expectations extends Required<Pick<LivePeers, 'foresee' | 'inVain' | 'silent'>> {
  /** With all that the client has said at the server. */
  readonly awaits: () => boolean
  /** The client is told to say something. */
  readonly ordered: (order: Order) => void
}

export class LiveContact implements Contact {
  readonly #clock: VirtualClock
  readonly #connection: LiveConnection
  readonly #client: RunningClient<DialogueInput, DialogueOutput>
  readonly #dialogue: CarriedDialogue
  readonly #hear: Hear
  readonly #lastWords: LastWords | undefined
  readonly #expectations: Expectations | undefined
  readonly #turn: LiveContactOptions['turn']
  #mustBegin = false
  /** Whether the last word is still to come. */
  #owesLastWord = false
  #outcome: Outcome['kind'] | undefined
  #ended = false
  #state: Contact['state'] = 'whole'
  #tls: TlsFacts | undefined

  constructor(options: LiveContactOptions) {
    const { clock, real, expectations, script, carriage, nonces } = options
    this.#clock = clock
    this.#hear = options.hear
    this.#lastWords = options.lastWords
    this.#expectations = expectations
    this.#turn = options.turn
    const dialogue = carriedDialogue(script, nonces, carriage)
    this.#dialogue = dialogue
    this.#client = new RunningClient(dialogue, clock, (output: DialogueOutput) =>
      this.#fromClient(output),
    )
    this.#connection = new LiveConnection(
      options.settings,
      { virtual: clock, real },
      options.link,
      options.random,
      {
        toClient: (event) => this.#toClient(event),
        late: options.late,
        failed: (failure) => this.#failed(failure),
        unfulfilled: () => options.lastWords?.neverCame(),
        ...options.peers,
        silent: () => {
          this.#state = 'broken'
          expectations?.silent()
        },
        ...(expectations === undefined
          ? {}
          : {
              foresee: expectations.foresee,
              inVain: expectations.inVain,
              awaits: () => this.#connection.isHeard && expectations.awaits(),
            }),
      },
    )
  }

  begin(): void {
    if (this.#turn === undefined) this.#client.begin()
    else this.#mustBegin = true
  }

  order(order: Order): void {
    this.#expectations?.ordered(order)
    this.#client.handle(order)
  }

  /** Real time passes while virtual time stands still. Returns when virtual time may go on. */
  async stand(): Promise<void> {
    if (this.#mustBegin) {
      this.#mustBegin = false
      await this.#turn?.()
      this.#client.begin()
    }
    await this.#connection.stand()
  }

  /** What is awaited may have come. */
  look(): void {
    this.#connection.standing.notify()
  }

  get traffic(): Traffic {
    return this.#connection.traffic()
  }

  /** Of what carries it, where that outlives the connection. */
  get session(): HttpSession | undefined {
    return this.#dialogue.session
  }

  /** As agreed on; known once TLS is up. */
  get tls(): TlsFacts | undefined {
    return this.#tls
  }

  get state(): Contact['state'] {
    return this.#state
  }

  /** What the client hears from now on it hears in time. */
  keepTime(): void {
    this.#connection.keepTime()
  }

  letGo(): void {
    this.#mustBegin = false
    // Nor what it was told ahead of the time on the link.
    this.#ended = true
    this.#client.stop()
    this.#connection.abandon()
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

  refuseWhile(): void {
    throw new Error('Expected a server that takes connections: nobody here stops a real one')
  }

  orphan(): void {
    throw new Error('Expected a server that goes on: nobody here restarts a real one')
  }

  /** The server finds its end gone. */
  strand(): void {
    this.#state = 'broken'
    this.#connection.strand()
  }

  /** Leaves the link behind; what is said is said in real time from now on. */
  castOff(): void {
    this.#connection.castOff()
  }

  /** Closes the stream, if it is ready, so that the server forgets the session (XEP-0198 §5). */
  async close(): Promise<void> {
    if (this.#outcome === 'ready') await this.#connection.leave(this.#dialogue.lastWord())
    else this.lose()
  }

  /** The connection is gone; the server keeps the session for a while. */
  lose(): void {
    this.#connection.drop()
    this.#client.stop()
  }

  #toClient(event: TransportEvent): void {
    if (event.kind === 'secured') this.#tls = event.tls
    // What a layer below has waited for is no progress of the dialogue.
    if (event.kind === 'waited') {
      this.#connection.when('remark', () => this.#tell(event))
    } else {
      this.#client.receive(event)
    }
  }

  #fromClient(output: DialogueOutput): void {
    switch (output.kind) {
      case 'command':
        this.#connection.clientCommand(output.command)
        return
      case 'waited':
        this.#connection.when('progress', () => this.#tell(output))
        return
      case 'finished':
        if (output.outcome.kind === 'ready') {
          const { stream } = output.outcome
          const isDue = this.#owesLastWord && this.#lastWords?.areDue(stream) === true
          this.#connection.standing.settle(isDue ? 'due' : 'not-known')
        }
        this.#connection.when('progress', () => this.#tell(output))
        return
      default:
        this.#listen(output)
        this.#connection.when('remark', () => this.#tell(output))
    }
  }

  /** Ahead of the time on the link: behind success comes the last word, which may be long in coming. */
  #listen(output: DialogueNews): void {
    if (output.kind === 'reached' && output.milestone === 'authenticated') this.#owesLastWord = true
    if (output.kind !== 'heard' || !isLastWord(output)) return
    this.#owesLastWord = false
    this.#connection.standing.fulfilled()
  }

  /** At this moment, whatever the dialogue was told ahead of time. */
  #failed(failure: Failure): void {
    this.#client.stop()
    if (this.#outcome === 'ready') this.#tell({ kind: 'ended', end: { kind: 'lost', failure } })
    else this.#tell({ kind: 'finished', outcome: { kind: 'failed', failure } })
  }

  #tell(news: DialogueNews): void {
    if (this.#ended || (news.kind === 'finished' && this.#outcome !== undefined)) return
    if (news.kind === 'finished') this.#outcome = news.outcome.kind
    if (news.kind === 'ended' || this.#outcome === 'failed') this.#ended = true
    this.#hear(news, this.#clock.now())
  }
}
