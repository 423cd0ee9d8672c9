import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { CapturedConversation } from '../../src/capture/analysis/conversation.ts'
import type { ReceivedSegment } from '../../src/capture/network/received.ts'
import type { Direction } from '../../src/direction.ts'
import { ACK, SYN } from '../../src/tcp/segment.ts'
import { milliseconds, plus, START } from '../../src/units.ts'
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

const OCTETS = 1_000

/** TCP's handshake, of 100 ms beside the client, and a way to go on at so many milliseconds behind it. */
function begun() {
  const conversation = new CapturedConversation(START, {
    waited: () => {},
    held: () => {},
    heard: () => {},
  })
  const openedAt = plus(START, milliseconds(100))
  conversation.segment('up', segment({ flags: SYN, sequence: 0 }), START)
  conversation.segment('down', segment({ flags: SYN | ACK, sequence: 0 }), openedAt)
  conversation.segment('up', segment({}), openedAt)
  const rates = (): readonly number[] => {
    conversation.trains.down.end()
    return conversation.trains.down.rates
  }
  const told = (way: Direction, at: number, given: Partial<ReceivedSegment>): void =>
    conversation.segment(way, segment(given), plus(openedAt, milliseconds(at)))
  return { told, rates }
}

type Stamps = ReceivedSegment['options']['timestamps']

const stamped = (timestamps: Stamps): Pick<ReceivedSegment, 'options'> => ({
  options: { mss: undefined, fastOpen: undefined, timestamps },
})

const withoutStamps = () => ({ said: undefined, acknowledges: undefined })

/** Five segments down so many milliseconds apart, each acknowledged at once. */
function ratesOf(
  apart: number,
  stampsOf: (at: number) => { readonly said: Stamps; readonly acknowledges: Stamps },
): readonly number[] {
  const { told, rates } = begun()
  for (let at = 0; at < 5; at += 1) {
    const { said, acknowledges } = stampsOf(at)
    const sequence = 1 + at * OCTETS
    told('down', at * apart, { sequence, payload: new Uint8Array(OCTETS), ...stamped(said) })
    told('up', at * apart, { acknowledgment: sequence + OCTETS, ...stamped(acknowledges) })
  }
  return rates()
}

describe('a packet train', () => {
  // With the headers of each: 1052 octets.
  it('shows the rate of the link, though each packet is acknowledged before the next is there', () => {
    // One every 10 ms.
    assert.deepEqual(ratesOf(10, withoutStamps), [841_600])
  })

  it('is none where each packet was sent behind the acknowledgement of the one before it', () => {
    assert.deepEqual(ratesOf(10_000, withoutStamps), [])
    const answering = (at: number) => ({
      said: { value: 500 + 10_000 * at, echo: 10_000 * at },
      acknowledges: { value: 10_000 * (at + 1), echo: 500 + 10_000 * at },
    })
    assert.deepEqual(ratesOf(10_000, answering), [])
  })

  it('is one on a narrow link, too, where timestamps say that all were sent at once', () => {
    // One every 200 ms, two round trips.
    const atOnce = (at: number) => ({
      said: { value: 500, echo: 1 },
      acknowledges: { value: 100 + 200 * at, echo: 500 },
    })
    assert.deepEqual(ratesOf(200, atOnce), [42_080])
  })

  it('is none where a packet that nobody acknowledges is sent again and again', () => {
    const { told, rates } = begun()
    for (let at = 0; at < 5; at += 1) {
      told('down', at * 200, { sequence: 1, payload: new Uint8Array(OCTETS) })
    }
    assert.deepEqual(rates(), [])
  })
})
