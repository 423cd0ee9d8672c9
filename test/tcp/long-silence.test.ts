/**
 * What ends a connection whose peer is silent: its own patience, the user's (TCP_USER_TIMEOUT), or
 * keep-alive. A round trip of 100 ms, exact timers and a gate that is shut from a given time on.
 *
 * After the handshake the RTO is 300 ms: 100 ms, and the 200 ms that the variation is at least.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Gate } from '../../src/link/gate.ts'
import { ACK, RST } from '../../src/tcp/segment.ts'
import { IDEAL, type KeepAliveSettings, LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, milliseconds, seconds, toMilliseconds } from '../../src/units.ts'
import { Pair } from './pair.ts'

const EXACT: TcpSettings = { ...IDEAL, initialTimeout: seconds(1) }
const delay = { kind: 'delay', delay: milliseconds(50) } as const
const MINUTE: KeepAliveSettings = { idle: seconds(60), interval: seconds(30), probes: 3 }

interface Options {
  readonly client: TcpSettings
  readonly lost?: readonly number[]
}

const scene = ({ client, lost = [] }: Options) => {
  const gate = new Gate()
  const said: string[] = []
  const pair = new Pair({
    link: { up: [gate.stage, delay], down: [gate.stage, delay] },
    client,
    server: EXACT,
    drops: { up: new Set(lost), down: new Set() },
    onOutput: (end, output, { clock }) => {
      if (output.kind !== 'closed') return
      said.push(`${toMilliseconds(clock.now()) / 1_000} ${end} ${output.failure ?? 'closed'}`)
    },
  })
  return {
    pair,
    gate,
    said,
    run: (until: number): void => pair.clock.run(instant(seconds(until))),
    writes: (length: number): void => pair.tell('client', { kind: 'write', length }),
    /** When the client has sent something, in seconds, from a time on. */
    sent: (from = 0): readonly number[] =>
      pair.log
        .filter(({ at, direction }) => direction === 'up' && at >= seconds(from))
        .map(({ at }) => toMilliseconds(at) / 1_000),
  }
}

const established = (client: TcpSettings) => {
  const one = scene({ client })
  one.pair.connect()
  one.run(1)
  return one
}

describe('TCP_USER_TIMEOUT', () => {
  it('ends a connection so long after the first repetition by the RTO, to the millisecond', () => {
    const { gate, said, run, writes, sent } = established({ ...EXACT, userTimeout: seconds(10) })
    gate.shut()
    writes(100)
    run(1_000)
    // The probe after 300 ms (2·100 + 200, but not later than the RTO), a full RTO behind it, then
    // doubled: 0.6, 1.2, 2.4, 4.8. The next would take 9.6; 1 s is left.
    assert.deepEqual(sent(1), [1, 1.3, 1.6, 2.2, 3.4, 5.8, 10.6])
    assert.deepEqual(said, ['11.6 client retransmission-limit'])
  })

  it('ends the handshake so long after the first SYN', () => {
    const { pair, gate, said, run, sent } = scene({
      client: { ...EXACT, userTimeout: seconds(10) },
    })
    gate.shut()
    pair.connect()
    run(1_000)
    // Four linear timeouts, then 1, 2 and, in place of 4, the 3 s that are left.
    assert.deepEqual(sent(), [0, 1, 2, 3, 4, 5, 7])
    assert.deepEqual(said, ['10 client connect-timeout'])
  })

  it('may also be longer than the kernel’s own patience', () => {
    const { gate, said, run, writes } = established({ ...EXACT, userTimeout: seconds(2_000) })
    gate.shut()
    writes(100)
    run(3_000)
    assert.deepEqual(said, ['2001.6 client retransmission-limit'])
  })

  it('says nothing while everything is acknowledged', () => {
    const { gate, said, run } = established({ ...EXACT, userTimeout: seconds(10) })
    gate.shut()
    run(3_600)
    assert.deepEqual(said, [])
  })
})

describe('keep-alive', () => {
  it('asks after a minute of silence, and the peer acknowledges again', () => {
    const { pair, said, run, sent } = established({ ...EXACT, keepAlive: MINUTE })
    run(200)
    // Established at 0.1; each answer comes 0.1 s behind the probe and begins the silence anew.
    assert.deepEqual(sent(1), [60.1, 120.2, 180.3])
    const probe = pair.log.find(({ at }) => at >= seconds(60))
    assert.equal(probe?.segment.flags, ACK)
    assert.equal(probe.segment.seq, 0)
    assert.equal(probe.segment.length, 0)
    assert.equal(probe.size, 52)
    assert.equal(pair.log.filter(({ direction }) => direction === 'down').length, 1 + 3)
    assert.deepEqual(said, [])
  })

  it('resets the connection when as many probes as set are unanswered', () => {
    const { pair, gate, said, run, sent } = established({ ...EXACT, keepAlive: MINUTE })
    run(100)
    gate.shut()
    run(1_000)
    assert.deepEqual(sent(100), [120.2, 150.2, 180.2, 210.2])
    assert.equal(pair.log.at(-1)?.segment.flags, RST | ACK)
    assert.deepEqual(said, ['210.2 client keep-alive-unanswered'])
  })

  it('goes by the user timeout instead of their count, once one is out', () => {
    const { gate, said, run, sent } = established({
      ...EXACT,
      keepAlive: MINUTE,
      userTimeout: seconds(45),
    })
    run(100)
    gate.shut()
    run(1_000)
    assert.deepEqual(sent(100), [120.2, 150.2])
    assert.deepEqual(said, ['150.2 client keep-alive-unanswered'])
  })

  it('leaves a connection with data in flight to the retransmission timer', () => {
    const { gate, said, run, writes } = established({ ...EXACT, keepAlive: MINUTE })
    run(100)
    gate.shut()
    writes(100)
    run(2_000)
    // As without it: see dead-connections.test.ts in test/attach.
    assert.deepEqual(said, ['1093.6 client retransmission-limit'])
  })

  it('is not put off by what is said, only made to wait for silence', () => {
    const { run, writes, sent } = established({ ...EXACT, keepAlive: MINUTE })
    run(40)
    writes(100)
    run(150)
    // At 60.1 the peer was heard 20 s ago (acknowledged at 40.1): the rest of the minute.
    assert.deepEqual(sent(1), [40, 100.1])
  })

  it('asks nothing where it is not set', () => {
    const { run, sent } = established(EXACT)
    run(100_000)
    assert.deepEqual(sent(1), [])
  })
})

describe('after a long silence', () => {
  // Up: SYN, ACK, and from then on data. The first, one in the middle, the last two, everything.
  for (const lost of [[2], [5], [10, 11], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]) {
    it(`has as much patience as at first, whatever was lost before (${lost.join(', ')})`, () => {
      const { pair, gate, said, run, writes } = scene({ client: EXACT, lost })
      pair.connect()
      run(1)
      writes(10 * 1448)
      run(3_600)
      gate.shut()
      writes(100)
      run(7_200)
      const [end, ...more] = said.map((one) => Number.parseFloat(one) - 3_600)
      assert.deepEqual(more, [])
      // 924.6 s from the first repetition on, and then up to the next timeout.
      assert.ok(end !== undefined && end > 924.6 && end < 924.6 + 0.6 + 120, `${end}`)
    })
  }

  it('sends again at most two minutes after the way is back, and has its RTO again', () => {
    const { pair, gate, said, run, writes, sent } = established(EXACT)
    const open = gate.shut()
    writes(100)
    run(600)
    open()
    run(1_000)
    // Repeated at 1.6, 2.2, 3.4 … 154.6 s, then every 120 s: 274.6, 394.6, 514.6, 634.6.
    assert.deepEqual(sent(500), [514.6, 634.6])
    gate.shut()
    writes(100)
    run(1_001)
    assert.deepEqual(said, [])
    // Not backed off any more: the probe at 2·srtt + 200 ms or the RTO, whichever is sooner.
    assert.deepEqual(sent(1_000), [1_000, 1_000.3, 1_000.6])
    assert.equal(pair.log.at(-1)?.retransmission, true)
  })

  it('acknowledges at once again: its peer has been idle for longer than an RTO', () => {
    const { pair, run, writes } = scene({ client: { ...LINUX, rules: EXACT.rules } })
    pair.connect()
    run(1)
    writes(100)
    run(3_600)
    writes(100)
    run(3_601)
    const [data, acknowledgement] = pair.log.slice(-2)
    assert.equal(data?.direction, 'up')
    assert.equal(acknowledgement?.direction, 'down')
    assert.equal(acknowledgement.at - (data?.at ?? 0), milliseconds(50))
  })
})
