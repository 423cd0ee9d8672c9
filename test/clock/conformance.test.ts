/** What every clock promises, checked on every clock. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { Clock } from '../../src/clock/clock.ts'
import { RealClock } from '../../src/clock/real.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Call } from '../../src/engine.ts'
import type { Instant } from '../../src/units.ts'
import { microseconds, milliseconds, plus } from '../../src/units.ts'

interface Subject {
  readonly clock: Clock
  /** Resolves when nothing is left to run. */
  readonly settle: () => Promise<void>
}

const virtual = (): Subject => {
  const clock = new VirtualClock()
  return { clock, settle: async () => clock.runUntilIdle() }
}

const real = (): Subject => {
  const clock = new RealClock()
  return {
    clock,
    settle: async () => {
      while (clock.pending > 0) await new Promise(setImmediate)
    },
  }
}

/**
 * A machine may stall between two lines, for longer than the times that are handed in are ahead;
 * late ones are then ordered by when they came. So the attempt says whether all were in time.
 */
async function untilInTime(attempt: () => Promise<boolean>): Promise<void> {
  while (!(await attempt()));
}

for (const [name, make] of Object.entries({ virtual, real })) {
  describe(`a ${name} clock`, () => {
    it('runs tasks in the order of their times, whatever the order they came in', async () => {
      await untilInTime(async () => {
        const { clock, settle } = make()
        const start = clock.now()
        const ran: number[] = []
        for (const ms of [3, 1, 5, 2, 4]) {
          clock.at(plus(start, milliseconds(ms)), () => ran.push(ms))
        }
        const inTime = clock.now() < plus(start, milliseconds(1))
        await settle()
        if (inTime) assert.deepEqual(ran, [1, 2, 3, 4, 5])
        return inTime
      })
    })

    it('runs tasks for the same time in the order they came in', async () => {
      const { clock, settle } = make()
      const at = plus(clock.now(), milliseconds(2))
      const ran: number[] = []
      for (let i = 0; i < 50; i += 1) clock.at(at, () => ran.push(i))
      await settle()
      assert.deepEqual(
        ran,
        Array.from({ length: 50 }, (_, i) => i),
      )
    })

    it('runs no task before its time, and its time never runs backwards', async () => {
      const { clock, settle } = make()
      const start = clock.now()
      const seen: { readonly due: Instant; readonly now: Instant }[] = []
      for (const us of [100, 999, 1001, 1500, 2999, 4200, 7000]) {
        const due = plus(start, microseconds(us))
        clock.at(due, () => seen.push({ due, now: clock.now() }))
      }
      await settle()
      assert.equal(seen.length, 7)
      let previous = start
      for (const { due, now } of seen) {
        assert.ok(now >= due, `${now} is before ${due}`)
        assert.ok(now >= previous, `${now} is before ${previous}`)
        previous = now
      }
    })

    it('never runs a task within `at`, even if it is due now', async () => {
      const { clock, settle } = make()
      const ran: string[] = []
      clock.at(clock.now(), () => ran.push('task'))
      ran.push('after at')
      await settle()
      assert.deepEqual(ran, ['after at', 'task'])
    })

    it('runs what a task hands in, at once if it is due', async () => {
      await untilInTime(async () => {
        const { clock, settle } = make()
        const ran: string[] = []
        let inTime = false
        clock.at(clock.now(), () => {
          ran.push('outer')
          const later = plus(clock.now(), milliseconds(1))
          clock.at(later, () => ran.push('later'))
          clock.at(clock.now(), () => ran.push('now'))
          inTime = clock.now() < later
        })
        await settle()
        if (inTime) assert.deepEqual(ran, ['outer', 'now', 'later'])
        return inTime
      })
    })

    it('does not run what was cancelled: before, by another task of the same time, twice', async () => {
      const { clock, settle } = make()
      const at = plus(clock.now(), milliseconds(2))
      const ran: string[] = []
      const cancelFirst = clock.at(at, () => ran.push('first'))
      clock.at(at, () => {
        ran.push('second')
        cancelThird()
      })
      const cancelThird = clock.at(at, () => ran.push('third'))
      const cancelFourth = clock.at(at, () => ran.push('fourth'))
      cancelFirst()
      cancelFirst()
      await settle()
      cancelFourth() // has run: harmless
      assert.deepEqual(ran, ['second', 'fourth'])
    })

    it('runs a task that is set again once, at the later or the earlier time, behind its like', async () => {
      await untilInTime(async () => {
        const { clock, settle } = make()
        const start = clock.now()
        const ran: string[] = []
        const [putOff, broughtForward, again] = ['put off', 'brought forward', 'again'].map(
          (name) => new Call(() => ran.push(name)),
        ) as [Call, Call, Call]
        const inMs = (ms: number): Instant => plus(start, milliseconds(ms))
        clock.set(putOff, inMs(2))
        clock.set(broughtForward, inMs(6))
        clock.set(again, inMs(3))
        clock.at(inMs(4), () => ran.push('4 ms'))
        clock.at(inMs(3), () => ran.push('3 ms'))
        clock.set(putOff, inMs(5))
        clock.set(broughtForward, inMs(2))
        clock.set(again, inMs(3))
        const inTime = clock.now() < inMs(2)
        await settle()
        if (inTime) {
          assert.deepEqual(ran, ['brought forward', '3 ms', 'again', '4 ms', 'put off'])
        }
        clock.clear(putOff) // has run: harmless
        clock.set(putOff, clock.now())
        clock.set(again, clock.now())
        clock.clear(again)
        await settle()
        assert.deepEqual(ran.slice(5), inTime ? ['put off'] : ran.slice(5))
        return inTime
      })
    })

    it('refuses a time that is not a number', () => {
      const { clock } = make()
      assert.throws(() => clock.at(Number.NaN as Instant, () => {}), /Expected a time/)
    })
  })
}
