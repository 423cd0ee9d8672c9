/**
 * A script under way: lets it act until it has to wait for something that has not arrived yet, is
 * through, or has failed.
 */
import type { Random } from '../../random.ts'
import type { Failure } from '../../transport.ts'
import type { Duration } from '../../units.ts'
import type { Counting } from './courtesy.ts'
import type { Intake, Received } from './intake.ts'
import type { DialogueOutput } from './output.ts'
import type { ReadyStream } from './ready-stream.ts'
import type { Action, Blocking, Reply, Script } from './script.ts'
import type { Speech } from './speech.ts'

/** Where a script stands. */
export type Stand =
  | { readonly kind: 'blocked'; readonly on: Blocking }
  | { readonly kind: 'through'; readonly stream: ReadyStream }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface ScriptTools {
  /** For nonces only. */
  readonly random: Random
  readonly speech: Speech
  readonly intake: Intake
  readonly counting: Counting
  readonly elapsed: () => Duration
  readonly put: (output: DialogueOutput) => void
}

const DONE: Reply = { kind: 'done' }

export class ScriptRun {
  readonly #script: Script<ReadyStream>
  readonly #tools: ScriptTools

  constructor(script: Script<ReadyStream>, tools: ScriptTools) {
    this.#script = script
    this.#tools = tools
  }

  begin(): Stand {
    return this.resume(DONE)
  }

  /** Goes on with the reply to what it was blocked on. */
  resume(first: Reply): Stand {
    let reply = first
    for (;;) {
      const next = this.#script.next(reply)
      if (next.done === true) return { kind: 'through', stream: next.value }
      const action = next.value
      switch (action.kind) {
        case 'connect':
        case 'secure':
        case 'upgrade':
        case 'leaveClear':
        case 'expect':
        case 'expectBytes': {
          const received = this.hear(action)
          if (received === undefined) return { kind: 'blocked', on: action }
          if (received.kind === 'broken') return { kind: 'failed', failure: received.failure }
          reply = received.reply
          break
        }
        case 'nonce':
          reply = { kind: 'nonce', nonce: this.#tools.random.bytes(action.octets) }
          break
        case 'elapsed':
          reply = { kind: 'elapsed', since: this.#tools.elapsed() }
          break
        case 'fail':
          return { kind: 'failed', failure: action.failure }
        default:
          this.#act(action)
          reply = DONE
      }
    }
  }

  /** What answers a blocking action at once, if anything that has arrived does. */
  hear(on: Blocking): Received {
    const { inbox } = this.#tools.intake
    switch (on.kind) {
      case 'connect':
      case 'upgrade':
        return undefined
      case 'secure':
        if (on.asked === 'along') return undefined
        return inbox.forgetCleartext() === 'nothing-left' ? undefined : CLEARTEXT
      case 'leaveClear':
        return inbox.forgetCleartext() === 'nothing-left' ? REPLIED : CLEARTEXT
      case 'expect':
        return this.#tools.intake.take(on.wanted)
      case 'expectBytes':
        return inbox.takeOctets(on.count) ? { kind: 'reply', reply: DONE } : undefined
    }
  }

  /** Everything that needs no reply. */
  #act(action: Exclude<Action, Blocking | { readonly kind: 'nonce' | 'elapsed' | 'fail' }>): void {
    const { speech, intake, counting, put } = this.#tools
    switch (action.kind) {
      case 'open':
        speech.open(action.step, action.header)
        return
      case 'say':
        speech.say(action.step, action.element)
        return
      case 'sayBytes':
        intake.inbox.turnToOctets()
        speech.sayBytes(action.step, action.bytes)
        return
      case 'count':
        counting[action.direction] = action.ledger
        return
      case 'follow':
        intake.follow(action.state)
        return
      case 'acknowledged':
      case 'reached':
        put(action)
    }
  }
}

const REPLIED: Received = { kind: 'reply', reply: DONE }

/** Whoever adds something in the clear behind `<proceed/>` is not the server. */
const CLEARTEXT: Received = {
  kind: 'broken',
  failure: {
    code: 'protocol-violation',
    detail: 'expected TLS to begin behind <proceed/>, found more text in the clear',
  },
}
