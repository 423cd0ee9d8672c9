import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { Random } from '../../src/random.ts'
import type { Happening } from '../../src/scenario/happening.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { bytes, plus, seconds, toMilliseconds } from '../../src/units.ts'
import type { Crossing } from '../../src/world/contact.ts'
import { happen } from '../../src/world/happenings.ts'
import { Network } from '../../src/world/network.ts'

const SENT = { packets: 0, linkBytes: 0, arrivedBytes: 0, streamBytes: 0, retransmitted: 0 }

/**
 * What comes of it within ten seconds: what each break is said to have taken, and who was cut when. Beside
 * the connection that there is, another is opened after two seconds.
 */
function whatHappens(happening: Happening) {
  const clock = new VirtualClock()
  const link = { up: [], down: [] } as const
  const access = { link, mtu: bytes(1500) }
  const made = new Link<LinkBody>({ settings: link, clock, random: Random.seeded('happenings') })
  const taken: string[] = []
  const cuts: (readonly [seconds: number, who: string])[] = []
  const ignore = (): void => {}
  const named = (who: string): Crossing => ({
    ...{ traffic: { up: SENT, down: SENT }, state: 'whole' as const },
    ...{ orphan: ignore, sleep: ignore, wake: ignore },
    cut: () => cuts.push([toMilliseconds(clock.now()) / 1000, who]),
  })
  const contacts = [named('first')]
  clock.at(plus(clock.now(), seconds(2)), () => contacts.push(named('second')))
  const until = plus(clock.now(), seconds(10))
  happen(happening, {
    network: new Network({ link: made, access, clock }),
    accessOf: () => access,
    // Those of a proxy are another list each time.
    contacts: () => [...contacts],
    changeAddress: ignore,
    broke: (what) => taken.push(what),
    mended: ignore,
    after: (delay, task) => {
      clock.at(plus(clock.now(), delay), task)
    },
    now: () => clock.now(),
    until,
    tell: ignore,
    server: { stop: ignore, start: ignore },
  })
  while ((clock.next() ?? until) < until) clock.step()
  return { taken, cuts }
}

const told = { kind: 'nothing' } as const
const lasts = seconds(1)

describe('what happens', () => {
  for (const [happening, expected] of [
    [{ kind: 'outage', lasts, told }, ['nothing']],
    [{ kind: 'hold', lasts }, []],
    [{ kind: 'asleep', lasts, budget: undefined }, ['nothing']],
    [{ kind: 'address-change', lasts, told, profile: undefined }, ['connections']],
    [{ kind: 'forgotten', by: 'silence' }, ['connections']],
    [{ kind: 'server-restart', lasts, sessions: 'kept' }, ['connections']],
  ] as const) {
    it(`takes ${expected.join() || 'and breaks nothing'}: ${happening.kind}`, () => {
      assert.deepEqual(whatHappens(happening).taken, expected)
    })
  }

  it('takes a connection that has been idle, whatever has happened before a middlebox forgets it', () => {
    const { taken } = whatHappens({ kind: 'idle-middlebox', idle: seconds(2), by: 'reset' })
    assert.equal(taken[0], 'connections')
  })

  it('meets connections that are opened while it goes on, too', () => {
    const lasts = seconds(5)
    const { cuts } = whatHappens({ kind: 'address-change', lasts, told, profile: undefined })
    assert.deepEqual(cuts, [
      [0, 'first'],
      [5, 'first'],
      [5, 'second'],
    ])
    const idle = whatHappens({ kind: 'idle-middlebox', idle: seconds(3), by: 'silence' }).cuts
    // It looks at them as it begins, and then after each twentieth of three seconds: the second is there for
    // the first time after 2.1 s.
    const when = (who: string) => idle.find(([, whose]) => whose === who)?.[0]
    assert.deepEqual([when('first'), when('second')], [3, 5.1])
  })
})
