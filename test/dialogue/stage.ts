import { Random } from '../../src/random.ts'
import { type Instant, START } from '../../src/units.ts'
import { element, encodeText } from '../../src/xml/xml.ts'
import {
  Dialogue,
  type DialogueInput,
  type DialogueOutput,
} from '../../src/xmpp/dialogue/dialogue.ts'
import { exchanged, type ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import { anElement, expectHeader, open } from '../../src/xmpp/verbs/say.ts'

/** What an output comes to, in a word or two. */
const brief = (output: DialogueOutput): string => {
  switch (output.kind) {
    case 'command':
      return output.command.kind === 'send'
        ? `send ${Buffer.from(output.command.bytes).toString()}`
        : output.command.kind
    case 'waited':
      return `waited ${output.layer}`
    case 'reached':
      return `reached ${output.milestone}`
    case 'said':
      return `said ${output.step} ${output.bytes}`
    case 'heard':
      return `heard ${output.xml}`
    case 'finished': {
      const { outcome } = output
      return outcome.kind === 'ready'
        ? 'ready'
        : `failed ${outcome.failure.code}: ${outcome.failure.detail}`
    }
    case 'arrived':
      return `arrived ${output.stanza.serialize()}`
    case 'acknowledged':
      return `acknowledged ${output.stanzas.map((stanza) => stanza.name).join()}`
    case 'answered':
      return `answered ${output.answer.serialize()}`
    case 'ended': {
      const { end } = output
      return end.kind === 'left' ? 'left' : `lost ${end.failure.code}: ${end.failure.detail}`
    }
  }
}

export class Stage {
  readonly #dialogue: Dialogue
  now: Instant = START

  constructor(script: Script<ReadyStream>) {
    this.#dialogue = new Dialogue(script, { random: Random.seeded(1) })
  }

  drain(): string[] {
    const outputs: string[] = []
    for (let out = this.#dialogue.poll(); out !== undefined; out = this.#dialogue.poll()) {
      outputs.push(brief(out))
    }
    return outputs
  }

  /** A transport event, or an order of its owner. */
  tell(event: DialogueInput): string[] {
    this.#dialogue.handle(event, this.now)
    return this.drain()
  }

  /** Time passes; says what the dialogue does at each of its deadlines. */
  wait(until: Instant): string[] {
    const outputs: string[] = []
    for (let next = this.deadline; next !== undefined && next <= until; next = this.deadline) {
      this.now = next
      this.#dialogue.wake(next)
      outputs.push(...this.drain())
    }
    this.now = until
    return outputs
  }

  get deadline(): Instant | undefined {
    return this.#dialogue.deadline()
  }

  hear(text: string): string[] {
    return this.tell({ kind: 'received', bytes: encodeText(text), early: false })
  }
}

export const HEADER =
  "<stream:stream id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
export const A = element('a', 'urn:x')
export const B = element('b', 'urn:x')
export const WANT_A = [anElement('a', 'urn:x')]
export const WANT_B = [anElement('b', 'urn:x')]
export const SAY_A = "<a xmlns='urn:x'/>"
export const SAY_B = "<b xmlns='urn:x'/>"

/** A stage on which the stream is already open. */
export const opened = (rest: () => Script<void>): Stage => {
  const stage = new Stage(
    (function* () {
      yield* open('header', { to: 'x', declaration: false })
      yield* expectHeader()
      yield* rest()
      return exchanged
    })(),
  )
  stage.drain()
  stage.hear(HEADER)
  return stage
}
