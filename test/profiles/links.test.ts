/** Resolved profiles on the real link: what is drawn is what the link understands. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { linkDrawer } from '../../src/profiles/draw.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { type Overrides, resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import {
  type Bytes,
  type Duration,
  instant,
  milliseconds,
  seconds,
  toMilliseconds,
} from '../../src/units.ts'
import { shipped } from './shipped.ts'

const PINGS = 20

interface Pinging {
  readonly every?: Duration
  readonly overrides?: Overrides
}

/** Round trips of pings in milliseconds; undefined where one was lost. */
function pings(
  name: string,
  trial: number,
  { every = milliseconds(500), overrides = {} }: Pinging = {},
): (number | undefined)[] {
  const random = Random.seeded('links').fork(trial)
  const { link: settings, mtu } = linkDrawer(resolveProfile(shipped(name), overrides))(random)
  const clock = new VirtualClock()
  const sentAt: number[] = []
  const found: (number | undefined)[] = Array.from({ length: PINGS }, () => undefined)
  const flow = new Link<number>({
    settings,
    clock,
    random: random.fork('link'),
  }).flow({
    deliver: (direction, packet) => {
      if (direction === 'up') flow.send('down', { size: mtu, body: packet.body })
      else found[packet.body] = elapsed(packet.body)
    },
  })
  const elapsed = (ping: number): number =>
    toMilliseconds(clock.now()) - (sentAt[ping] ?? Number.NaN)
  for (let ping = 0; ping < PINGS; ping += 1) {
    clock.at(instant((ping * every) as Duration), () => {
      sentAt[ping] = toMilliseconds(clock.now())
      flow.send('up', { size: 40 as Bytes, body: ping })
    })
  }
  clock.run(instant(seconds(3600)))
  return found
}

describe('every profile', () => {
  for (const name of PROFILE_NAMES) {
    it(`makes links that carry packets: ${name}`, () => {
      const found = Array.from({ length: 25 }, (_, trial) => pings(name, trial)).flat()
      const answered = found.filter((time) => time !== undefined)
      assert.ok(answered.length > found.length / 2)
      assert.ok(answered.every((time) => time > 0))
    })

    it(`takes the values of the command line: ${name}`, () => {
      // A round trip shorter than any jitter of the profile: delays are clamped, never negative.
      const found = pings(name, 0, { overrides: { rtt: milliseconds(1), loss: 0 } })
      assert.ok(found.some((time) => time !== undefined && time > 0))
    })
  }

  it('has the round trip that it states: ideal', () => {
    assert.deepEqual(
      pings('ideal', 0),
      Array.from({ length: PINGS }, () => 1000),
    )
  })

  it('has the round trip that it states: gprs_industry', () => {
    // 1300 ms; 40 B at 32 kbit/s is 10 ms and 1440 B at 35 kbit/s 329.14 ms, which leaves room
    // between pings 500 ms apart; jitter adds 0 to 400 ms. Packets do not overtake, so a ping
    // may also wait for the one before it, but not longer than that one's jitter.
    for (const time of pings('gprs_industry', 1)) {
      assert.ok(time !== undefined && time >= 1639.1 && time <= 2039.2, `${time}`)
    }
  })

  it('wakes the radio for the first packet, and no later one: lte_good', () => {
    // Pings every 150 ms: no radio falls asleep after less than 200 ms.
    const trials = 400
    const answered = [...Array(trials).keys()]
      .map((trial) => pings('lte_good', trial, { every: milliseconds(150) }))
      .filter(isAnswered)
    assert.ok(answered.length > 0.9 * trials)
    const later = answered.map((found) => middleOf(found.slice(4)))
    const extra = (ping: number): number =>
      middleOf(answered.map((found, trial) => (found[ping] ?? 0) - (later[trial] ?? 0)))
    // On trains the first ping took 129 ms longer at the median: here 33 in 75 of the radios that
    // are idle, p33 of their wake-up, and the quarter that sleeps. Between p25 and p75, 40 and
    // 208 ms, are half of the trials: 4 deviations of 0.5 / √400 / (0.5 / 168 ms) = 8 ms.
    assert.ok(Math.abs(extra(0) - 129) < 34, `${extra(0)}`)
    // After 450 ms all radios are awake, of which none takes more than 321 ms; what is left is
    // jitter, whose quartiles are 5 and 6.4 ms away: 4 deviations of 0.5 / √400 / (0.5 / 11.4 ms).
    assert.ok(Math.abs(extra(3)) < 2.3, `${extra(3)}`)
  })
})

const isAnswered = (found: (number | undefined)[]): found is number[] =>
  found.every((time) => time !== undefined)

const middleOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
