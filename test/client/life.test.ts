/** A life by itself: what it does about what it is told, at the instants that its policy says. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Life } from '../../src/client/life.ts'
import type { LifeInput, LifeOutput } from '../../src/client/signals.ts'
import { loadPolicy } from '../../src/files/policies.ts'
import { accepted } from '../../src/json/input-error.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { Random } from '../../src/random.ts'
import { type Instant, seconds } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'

const READY: LifeInput = {
  kind: 'ready',
  stream: 'managed',
  way: 'resumed',
  presence: 'unsaid',
  carried: [],
}

const OVERDUE: LifeInput = {
  kind: 'lost',
  end: { kind: 'lost', failure: { code: 'timeout', detail: 'no answer' } },
}

/** A life, and what it puts out, with the seconds at which it does. */
class Lived {
  readonly outputs: (readonly [at: number, output: LifeOutput])[] = []
  readonly #life: Life

  constructor(policy: Policy) {
    this.#life = new Life({
      policy,
      random: Random.seeded(1),
      domain: 'localhost',
      patience: seconds(300),
    })
  }

  tell(input: LifeInput, at: number): void {
    this.#life.handle(input, (at * 1e9) as Instant)
    this.#drain(at)
  }

  /** Until it wants nothing more, or tries `attempts` times in vain: each takes a second. */
  failsUntilItGivesUp(attempts: number): void {
    for (let count = 0; count < attempts; count += 1) {
      const due = this.#life.deadline()
      if (due === undefined) return
      this.#life.wake(due)
      this.#drain(due / 1e9)
      this.tell({ kind: 'failed' }, due / 1e9 + 1)
    }
  }

  /** What is due next is done. */
  wakes(): void {
    const due = this.#life.deadline()
    if (due === undefined) return
    this.#life.wake(due)
    this.#drain(due / 1e9)
  }

  #drain(at: number): void {
    for (let output = this.#life.poll(); output !== undefined; output = this.#life.poll()) {
      this.outputs.push([at, output])
    }
  }

  /** When attempts began, in seconds. */
  get attempts(): readonly number[] {
    return this.outputs.flatMap(([at, { kind }]) => (kind === 'attempt' ? [at] : []))
  }

  get questions(): readonly unknown[] {
    return this.outputs.flatMap(([at, output]) =>
      output.kind === 'order' && output.order.kind === 'ask' ? [[at, output.order.within]] : [],
    )
  }
}

const shipped = (name: string): Policy => accepted(loadPolicy(name, 'policy')).policy

const online = (policy: string | Policy): Lived => {
  const lived = new Lived(typeof policy === 'string' ? shipped(policy) : policy)
  lived.tell({ kind: 'begin' }, 0)
  lived.tell(READY, 1)
  return lived
}

describe('a life', () => {
  it('gives up for good after as many attempts as its policy allows', () => {
    const lived = online('fluux')
    lived.tell({ kind: 'lost', end: { kind: 'left' } }, 100)
    lived.failsUntilItGivesUp(20)
    // The loss is followed by 1 s, then 2, 4 … each behind a second of trying, 120 s at most.
    assert.deepEqual(lived.attempts, [0, 101, 104, 109, 118, 135, 168, 233, 354, 475, 596])
    assert.equal(lived.attempts.length, 1 + 10)
  })

  it('comes back after silence when its policy says, and calls that no failure', () => {
    const lived = online('qxmpp')
    lived.tell(OVERDUE, 100)
    lived.failsUntilItGivesUp(3)
    // 1 s after it asked in vain; then 10 s behind each second of trying. After an end 10 s at once.
    assert.deepEqual(lived.attempts, [0, 101, 112, 123])
    const ended = online('qxmpp')
    ended.tell({ kind: 'lost', end: { kind: 'left' } }, 100)
    ended.failsUntilItGivesUp(1)
    assert.deepEqual(ended.attempts, [0, 110])
  })

  it('closes first behind a question of its own, and backs off as after any loss', () => {
    const lived = online('fluux')
    lived.tell(OVERDUE, 100)
    lived.failsUntilItGivesUp(3)
    // 2 s for the end of the stream, 2 s for that of the socket and 1 s; then 2 and 4 s behind a second of trying.
    assert.deepEqual(lived.attempts, [0, 105, 108, 113])
    const alone = online('xmpp.js')
    alone.tell(OVERDUE, 100)
    alone.failsUntilItGivesUp(2)
    assert.deepEqual(alone.attempts, [0, 105, 107])
  })

  it('closes nothing behind a question out of turn, unless that was answered', () => {
    const lived = online('fluux')
    lived.tell({ kind: 'network' }, 100)
    lived.tell(OVERDUE, 110)
    lived.failsUntilItGivesUp(2)
    // 10 s for the answer, then 1 and 2 s.
    assert.deepEqual(lived.attempts, [0, 111, 114])
    const answered = online('fluux')
    answered.tell({ kind: 'network' }, 100)
    answered.tell({ kind: 'answered' }, 101)
    answered.tell(OVERDUE, 200)
    answered.failsUntilItGivesUp(1)
    assert.deepEqual(answered.attempts, [0, 205])
  })

  it('counts delays from the beginning of what failed where its policy does', () => {
    const lived = online('conversations')
    lived.tell({ kind: 'lost', end: { kind: 'left' } }, 100)
    lived.failsUntilItGivesUp(4)
    // At once; then 32, 42 and 54 s from the beginning of the attempt before.
    assert.deepEqual(lived.attempts, [0, 100, 132, 174, 228].slice(0, lived.attempts.length))
    assert.equal(lived.attempts.length, 5)
  })

  it('gives an attempt no longer to connect than to be ready', () => {
    const limits = { connect: seconds(10), login: seconds(5) }
    for (const stage of ['connecting', 'connected'] as const) {
      const lived = online({ ...shipped('conversations'), limits })
      lived.tell({ kind: 'lost', end: { kind: 'left' } }, 100)
      lived.wakes()
      if (stage === 'connected') lived.tell({ kind: 'connected' }, 103)
      lived.wakes()
      const given = lived.outputs.filter(([, { kind }]) => kind === 'let-go').map(([at]) => at)
      assert.deepEqual(given, [105], stage)
    }
  })

  it('forgets its failures when the network changes, where its policy does', () => {
    const lived = online('conversations')
    lived.tell({ kind: 'lost', end: { kind: 'left' } }, 100)
    lived.failsUntilItGivesUp(3)
    lived.tell({ kind: 'network' }, 180)
    lived.tell({ kind: 'failed' }, 181)
    lived.failsUntilItGivesUp(1)
    // At 180 at once, and then 32 s from then as after the first failure.
    assert.deepEqual(lived.attempts.slice(-2), [180, 212])
  })

  it('asks behind what it says, and waits for ever where its policy holds nothing for dead', () => {
    const lived = online('gajim')
    lived.tell({ kind: 'compose', message: element('message', CLIENT) }, 10)
    const said = lived.outputs.flatMap(([at, output]) =>
      output.kind === 'order' && output.order.kind === 'say'
        ? [[at, output.order.element.name]]
        : [],
    )
    assert.deepEqual(said, [
      [10, 'message'],
      [10, 'r'],
    ])
    assert.deepEqual(lived.questions, [])
  })

  it('waits less for an answer when a push has woken it than when its user has', () => {
    for (const [by, timeout] of [
      ['user', seconds(15)],
      ['push', seconds(1)],
    ] as const) {
      const lived = online('conversations')
      lived.tell({ kind: 'slept' }, 10)
      lived.tell({ kind: 'woke', by }, 20)
      assert.deepEqual(lived.questions, [[20, timeout]])
    }
  })
})
