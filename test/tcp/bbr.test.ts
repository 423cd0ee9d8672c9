/** BBR on links of 100 ms: what short dialogues see of it, and the cycle of a long transfer. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { Bbr } from '../../src/tcp/congestion/bbr.ts'
import type { ModelledSender } from '../../src/tcp/congestion/congestion-control.ts'
import { DeliveryRate } from '../../src/tcp/congestion/delivery-rate.ts'
import { Pacing } from '../../src/tcp/congestion/pacing.ts'
import { WindowedMaximum } from '../../src/tcp/congestion/windowed-maximum.ts'
import { IDEAL, LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import {
  bitsPerSecond,
  instant,
  microseconds,
  milliseconds,
  plus,
  START,
  seconds,
  toMilliseconds,
} from '../../src/units.ts'
import { Pair } from './pair.ts'

const delay: Impairment = { kind: 'delay', delay: milliseconds(50) }
const MSS = 1_448
const NONE: ReadonlySet<number> = new Set()

/** Exact timers, and the initial timeout of one second. */
const exact = (congestion: TcpSettings['congestion']): TcpSettings => ({
  ...IDEAL,
  initialTimeout: seconds(1),
  congestion,
})

interface Sent {
  readonly ms: number
  readonly length: number
}

/** The client writes so much as soon as it is connected; what it sends of it, and when it arrives. */
const upload = (
  octets: number,
  {
    settings,
    up = [delay],
    lost = NONE,
    until = 100,
  }: {
    readonly settings: TcpSettings
    readonly up?: readonly Impairment[]
    readonly lost?: ReadonlySet<number>
    readonly until?: number
  },
): { readonly sent: readonly Sent[]; readonly received: readonly Sent[] } => {
  const received: Sent[] = []
  const pair = new Pair({
    link: { up, down: [delay] },
    client: settings,
    server: settings,
    drops: { up: lost, down: NONE },
    onOutput: (end, output, self) => {
      if (end === 'client' && output.kind === 'connected')
        self.tell('client', { kind: 'write', length: octets })
      if (end === 'server' && output.kind === 'received')
        received.push({ ms: toMilliseconds(self.clock.now()), length: output.upTo })
    },
  })
  pair.connect()
  pair.clock.run(instant(seconds(until)))
  const sent = pair.log
    .filter(({ direction, segment }) => direction === 'up' && segment.length > 0)
    .map(({ at, segment }) => ({ ms: toMilliseconds(at), length: segment.length }))
  return { sent, received }
}

describe('bbr in short dialogues', () => {
  it('lifts a window of one to four at the first acknowledgement', () => {
    // SYNs at 0 and 1 s are lost, that of 2 s is answered at 2.1 s: the window is one segment.
    const lost = new Set([0, 1])
    const times = (congestion: TcpSettings['congestion']): readonly number[] =>
      upload(4 * MSS, { settings: exact(congestion), lost }).sent.map(({ ms }) => ms)
    // Slow start: 1, 2, 1 segments. The minimum of four: 1, 3.
    assert.deepEqual(times('cubic'), [2_100, 2_200, 2_200, 2_300])
    assert.deepEqual(times('bbr'), [2_100, 2_200, 2_200, 2_200])
  })

  it('sends the first ten segments at once, the others at 2.89 times the window a round trip', () => {
    const { sent } = upload(14 * MSS, { settings: exact('bbr') })
    const [first] = sent
    assert.equal(first?.ms, 100)
    assert.deepEqual(
      sent.slice(0, 10).map(({ ms }) => ms),
      Array.from({ length: 10 }, () => 100),
    )
    // 10 segments in 100 ms · 2.887 · 0.99 = 285.8 a second: a group of two takes 7 ms. Half of that
    // was given back by the pause before it.
    assert.deepEqual(
      sent.slice(10).map(({ ms }) => Math.floor(10 * ms) / 10),
      [200, 200, 203.4, 203.4],
    )
  })
})

describe('bbr in a long transfer', () => {
  // 12 Mbit/s are a packet of 1500 octets a millisecond: 100 segments a round trip.
  const up: readonly Impairment[] = [
    { kind: 'rate', rate: bitsPerSecond(12_000_000), queue: { kind: 'packets', limit: 1_000 } },
    delay,
  ]
  const { received } = upload(40_000 * MSS, { settings: exact('bbr'), up, until: 14 })
  const deliveredBetween = (from: number, to: number): number => {
    const at = (ms: number): number => received.findLast((one) => one.ms <= ms)?.length ?? 0
    return (at(to) - at(from)) / MSS
  }

  it('fills the path', () => {
    // 1000 a second; the cycle averages 0.99, and needs what its faster phase has queued.
    const segments = deliveredBetween(2_000, 10_000)
    assert.ok(segments > 0.95 * 8_000 && segments <= 8_000, `${segments}`)
  })

  it('looks for the least round trip every ten seconds, with four segments for 200 ms', () => {
    const slots = Array.from({ length: 40 }, (_, i) =>
      deliveredBetween(10_000 + 100 * i, 10_100 + 100 * i),
    )
    const quiet = slots.filter((segments) => segments <= 8).length
    assert.ok(quiet >= 1 && quiet <= 4, `${slots}`)
  })
})

describe('delivery rate', () => {
  const sender = (nowUs: number, delivered: number, inFlight: number): ModelledSender => ({
    nowUs,
    next: 0,
    una: 0,
    window: 10,
    slowStartThreshold: Number.POSITIVE_INFINITY,
    windowCount: 0,
    delivered,
    inFlight,
    lostOut: 0,
    retransmittedOut: 0,
    unsent: 0,
    mss: MSS,
    chunks: Array.from({ length: inFlight }),
    rtt: { min: 100_000, srtt8: 800_000 },
    repair: 'open',
  })

  it('is what was delivered since the segment left, over the longer of sending and acknowledging', () => {
    const rate = new DeliveryRate()
    const chunks = [0, 1, 2, 3].map((index) => ({
      end: (index + 1) * MSS,
      sentUs: 10_000 * index,
      sendState: undefined,
    }))
    for (const [index, chunk] of chunks.entries())
      rate.sent(sender(10_000 * index, 0, index), chunk)
    // Four segments sent in 30 ms, acknowledged together 100 ms after the last: since the first
    // left, 130 ms.
    for (const chunk of chunks) rate.delivered(chunk)
    assert.deepEqual(rate.sample(sender(130_000, 4, 0), 4), {
      delivered: 4,
      intervalUs: 130_000,
      priorDelivered: 0,
      limit: 'path',
    })
  })

  it('tells the application’s limit from the path’s until what was in flight is delivered', () => {
    const rate = new DeliveryRate()
    rate.noteApplication(sender(0, 3, 2))
    assert.equal(rate.limit, 'application')
    rate.sample(sender(100_000, 5, 0), 2)
    assert.equal(rate.limit, 'application')
    rate.sample(sender(100_000, 6, 0), 1)
    assert.equal(rate.limit, 'path')
  })

  it('says nothing of an interval shorter than the least round trip', () => {
    const rate = new DeliveryRate()
    const chunk = { end: MSS, sentUs: 0, sendState: undefined }
    rate.sent(sender(0, 0, 0), chunk)
    rate.delivered(chunk)
    assert.equal(rate.sample(sender(99_999, 1, 0), 1), undefined)
  })

  it('starts at a gain of 2/ln 2 and drains after three rounds without growth', () => {
    const bbr = new Bbr(Random.seeded('bbr'))
    let nowUs = 0
    let delivered = 0
    // Ten segments a round of 100 ms, whatever the window.
    const round = (): string => {
      const chunks = Array.from({ length: 10 }, (_, index) => ({
        end: (delivered + index + 1) * MSS,
        sentUs: nowUs,
        sendState: undefined,
      }))
      for (const chunk of chunks) bbr.sent(sender(nowUs, delivered, 10), chunk)
      nowUs += 100_000
      delivered += 10
      for (const chunk of chunks) bbr.delivered(chunk)
      bbr.sampled(sender(nowUs, delivered, 90), 100_000)
      bbr.answered(sender(nowUs, delivered, 90), 10, 0)
      return bbr.mode
    }
    // The first round sets the mark; three do not pass it by a quarter.
    assert.deepEqual(
      [round(), round(), round(), round()],
      ['startup', 'startup', 'startup', 'drain'],
    )
    assert.equal(bbr.bandwidth, 10 / 100_000)
    // 100 segments a second of 1448 octets · 1/2.887 · 0.99.
    assert.ok(Math.abs(bbr.pacing.rate - (100 * MSS * 0.99) / 2.887) < 500, `${bbr.pacing.rate}`)
  })
})

describe('windowed maximum', () => {
  it('forgets the greatest after its rounds', () => {
    const maximum = new WindowedMaximum(10)
    assert.equal(maximum.value, 0)
    for (const [round, value] of [
      [1, 5],
      [2, 3],
      [8, 4],
    ] as const)
      maximum.note(round, value)
    assert.equal(maximum.value, 5)
    maximum.note(11, 1)
    assert.equal(maximum.value, 5)
    maximum.note(12, 1)
    assert.equal(maximum.value, 4)
  })
})

describe('pacing', () => {
  it('gives a sender that was quiet half a group’s time back', () => {
    const pacing = new Pacing()
    pacing.rate = 1_000_000
    // The ten free ones: of the tenth on, 1000 octets take a millisecond.
    pacing.sent(START, 9_000, 9)
    assert.equal(pacing.holds(START), false)
    pacing.sent(START, 1_000, 1)
    assert.equal(pacing.holds(START), true)
    assert.equal(pacing.due, 1_000_000)
    const later = plus(START, milliseconds(5))
    assert.equal(pacing.holds(later), false)
    pacing.sent(later, 1_000, 1)
    assert.equal(pacing.holds(later), true)
    assert.equal(pacing.due, plus(later, microseconds(500)))
  })
})

describe('bbr against losses', () => {
  it('is deterministic', () => {
    const run = (): unknown =>
      upload(60 * MSS, { settings: { ...LINUX, congestion: 'bbr' }, lost: new Set([3, 9, 14]) })
    assert.deepEqual(run(), run())
  })
})
