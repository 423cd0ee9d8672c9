/**
 * Loss recovery of RFC 9002, with times derived by hand.
 *
 * Before a sample the round trip is taken for 333 ms, its variation for half of it: the probe timeout
 * is 333 + 4 × 166.5 = 999 ms (§6.2.2), and it doubles each time (§6.2.1).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { milliseconds } from '../../src/units.ts'
import { type End, Pair, type PairOptions, textOf } from './pair.ts'

const RTT = 100

const connected = (options: Partial<PairOptions> = {}, untilMs = 60_000): Pair => {
  const pair = new Pair({ rttMs: RTT, ...options })
  pair.connect()
  return pair.run(untilMs)
}

const timesOf = (pair: Pair, from: End): readonly number[] =>
  pair.log.filter((one) => one.from === from).map(({ atMs }) => atMs)

const dropping =
  (end: End, ...indices: readonly number[]) =>
  (from: End, index: number): boolean =>
    from === end && indices.includes(index)

const finishedAt = (pair: Pair): number | undefined =>
  pair.log.find(({ datagram }) => /handshake\[(ack )?crypto\]/.test(textOf(datagram)) && datagram)
    ?.atMs

describe('the probe timeout', () => {
  it('comes 999 ms after a ClientHello that nothing answers, then after twice as long each time', () => {
    const pair = connected({ drops: (from) => from === 'client', settings: { probes: 1 } })
    // 0, + 999, + 1998, + 3996, + 7992, + 15984 would be beyond the 30 s of a handshake.
    assert.deepEqual(timesOf(pair, 'client'), [0, 999, 2_997, 6_993, 14_985])
    assert.deepEqual(pair.said.at(-1), {
      atMs: 30_000,
      end: 'client',
      output: { kind: 'closed', failure: 'handshake-timeout' },
    })
  })

  it('sends two datagrams where it may (§6.2.4)', () => {
    const pair = connected({ drops: (from) => from === 'client' })
    assert.deepEqual(timesOf(pair, 'client').slice(0, 5), [0, 999, 999, 2_997, 2_997])
  })

  it('repeats a lost ClientHello: the handshake is 999 ms late', () => {
    const pair = connected({ drops: dropping('client', 0) })
    assert.equal(pair.log.find(({ from }) => from === 'server')?.atMs, 999 + RTT / 2)
    const done = pair.log.find(({ from, datagram }) => {
      return from === 'client' && textOf(datagram).includes('handshake[ack crypto]')
    })
    assert.equal(done?.atMs, 999 + RTT)
  })

  it('of a server is that of its flight: 999 ms after it, when the client’s comes first', () => {
    // The client hears nothing and asks at 999; what it repeats has come before, and is acknowledged.
    const pair = connected({ drops: dropping('server', 0, 1) })
    const again = pair.log.find(({ from, retransmission }) => from === 'server' && retransmission)
    // The server's own timer, which began at 50 ms, is due at 1049, when the client's question comes too.
    assert.equal(again?.atMs, 50 + 999)
  })

  it('of a client does not stop while its server may be at its limit (§6.2.2.1)', () => {
    // All that comes is the acknowledgement of the ClientHello; the rest of three datagrams is lost.
    const pair = connected({ serverRest: 3_700, drops: dropping('server', 1, 2), hello: 300 })
    const asked = pair.log.filter(({ from, atMs }) => from === 'client' && atMs > RTT)
    assert.ok(asked.length > 0)
    assert.ok(finishedAt(pair) !== undefined)
  })
})

describe('the thresholds of loss', () => {
  /** A client that has confirmed its handshake writes four datagrams' worth, one of them lost. */
  const writing = (count: number, lost: number): Pair => {
    const pair = new Pair({
      rttMs: RTT,
      drops: (from, index) => from === 'client' && index === before + lost,
    })
    let before = Number.POSITIVE_INFINITY
    pair.connect()
    pair.run(1_000)
    before = timesOf(pair, 'client').length
    // 1200 less short header, number, tag and a stream frame's own octets.
    for (let i = 0; i < count; i += 1) pair.tell('client', { kind: 'write', length: 1_100 })
    return pair.run(20_000)
  }

  it('take a packet for lost when three behind it have been acknowledged (§6.1.1)', () => {
    const pair = writing(5, 0)
    const again = pair.log.find(({ atMs, retransmission }) => atMs > 1_000 && retransmission)
    // The server acknowledges at once what comes out of order: one round trip.
    assert.equal(again?.atMs, 1_000 + RTT)
    assert.equal(pair.received.server, 5_500)
  })

  it('or after 9/8 of a round trip when fewer have (§6.1.2)', () => {
    const pair = writing(2, 0)
    const again = pair.log.find(({ atMs, retransmission }) => atMs > 1_000 && retransmission)
    assert.equal(again?.atMs, 1_000 + (RTT * 9) / 8)
    assert.equal(pair.received.server, 2_200)
  })

  it('and by a probe when nothing behind it tells: smoothed + 4 × variation + the peer’s delay', () => {
    const pair = writing(1, 0)
    const again = pair.log.find(({ atMs, retransmission }) => atMs > 1_000 && retransmission)
    // Samples of exactly 100 ms: the variation was 50 after the first, 37.5, 28.125 … after those
    // that followed; the timeout lies between 100 + 25 and 100 + 4 × 50 + 25.
    const late = (again?.atMs ?? 0) - 1_000
    assert.ok(late > RTT + 25 && late <= RTT + 4 * 50 + 25, `${late} ms`)
    assert.equal(pair.received.server, 1_100)
  })
})

describe('a congestion window', () => {
  it('is twice as large after each round trip while it is full (§7.3.1)', () => {
    const pair = connected({}, 1_000)
    const before = pair.log.length
    pair.tell('server', { kind: 'write', length: 80_000 })
    pair.run(2_000)
    const sent = pair.log.slice(before).filter(({ from }) => from === 'server')
    // §7.2: ten datagrams at first; those of a round leave when what was sent a round trip before has come.
    const rounds = [0, 1, 2].map(
      (round) => sent.filter(({ atMs }) => atMs === 1_000 + round * RTT).length,
    )
    // 80,000 octets are 69 datagrams, with 31 to 33 octets of headers and frames in each.
    assert.deepEqual(rounds, [10, 20, 39])
  })

  it('that application data fills holds no handshake back for ever', () => {
    // Lost: two ClientHellos (the window is halved), a datagram of the server's, and the client's Finished
    // (halved again), while three datagrams of data wait for that to be read.
    const lost: Readonly<Record<End, readonly number[]>> = { client: [0, 1, 5], server: [1] }
    const late: Readonly<Record<End, readonly number[]>> = { client: [3, 4], server: [0] }
    let wrote = false
    const pair = new Pair({
      rttMs: RTT,
      drops: (from, index) => lost[from].includes(index),
      delay: (from, index) => milliseconds(late[from].includes(index) ? RTT : RTT / 2),
      onOutput: (end, output, pair) => {
        if (end !== 'client' || output.kind !== 'crypto' || output.upTo < 1_500 || wrote) return
        wrote = true
        pair.answer('client', { kind: 'write', length: 2_878 })
      },
    })
    pair.connect()
    pair.run(60_000)
    assert.equal(pair.received.server, 2_878)
  })
})

describe('whatever is lost, doubled or overtaken', () => {
  it('all that was written arrives once and in order, never before a round trip and a half', () => {
    // Beyond the last of them nothing is lost, before a timer that doubles has grown to weeks.
    const fates = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 16 })
    fc.assert(
      fc.property(fates, fates, fc.integer({ min: 1, max: 20_000 }), (up, down, length) => {
        const fateOf = (from: End, index: number): number =>
          (from === 'client' ? up : down)[index] ?? 9
        let wrote = false
        let highest = 0
        const pair = new Pair({
          rttMs: RTT,
          settings: { handshakeTimeout: milliseconds(1e9) },
          // Three in ten are lost, two overtaken by those behind them.
          drops: (from, index) => fateOf(from, index) < 3,
          delay: (from, index) => milliseconds(fateOf(from, index) < 5 ? RTT : RTT / 2),
          onOutput: (end, output, pair) => {
            if (output.kind === 'received') {
              assert.ok(output.upTo > highest || end === 'client', 'octets come once')
              if (end === 'server') highest = output.upTo
            }
            const done = end === 'client' && output.kind === 'crypto'
            if (!done || output.space !== 'handshake' || output.upTo < 1_500 || wrote) return
            wrote = true
            pair.answer('client', { kind: 'write', length })
            pair.answer('client', { kind: 'close' })
          },
        })
        pair.connect()
        pair.run(1e8)
        assert.equal(pair.received.server, length)
        const first = pair.said.find(({ end, output }) => {
          return end === 'server' && output.kind === 'received'
        })
        assert.ok((first?.atMs ?? 0) >= 1.5 * RTT)
        const ends = pair.said.filter(({ end, output }) => {
          return end === 'server' && output.kind === 'finished'
        })
        assert.equal(ends.length, 1)
      }),
      { numRuns: 150 },
    )
  })
})
