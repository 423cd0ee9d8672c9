/** Whoever waits for a real session to end waits no longer than somebody has the time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Hurry } from '../../src/attach/live/hurry.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { SessionWindow } from '../../src/run/live/lives/window.ts'
import { instant, seconds } from '../../src/units.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'

const KEPT_FOR = 10

/** An hour after it broke, for a session that is kept for ten seconds. */
function overdue(real: VirtualClock, hurry: Hurry): SessionWindow {
  const virtual = new VirtualClock()
  const window = new SessionWindow({ virtual, real }, hurry)
  window.ready({ way: 'bound', sm: { keptFor: KEPT_FOR } } as unknown as ReadyStream)
  window.seen({ kind: 'broke' })
  virtual.at(instant(seconds(3_600)), () => {})
  while (virtual.step()) {}
  window.attempting(() => {})
  return window
}

describe('a session that is over', () => {
  it('is waited for until the server has seen that, too', async () => {
    const real = new VirtualClock()
    const window = overdue(real, new Hurry())
    const waited = window.waitOut()
    while (real.step()) {}
    await waited
    assert.deepEqual([real.now(), window.isGivenUp], [seconds(KEPT_FOR + 1), false])
  })

  it('is waited for no longer when somebody interrupts', async () => {
    const real = new VirtualClock()
    const hurry = new Hurry()
    const window = overdue(real, hurry)
    const waited = window.waitOut()
    hurry.begin()
    await waited
    assert.equal(window.isGivenUp, true)
    // Nor is anybody woken for it later.
    assert.equal(real.step(), false)
  })
})
