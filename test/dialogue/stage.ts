import { Random } from '../../src/random.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { element, encodeText, streamHeader } from '../../src/xml/xml.ts'
import { Dialogue, type DialogueOutput } from '../../src/xmpp/dialogue/dialogue.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import { exchanged, type Session } from '../../src/xmpp/dialogue/session.ts'
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
  }
}

export class Stage {
  readonly #dialogue: Dialogue

  constructor(script: Script<Session>) {
    this.#dialogue = new Dialogue(script, { random: Random.seeded(1) })
  }

  drain(): string[] {
    const outputs: string[] = []
    for (let out = this.#dialogue.poll(); out !== undefined; out = this.#dialogue.poll()) {
      outputs.push(brief(out))
    }
    return outputs
  }

  tell(event: TransportEvent): string[] {
    this.#dialogue.handle(event)
    return this.drain()
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
      yield* open('header', streamHeader({ to: 'x', declaration: false }))
      yield* expectHeader()
      yield* rest()
      return exchanged
    })(),
  )
  stage.drain()
  stage.hear(HEADER)
  return stage
}
