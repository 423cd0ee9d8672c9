/** What must hold for every handshake, whatever is said, however it is cut, whoever is first. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PieceStream } from '../../src/tls/piece.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { HANDSHAKES, type Handshake } from './handshakes.ts'
import { exchange, joined, octets, Pair, SAID, type Who } from './pair.ts'

const last = <T>(values: readonly T[]): T | undefined => values.at(-1)
const secured = (events: readonly TransportEvent[]) =>
  events.filter((event) => event.kind === 'secured')

for (const handshake of HANDSHAKES) {
  describe(handshake.name, () => {
    const { client, server, waits, version, resumed, early } = handshake

    it('waits as often as round trips pass before the question arrives', () => {
      const done = exchange(client, server)
      assert.equal(done.waits, waits)
      // Without any network a round trip is a flight of each end; the answer is in the last
      // flight that the client asked for, save that early data is answered in the first and
      // is followed by a flight each for Finished and tickets.
      const withAnswer = early === 'accepted' ? 1 : done.flights.length / 2
      assert.equal(waits + 1, withAnswer)
    })

    it('tells both ends the same', () => {
      const { pair } = exchange(client, server)
      const atClient = last(secured(pair.client.events))
      assert.deepEqual(atClient, last(secured(pair.server.events)))
      assert.ok(atClient?.kind === 'secured')
      assert.equal(atClient.early, false)
      assert.equal(atClient.tls.version, version)
      assert.equal(atClient.tls.resumed, resumed)
      assert.equal(atClient.tls.exporter?.length, 32)
      assert.deepEqual(atClient.tls.serverEndPoint, server.certificate.serverEndPoint)
    })

    it('has another exporter on every connection', () => {
      const first = last(secured(exchange(client, server, octets(SAID), 'a').pair.client.events))
      const second = last(secured(exchange(client, server, octets(SAID), 'b').pair.client.events))
      assert.ok(first?.kind === 'secured' && second?.kind === 'secured')
      assert.notDeepEqual(first.tls.exporter, second.tls.exporter)
    })

    it('marks as early exactly what came as early data', () => {
      const { pair } = exchange(client, server)
      const expected = early === 'accepted' ? octets(SAID) : new Uint8Array(0)
      assert.deepEqual(joined(pair.server.heardEarly), expected)
    })

    it('passes on every octet once and in order', () => {
      fc.assert(
        fc.property(conversation(), (turns) => {
          conserves(handshake, turns)
        }),
        { seed: 3, numRuns: 40 },
      )
    })
  })
}

type Turn =
  | { readonly kind: 'say'; readonly who: Who; readonly count: number }
  | { readonly kind: 'deliver'; readonly to: Who; readonly count: number }
  | { readonly kind: 'think' }

const conversation = (): fc.Arbitrary<readonly Turn[]> => {
  const who = fc.constantFrom<Who>('client', 'server')
  return fc.array(
    fc.oneof(
      // Beyond a record (16,384) and beyond the ticket's early data, now and then.
      fc.record({
        kind: fc.constant('say' as const),
        who,
        count: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40_000 })),
      }),
      fc.record({
        kind: fc.constant('deliver' as const),
        to: who,
        count: fc.integer({ min: 1, max: 3000 }),
      }),
      fc.constant({ kind: 'think' as const }),
    ),
    { maxLength: 40 },
  )
}

/** STARTTLS: something in the clear first, then whatever comes, in whatever pieces. */
const conserves = ({ client, server }: Handshake, turns: readonly Turn[]): void => {
  const pair = new Pair(client, server)
  const said: Record<Who, number> = { client: 0, server: 0 }
  const arrived: Record<Who, number> = { client: 0, server: 0 }
  const say = (who: Who, count: number): void => {
    const bytes = octets(count, said[who])
    said[who] += count
    pair.tell(who, { kind: 'send', bytes })
  }
  const deliver = (to: Who, count: number): void => {
    const written = pair[to === 'client' ? 'server' : 'client'].length
    arrived[to] = Math.min(written, arrived[to] + count)
    pair.deliver(to, arrived[to])
  }
  say('client', 7)
  deliver('server', 7)
  say('server', 5)
  pair.tell('server', { kind: 'secure' })
  deliver('client', 5)
  pair.tell('client', { kind: 'secure' })
  for (const turn of turns) {
    if (turn.kind === 'say') say(turn.who, turn.count)
    else if (turn.kind === 'deliver') deliver(turn.to, turn.count)
    else pair.think()
  }
  // A client that may send early data begins its handshake with it.
  say('client', 1)
  for (let i = 0; i < 6; i += 1) {
    deliver('server', Number.POSITIVE_INFINITY)
    pair.think()
    deliver('client', Number.POSITIVE_INFINITY)
  }
  // All that one said is one run of octets, so what the other heard must be the same run.
  assert.ok(Buffer.from(octets(said.client)).equals(joined(pair.server.heard)))
  assert.ok(Buffer.from(octets(said.server)).equals(joined(pair.client.heard)))
  assert.ok(![...pair.client.events, ...pair.server.events].some((e) => e.kind === 'closed'))
}

describe('PieceStream', () => {
  it('gives a record once it is complete, clear octets as they come', () => {
    const stream = new PieceStream()
    const bytes = octets(10)
    const record = { kind: 'hello-retry-request' } as const
    stream.write({ kind: 'clear', length: 10, bytes })
    stream.write({ kind: 'record', length: 99, record })
    stream.write({ kind: 'clear', length: 10, bytes })
    assert.equal(stream.read(0), undefined)
    assert.deepEqual(stream.read(4), { kind: 'clear', length: 4, bytes: octets(4) })
    assert.equal(stream.read(4), undefined)
    assert.deepEqual(stream.read(20), { kind: 'clear', length: 6, bytes: octets(6, 4) })
    // 10 + 99 = 109: one octet short, then all
    assert.equal(stream.read(108), undefined)
    assert.deepEqual(stream.read(109), { kind: 'record', length: 99, record })
    assert.deepEqual(stream.read(119), { kind: 'clear', length: 10, bytes })
    assert.equal(stream.read(119), undefined)
  })
})
