/** What every clock promises, checked on every clock. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { Clock } from '../../src/clock/clock.ts'
import { RealClock } from '../../src/clock/real.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
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

/** Settled when every task has run or been cancelled, those too that tasks hand in. */
const real = (): Subject => {
  const clock = new RealClock()
  const pending = new Set<symbol>()
  let settled: () => void = () => {}
  const done = (task: symbol): void => {
    pending.delete(task)
    if (pending.size === 0) settled()
  }
  return {
    clock: {
      now: () => clock.now(),
      at: (time, task) => {
        const id = Symbol()
        const cancel = clock.at(time, () => {
          task()
          done(id)
        })
        pending.add(id)
        return () => {
          cancel()
          done(id)
        }
      },
    },
    settle: async () => {
      if (pending.size > 0) await new Promise<void>((resolve) => (settled = resolve))
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

    it('refuses a time that is not a number', () => {
      const { clock } = make()
      assert.throws(() => clock.at(Number.NaN as Instant, () => {}), /Expected a time/)
    })
  })
}
