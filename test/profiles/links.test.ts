/** Resolved profiles on the real link: what is drawn is what the link understands. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { linkDrawer } from '../../src/profiles/draw.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { type Overrides, resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { type Bytes, instant, milliseconds, seconds, toMilliseconds } from '../../src/units.ts'
import { shipped } from './shipped.ts'

const PINGS = 20

/** Round trips of pings sent every 500 ms, in milliseconds; undefined where one was lost. */
function pings(name: string, trial: number, overrides: Overrides = {}): (number | undefined)[] {
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
    clock.at(instant(milliseconds(ping * 500)), () => {
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
      const found = pings(name, 0, { rtt: milliseconds(1), loss: 0 })
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

  it('wakes the radio once, for the first packet: lte_good', () => {
    // Pings every 500 ms keep the radio awake. A trial whose jitter is small shows it plainly.
    const calm = [...Array(50).keys()]
      .map((trial) => pings('lte_good', trial))
      .filter((found) => found.every((time) => time !== undefined))
    const extra = calm.map(
      ([first = 0, ...rest]) => first - Math.max(...rest.map((time) => time ?? 0)),
    )
    // Promotion takes 260 to 330 ms; the median of the trials is not an unlucky one's jitter.
    const middle = extra.toSorted((a, b) => a - b)[Math.floor(extra.length / 2)] ?? 0
    assert.ok(calm.length > 40 && middle > 240 && middle < 330, `${middle}`)
  })
})
