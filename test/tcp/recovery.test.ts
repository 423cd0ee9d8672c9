/** Loss recovery, rule by rule: RTT 100 ms, exact timers, one flight of ten segments down. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { Chunk, EVER_RETRANSMITTED } from '../../src/tcp/chunk.ts'
import { Connection } from '../../src/tcp/connection.ts'
import { enterRecovery } from '../../src/tcp/recovery.ts'
import { ALL_RULES, IDEAL, type Rule, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, milliseconds, seconds, toMilliseconds } from '../../src/units.ts'
import { Pair } from './pair.ts'

const delay = { kind: 'delay', delay: milliseconds(50) } as const
const MSS = 1_448

const without = (...rules: readonly Rule[]): TcpSettings => ({
  ...IDEAL,
  rules: {
    ...ALL_RULES,
    timerWheel: false,
    ...Object.fromEntries(rules.map((rule) => [rule, false])),
  },
})

interface Repetition {
  /** Since the flight was sent. */
  readonly ms: number
  /** Which segment of the flight, and how many octets. */
  readonly segment: number
  readonly length: number
}

/** The server sends `writes` at 150 ms; the segments with these numbers are lost. */
const repetitions = (
  writes: readonly number[],
  lost: readonly number[],
  settings: TcpSettings = without(),
  lostUp: readonly number[] = [],
): readonly Repetition[] => {
  const pair = new Pair({
    link: { up: [delay], down: [delay] },
    client: settings,
    server: settings,
    // Packet 0 down is the SYN-ACK; packets 0 and 1 up are SYN and third ACK.
    drops: { up: new Set(lostUp.map((n) => n + 2)), down: new Set(lost.map((n) => n + 1)) },
    onOutput: (end, output, self) => {
      if (end === 'server' && output.kind === 'connected')
        for (const length of writes) self.tell('server', { kind: 'write', length })
    },
  })
  pair.connect()
  pair.clock.run(instant(seconds(60)))
  return pair.log
    .filter(({ direction, retransmission }) => direction === 'down' && retransmission)
    .map(({ at, segment }) => ({
      ms: toMilliseconds(at) - 150,
      segment: (segment.seq - 1) / MSS,
      length: segment.length,
    }))
}

const TEN = [10 * MSS]

describe('loss recovery', () => {
  it('waits a quarter of the round trip when less than three segments tell of a hole', () => {
    // Two segments sacked after 100 ms; RACK's window is 100/4, and timers have 2 ms on top.
    assert.deepEqual(repetitions([3 * MSS], [0]), [{ ms: 127, segment: 0, length: MSS }])
  })

  it('does not wait when three tell (RFC 8985 §6.2)', () => {
    assert.deepEqual(repetitions(TEN, [0]), [{ ms: 100, segment: 0, length: MSS }])
  })

  it('repeats what is lost as what arrives allows (PRR)', () => {
    // Eight of ten are sacked at 100 ms; cwnd 10 falls to 7. Both holes go at once.
    assert.deepEqual(
      repetitions(TEN, [0, 5]).map(({ ms, segment }) => [ms, segment]),
      [
        [100, 0],
        [100, 5],
      ],
    )
  })

  it('needs three duplicates without RACK, and the probe or RTO where there are none', () => {
    assert.deepEqual(repetitions(TEN, [0], without('rack')), [{ ms: 100, segment: 0, length: MSS }])
    const [first] = repetitions([2 * MSS], [0], without('rack', 'tailLossProbe'))
    // The only sample is the SYN-ACK's: 100 + max(200, 2 × 100) counted from the flight.
    assert.deepEqual(first, { ms: 300, segment: 0, length: MSS })
  })

  it('probes with the last segment after 2·RTT, and repeats the rest on its evidence', () => {
    // Nothing of two arrives. Probe at 2 × 100 + 2; when its SACK is back at 302, the first
    // segment has been out for longer than a round trip and RACK's window.
    assert.deepEqual(repetitions([2 * MSS], [0, 1]), [
      { ms: 202, segment: 1, length: MSS },
      { ms: 302, segment: 0, length: MSS },
    ])
  })

  it('gives a lone segment 200 ms more for a delayed acknowledgement, but not beyond the RTO', () => {
    // min(2 × 100 + 200, RTO = 100 + 200), then a full RTO that the probe did not double, then
    // doubled ones: 300, +300, +600.
    assert.deepEqual(
      repetitions([100], [0, 1, 2]).map(({ ms }) => ms),
      [300, 600, 1_200],
    )
  })

  it('does without a probe when told to', () => {
    assert.deepEqual(
      repetitions([100], [0, 1, 2], without('tailLossProbe')).map(({ ms }) => ms),
      [300, 900, 2_100],
    )
    assert.deepEqual(
      repetitions([100], [0], without('tailLossProbeFloor')).map(({ ms }) => ms),
      [200],
    )
  })

  it('merges small neighbours when the timeout repeats them', () => {
    // Probe with the second after 202 ms; the RTO then repeats 80 + 160 octets as one segment.
    assert.deepEqual(
      repetitions([80, 160], [0, 1, 2]).map(({ length }) => length),
      [160, 240],
    )
    assert.deepEqual(
      repetitions([80, 160], [0, 1, 2], without('collapse')).map(({ length }) => length),
      [160, 80, 160],
    )
  })

  it('repeats one segment after a timeout, and doubles from there', () => {
    // All ten are lost, and the probe: slow start from one segment.
    const sent = repetitions(TEN, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const perRoundTrip = new Map<number, number>()
    for (const { ms } of sent.slice(1)) perRoundTrip.set(ms, (perRoundTrip.get(ms) ?? 0) + 1)
    // The RTO of 300 ms counts from the probe at 202 ms.
    assert.deepEqual([...perRoundTrip].slice(0, 3), [
      [502, 1],
      [602, 2],
      [702, 4],
    ])
  })

  it('takes a spurious timeout back: nothing is repeated after its duplicate is reported', () => {
    // All acknowledgements but the last are lost: the probe's duplicate says that all arrived.
    const acknowledgements = Array.from({ length: 10 }, (_, index) => index)
    assert.deepEqual(repetitions(TEN, [], without(), acknowledgements), [
      { ms: 202, segment: 9, length: MSS },
    ])
  })
})

describe('a recovery that begins as another ends', () => {
  for (const [title, marks, stands] of [
    ['does not count the other’s repetitions among what may be taken back', 0, false],
    ['does, where one of them is under way', EVER_RETRANSMITTED, true],
  ] as const) {
    it(`${title} (\`tcp_retrans_stamp_cleanup\`)`, () => {
      const { tcb } = new Connection('client', IDEAL, Random.seeded(1))
      const chunk = new Chunk(1, MSS, { syn: false, fin: false, push: true })
      chunk.marks |= marks
      tcb.chunks.push(chunk)
      tcb.firstRetransmitMs = 7
      enterRecovery(tcb)
      assert.equal(tcb.firstRetransmitMs, stands ? 7 : undefined)
    })
  }
})
