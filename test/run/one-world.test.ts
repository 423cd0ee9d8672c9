/** Chapters of a client's life on one link, clock and server: each begins where the last ended. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Impairment } from '../../src/link/impairments.ts'
import type { Attempt } from '../../src/run/simulated/attempt.ts'
import { type Duration, type Instant, milliseconds, seconds } from '../../src/units.ts'
import { type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import { World } from './world.ts'

const MS = 1_000_000
const delay: Impairment = { kind: 'delay', delay: milliseconds(50) }
const radio: Impairment = {
  kind: 'radio',
  promotion: milliseconds(300),
  idleAfter: seconds(10),
  initially: 'idle',
}

/** A world whose link has these before 50 ms of delay, each way. */
const worldWith = (...impairments: readonly Impairment[]): World => {
  const stages = [...impairments, delay]
  return new World({ up: stages, down: stages })
}

interface Chapter {
  readonly took: number
  readonly memory: Memory
}

/** Connects, stays for a while, is cut off. */
const chapter = (world: World, attempt: Attempt, stay: Duration): Chapter => {
  const from = world.clock.now()
  const outcome = attempt.run()
  assert.ok(outcome.kind === 'ready')
  const took = world.clock.now() - from
  attempt.linger(stay)
  const memory = remember(outcome.stream)
  attempt.lose()
  return { took, memory }
}

/** When the last packet of a flow crossed the radio, which is before the delay. */
const lastEntered = (world: World): number =>
  Math.max(...world.packets.map(({ kind, at }) => (kind === 'entered' ? at : 0)))

describe('a second connection in the world of the first', () => {
  it('resumes what the first left at the same server', () => {
    const world = worldWith()
    const { memory } = chapter(world, world.attempt('legacy-direct'), seconds(1))
    const cutAt = world.clock.now()
    world.clock.run((cutAt + 5e9) as Instant)
    chapter(world, world.attempt('legacy-resume-direct', memory), seconds(1))
    assert.notEqual(world.when(1, 'heard', '<resumed'), undefined)
    // The first flow is silent from the cut on, at either end.
    const late = world.packets.filter((one) => one.flow === 0 && one.at > cutAt)
    assert.deepEqual(late, [])
    assert.ok(world.packets.some((one) => one.flow === 1 && one.at > cutAt))
  })

  it('finds the radio as the first has left it', () => {
    /** What three chapters take: at once, 5 s after the last packet, and just 10 s after it. */
    const times = (...impairments: readonly Impairment[]): number[] => {
      const world = worldWith(...impairments)
      const first = chapter(world, world.attempt('legacy-direct'), seconds(1))
      world.clock.run((lastEntered(world) + 5e9) as Instant)
      const second = chapter(world, world.attempt('legacy-resume-direct', first.memory), seconds(1))
      world.clock.run((lastEntered(world) + 10e9) as Instant)
      const third = chapter(world, world.attempt('legacy-resume-direct', second.memory), seconds(1))
      return [first.took, second.took, third.took]
    }
    const [first = 0, second = 0, third = 0] = times()
    // Idle at first: 300 ms; awake 5 s later; idle again after 10 s of silence.
    assert.deepEqual(times(radio), [first + 300 * MS, second, third + 300 * MS])
  })

  it('meets the outage that began while nobody was connected', () => {
    const outage: Impairment = { kind: 'outage', start: seconds(4), duration: seconds(2) }
    const world = worldWith(outage)
    const { memory } = chapter(world, world.attempt('legacy-direct'), seconds(1))
    world.clock.run(5e9 as Instant)
    chapter(world, world.attempt('legacy-resume-direct', memory), seconds(1))
    const syns = world.packets.filter(({ flow, direction }) => flow === 1 && direction === 'up')
    // The SYN of 5 s is lost; repeated after 1 s (RFC 6298 §2.1), when the outage is just over.
    assert.deepEqual(
      syns.slice(0, 3).map(({ kind, at }) => [kind, Math.round(at / 1e9)]),
      [
        ['entered', 5],
        ['dropped', 5],
        ['entered', 6],
      ],
    )
  })

  it('goes on over another link, as after a handover in mid-connection', () => {
    const staying = worldWith(radio)
    const stayed = chapter(staying, staying.attempt('legacy-direct'), seconds(0))
    const world = worldWith(radio)
    const attempt = world.attempt('legacy-direct')
    // Behind the radio's 300 ms the SYN is heard at 350, its answer at 400, and what the client
    // says then at 450. At that moment the device goes over to Wi-Fi, 10 ms each way.
    world.clock.at((450 * MS) as Instant, () => {
      const near: Impairment = { kind: 'delay', delay: milliseconds(10) }
      world.link.change({ up: [near], down: [near] })
    })
    const { took } = chapter(world, attempt, seconds(0))
    // The answer is heard at 460 instead of 500; each wait from then on is 20 ms instead of 100.
    assert.equal(took, 450 * MS + 10 * MS + (stayed.took - 500 * MS) / 5)
  })
})
