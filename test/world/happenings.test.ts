import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { Random } from '../../src/random.ts'
import type { Happening } from '../../src/scenario/happening.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { bytes, plus, seconds } from '../../src/units.ts'
import type { Crossing } from '../../src/world/contact.ts'
import { happen } from '../../src/world/happenings.ts'
import { Network } from '../../src/world/network.ts'

const SENT = { packets: 0, linkBytes: 0, arrivedBytes: 0, streamBytes: 0, retransmitted: 0 }

/** What each break is said to have taken within ten seconds. */
function taken(happening: Happening): readonly string[] {
  const clock = new VirtualClock()
  const link = { up: [], down: [] } as const
  const access = { link, mtu: bytes(1500) }
  const made = new Link<LinkBody>({ settings: link, clock, random: Random.seeded('happenings') })
  const all: string[] = []
  const ignore = (): void => {}
  const contact: Crossing = {
    ...{ traffic: { up: SENT, down: SENT }, state: 'whole' as const },
    ...{ cut: ignore, orphan: ignore, sleep: ignore, wake: ignore },
  }
  const until = plus(clock.now(), seconds(10))
  happen(happening, {
    network: new Network({ link: made, access, clock }),
    accessOf: () => access,
    contacts: [contact],
    changeAddress: ignore,
    broke: (what) => all.push(what),
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
  return all
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
      assert.deepEqual(taken(happening), expected)
    })
  }

  it('takes a connection that has been idle, whatever has happened before a middlebox forgets it', () => {
    const [first] = taken({ kind: 'idle-middlebox', idle: seconds(2), by: 'reset' })
    assert.equal(first, 'connections')
  })
})
