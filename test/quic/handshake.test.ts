import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Logged, Pair, textOf } from './pair.ts'

const RTT = 100

const texts = (log: readonly Logged[]): readonly string[] =>
  log.map(({ atMs, from, datagram }) => `${atMs} ${from} ${datagram.size} ${textOf(datagram)}`)

const when = (pair: Pair, end: string, kind: string): number | undefined =>
  pair.said.find((one) => one.end === end && one.output.kind === kind)?.atMs

describe('a handshake without losses', () => {
  it('is a datagram of 1200 octets, the server’s flight, and the Finished with the first data', () => {
    const pair = new Pair({
      rttMs: RTT,
      onOutput: (end, output, pair) => {
        if (end === 'client' && output.kind === 'crypto' && output.space === 'handshake') {
          if (output.upTo === 1_500) pair.answer('client', { kind: 'write', length: 200 })
        }
      },
    })
    pair.connect()
    pair.run(10_000)
    assert.deepEqual(texts(pair.log), [
      // RFC 9000 §14.1.
      '0 client 1200 initial[crypto]',
      // An Initial that wants an acknowledgement makes it full (§14.1); 1500 octets need another one.
      '50 server 1200 initial[ack crypto]+handshake[crypto]',
      // Short header 11, number 1, … long header 23, length 2, number 1, tag 16; 528 octets and their frame.
      `50 server ${texts(pair.log)[2]?.split(' ')[2]} handshake[crypto]`,
      // Handshake packets are acknowledged at once (§13.2.1); the first of them ends Initial ones.
      '100 client 1200 initial[ack]+handshake[ack]',
      `100 client ${texts(pair.log)[4]?.split(' ')[2]} handshake[ack crypto]+1-rtt[new-connection-id stream]`,
      ...texts(pair.log).slice(5),
    ])
    assert.equal(pair.received.server, 200)
    assert.equal(when(pair, 'server', 'received'), 150)
    // HANDSHAKE_DONE comes at the client one round trip after its Finished, and nothing is repeated.
    assert.match(texts(pair.log)[5] ?? '', /^150 server \d+ 1-rtt\[ack handshake-done new-conn/)
    assert.ok(pair.log.every(({ retransmission }) => !retransmission))
    assert.ok(pair.log.length <= 9, texts(pair.log).join('\n'))
  })

  it('pads nothing beyond what RFC 9000 §14.1 wants', () => {
    const pair = new Pair({ rttMs: RTT })
    pair.connect()
    pair.run(10_000)
    for (const { datagram, from } of pair.log) {
      assert.ok(datagram.size <= 1_200)
      const initial =
        datagram.kind === 'packets' && datagram.packets.some(({ type }) => type === 'initial')
      if (initial && from === 'client') assert.equal(datagram.size, 1_200)
    }
  })
})

describe('the limit of three times what the client has sent (RFC 9000 §8.1)', () => {
  const served = (serverRest: number): { readonly pair: Pair; readonly limited: boolean } => {
    let limited = false
    const pair = new Pair({
      rttMs: RTT,
      serverRest,
      onOutput: (end, output) => {
        if (end === 'client' && output.kind === 'limited') limited = true
      },
    })
    pair.connect()
    pair.run(10_000)
    return { pair, limited }
  }
  const completeAt = ({ pair }: { readonly pair: Pair }): number | undefined =>
    pair.log.find(({ datagram }) => textOf(datagram).includes('handshake[ack crypto]'))?.atMs

  it('lets three datagrams pass at once', () => {
    const one = served(3_200)
    assert.equal(one.limited, false)
    assert.equal(completeAt(one), RTT)
  })

  it('costs one round trip more beyond, and one only', () => {
    for (const rest of [3_700, 9_000]) {
      const one = served(rest)
      assert.equal(one.limited, true)
      assert.equal(completeAt(one), 2 * RTT)
      const before = one.pair.log.filter(({ from, atMs }) => from === 'server' && atMs === 50)
      assert.deepEqual(
        before.map(({ datagram }) => datagram.size),
        [1_200, 1_200, 1_200],
      )
    }
  })

  it('is none for an address that a Retry has proved, which costs a round trip itself', () => {
    const pair = new Pair({ rttMs: RTT, serverRest: 3_700, settings: { retry: 'always' } })
    pair.connect()
    pair.run(10_000)
    assert.equal(when(pair, 'client', 'retried'), RTT)
    assert.equal(completeAt({ pair }), 2 * RTT)
    const [first, retry, second] = pair.log
    assert.equal(first && textOf(first.datagram), 'initial[crypto]')
    // §17.2.5: long header 23, token 64, integrity tag 16.
    assert.deepEqual(retry?.datagram, { kind: 'retry', size: 103, path: 0 })
    assert.ok(second?.datagram.kind === 'packets' && second.datagram.token)
    // Packet numbers go on (§17.2.5.3).
    assert.equal(second.datagram.packets[0]?.number, 1)
  })
})
