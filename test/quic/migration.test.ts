import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type End, Pair, textOf } from './pair.ts'

const RTT = 100
const MOVED_AT = 1_000

/** Confirmed, and silent again long before its client moves. */
const moved = (drops?: (from: End, index: number, sinceMove: number) => boolean): Pair => {
  const before = { client: Number.POSITIVE_INFINITY, server: Number.POSITIVE_INFINITY }
  const pair = new Pair({
    rttMs: RTT,
    drops: (from, index) => drops?.(from, index, index - before[from]) ?? false,
  })
  pair.connect()
  pair.run(MOVED_AT)
  for (const { from } of pair.log) {
    before[from] = before[from] === Number.POSITIVE_INFINITY ? 1 : before[from] + 1
  }
  pair.tell('client', { kind: 'move' })
  return pair
}

const since = (pair: Pair): readonly string[] =>
  pair.log
    .filter(({ atMs }) => atMs >= MOVED_AT)
    .map(({ atMs, from, datagram }) => `${atMs - MOVED_AT} ${from} ${textOf(datagram)}`)

const saidAt = (pair: Pair, end: End, kind: string): number | undefined => {
  const said = pair.said.find((one) => one.end === end && one.output.kind === kind)
  return said === undefined ? undefined : said.atMs - MOVED_AT
}

describe('a client whose address has changed', () => {
  it('goes on at once, is acknowledged after a round trip, and proved to its server half of one later', () => {
    const pair = moved().run(10_000)
    const [first, second, third] = since(pair)
    // The challenge is of a path; only with a frame that is not does the server follow (RFC 9000 §9.3).
    assert.equal(first, '0 client 1-rtt[path-challenge ping]')
    assert.equal(second, '50 server 1-rtt[ack path-response path-challenge]')
    assert.match(third ?? '', /^100 client 1-rtt\[(ack )?path-response/)
    assert.equal(saidAt(pair, 'client', 'validated'), RTT)
    assert.equal(saidAt(pair, 'server', 'validated'), 1.5 * RTT)
    assert.equal(saidAt(pair, 'client', 'moved') !== undefined, true)
    const challenge = pair.log.find(({ datagram }) => textOf(datagram).includes('path-challenge'))
    // §8.2.1.
    assert.equal(challenge?.datagram.size, 1_200)
  })

  it('waits for nothing: what it writes goes along, and is answered on the new path', () => {
    const pair = moved()
    pair.tell('client', { kind: 'write', length: 100 })
    pair.run(MOVED_AT + RTT / 2)
    assert.equal(pair.received.server, 100)
    pair.tell('server', { kind: 'write', length: 300 })
    pair.run(MOVED_AT + RTT)
    assert.equal(pair.received.client, 300)
  })

  it('is sent three times what has come from there and no more until it is proved (§9.3)', () => {
    const pair = moved()
    pair.run(MOVED_AT + RTT / 2)
    pair.tell('server', { kind: 'write', length: 20_000 })
    pair.run(MOVED_AT + RTT)
    const sent = pair.log
      .filter(({ from, atMs }) => from === 'server' && atMs >= MOVED_AT)
      .reduce((sum, { datagram }) => sum + datagram.size, 0)
    const came = pair.log
      .filter(({ from, atMs }) => {
        return from === 'client' && atMs >= MOVED_AT && atMs <= MOVED_AT + RTT / 2
      })
      .reduce((sum, { datagram }) => sum + datagram.size, 0)
    assert.ok(sent <= 3 * came, `${sent} of ${came}`)
    pair.run(60_000)
    assert.equal(pair.received.client, 20_000)
  })

  it('repeats a challenge that is lost, and is found all the same', () => {
    const pair = moved((from, _, sinceMove) => from === 'client' && sinceMove === 0).run(60_000)
    assert.ok(saidAt(pair, 'client', 'validated') !== undefined)
    assert.ok(saidAt(pair, 'server', 'validated') !== undefined)
    assert.ok(saidAt(pair, 'client', 'moved') !== undefined)
  })

  it('hears nothing of what was sent to where it is no longer, until that is sent again', () => {
    const pair = new Pair({ rttMs: RTT })
    pair.connect()
    pair.run(MOVED_AT)
    pair.tell('server', { kind: 'write', length: 500 })
    pair.tell('client', { kind: 'move' })
    pair.run(MOVED_AT + RTT / 2)
    assert.equal(pair.received.client, 0)
    pair.run(60_000)
    assert.equal(pair.received.client, 500)
  })
})
