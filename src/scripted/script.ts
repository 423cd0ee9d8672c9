/** The client's side of a scripted dialogue: ready when the last octet of the last answer is in. */

import { exchanged, type ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../xmpp/dialogue/script.ts'
import { connect, expectBytes, reached, sayBytes } from '../xmpp/verbs/say.ts'
import type { ScriptedDialogue, ScriptedFlight } from './dialogue-file.ts'

export function* scriptOf({ flights }: ScriptedDialogue): Script<ReadyStream> {
  yield* connect()
  for (const { up, down } of flights) {
    for (const octets of up) yield* sayBytes(new Uint8Array(octets))
    yield* expectBytes(total(down.map(octetsOf)))
  }
  yield* reached('ready')
  return exchanged
}

export const octetsOf = (answer: ScriptedFlight['down'][number]): number =>
  typeof answer === 'number' ? answer : answer.octets

export const total = (writes: readonly number[]): number =>
  writes.reduce((sum, octets) => sum + octets, 0)
