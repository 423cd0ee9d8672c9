import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { CapturedConversation } from '../../src/capture/analysis/conversation.ts'
import type { ReceivedSegment } from '../../src/capture/network/received.ts'
import { ACK, SYN } from '../../src/tcp/segment.ts'
import { START } from '../../src/units.ts'
import { collectGarbage } from '../garbage.ts'

const segment = (given: Partial<ReceivedSegment>): ReceivedSegment => ({
  source: 'a 1',
  destination: 'b 2',
  ports: { source: 1, destination: 2 },
  flags: ACK,
  sequence: 1,
  acknowledgment: 1,
  options: { mss: undefined, fastOpen: undefined, timestamps: undefined },
  identification: undefined,
  length: given.payload?.length ?? 0,
  payload: new Uint8Array(0),
  ...given,
})

describe('a captured conversation', () => {
  it('keeps nothing that the client has heard, though acknowledgements trail by a segment', async () => {
    const heard: WeakRef<ArrayBufferLike>[] = []
    const conversation = new CapturedConversation(START, {
      waited: () => {},
      held: () => {},
      heard: (_, piece) => {
        if (typeof piece !== 'number') heard.push(new WeakRef(piece.buffer))
      },
    })
    const down = (given: Partial<ReceivedSegment>): void =>
      conversation.segment('down', segment(given), START)
    const up = (given: Partial<ReceivedSegment>): void =>
      conversation.segment('up', segment(given), START)
    up({ flags: SYN, sequence: 0 })
    down({ flags: SYN | ACK, sequence: 0 })
    const octets = 1_000
    const segments = 1_000
    for (let at = 0; at < segments; at += 1) {
      up({ acknowledgment: 1 + Math.max(0, at - 1) * octets })
      down({ sequence: 1 + at * octets, payload: new Uint8Array(octets) })
    }
    // All but those that were not acknowledged at the last: the two behind it.
    assert.equal(heard.length, segments - 2)
    await setImmediate()
    collectGarbage()
    // As many as are still unheard may wait to be let go.
    assert.ok(heard.filter((octets) => octets.deref() !== undefined).length <= 2)
  })
})
