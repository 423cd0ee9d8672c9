/** The client's side of a scripted dialogue: ready when the last octet of the last answer is in. */

import { exchanged, type ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../xmpp/dialogue/script.ts'
import { connect, expectBytes, reached, sayBytes } from '../xmpp/verbs/say.ts'
import type { ScriptedDialogue, ScriptedFlight } from './dialogue-file.ts'

/** What is said and expected is made once, however often the dialogue is held. */
export const scriptOf = ({ flights }: ScriptedDialogue): (() => Script<ReadyStream>) => {
  const turns = flights.map(({ up, down }) => ({
    writes: up.map((octets) => new Uint8Array(octets)),
    answered: total(down.map(octetsOf)),
  }))
  return function* script() {
    yield* connect()
    for (const { writes, answered } of turns) {
      for (const bytes of writes) yield* sayBytes(bytes)
      yield* expectBytes(answered)
    }
    yield* reached('ready')
    return exchanged
  }
}

export const octetsOf = (answer: ScriptedFlight['down'][number]): number =>
  typeof answer === 'number' ? answer : answer.octets

export const total = (writes: readonly number[]): number =>
  writes.reduce((sum, octets) => sum + octets, 0)
