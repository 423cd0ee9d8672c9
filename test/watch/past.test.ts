import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instant, seconds } from '../../src/units.ts'
import { Past, wasLeft } from '../../src/watch/past.ts'

const ALICE = { account: 'alice@localhost', client: 'phone' }
const ANYBODY = { ...ALICE, client: '' }
const session = (id: string, holder = ALICE) => ({
  id,
  address: `${holder.account}/${id}`,
  holder,
  seconds: 600,
})
const at = (second: number) => instant(seconds(second))
const attached = (connection = 1, holder = ALICE): Past => {
  const past = new Past()
  past.attached(session('1', holder), connection, at(0))
  return past
}
const ids = (past: Past, second: number, holder = ALICE): string[] =>
  past.resumable(holder, at(second)).map(({ id }) => id)

describe('what earlier connections left', () => {
  it('waits for its client after the loss of the connection as long as the server said', () => {
    const past = attached()
    past.lost('1', 1, at(10))
    assert.deepEqual(ids(past, 11), ['1'])
    assert.deepEqual(ids(past, 609), ['1'])
    assert.deepEqual(ids(past, 610), []) // 10 + 600
  })

  it('is nobody else’s, and of who does not say who it is, that of any other who does not', () => {
    const past = attached()
    past.lost('1', 1, at(0))
    assert.deepEqual(ids(past, 1, { ...ALICE, client: 'laptop' }), [])
    assert.deepEqual(ids(past, 1, { ...ALICE, account: 'bob@localhost' }), [])
    assert.deepEqual(ids(past, 1, ANYBODY), [])
    past.attached(session('2', ANYBODY), 2, at(0))
    assert.deepEqual(ids(past, 1, ANYBODY), ['2'])
    assert.deepEqual(ids(past, 1), ['1'])
  })

  it('is not lost by a connection that another one has taken it from', () => {
    const past = attached(1)
    const [taken] = past.resumable(ALICE, at(0))
    past.attached(session('1'), 2, at(1))
    past.lost('1', 1, at(1))
    past.ended('1', 1)
    const [kept] = past.resumable(ALICE, at(1))
    assert.deepEqual([taken?.state, kept?.state], [{ kind: 'over' }, { kind: 'connected' }])
    past.lost('1', 2, at(2))
    assert.deepEqual(kept?.state, { kind: 'lost', until: at(602) })
  })

  it('ends with a goodbye, and when the same installation binds anew', () => {
    const past = attached()
    past.ended('1', 1)
    assert.equal(past.session('1'), undefined)
    past.attached(session('2'), 2, at(0))
    past.attached(session('3', { ...ALICE, client: 'laptop' }), 3, at(0))
    past.displaced(ALICE, 4)
    assert.equal(past.session('2'), undefined)
    assert.equal(past.session('3')?.id, '3')
  })

  it('is bounded, whoever comes: the oldest go first', () => {
    const past = new Past()
    for (let i = 0; i < 1_500; i += 1) {
      const holder = { ...ALICE, client: `client ${i}` }
      past.attached(session(String(i), holder), i, at(0))
      past.came(holder)
      past.issued(holder)
    }
    // 1,000 are kept: those from 500 on.
    for (const [i, kept] of [
      [0, false],
      [499, false],
      [500, true],
      [1_499, true],
    ] as const) {
      const holder = { ...ALICE, client: `client ${i}` }
      assert.equal(past.session(String(i)) !== undefined, kept)
      assert.equal(past.knows(holder), kept)
      assert.equal(past.holdsToken(holder), kept)
    }
  })
})

describe('a session', () => {
  /** What is known at 10 s by a client that came at 5 s. */
  const leftFor = (
    client: { readonly account: string; readonly client: string },
    then: (past: Past) => void,
  ): boolean => {
    const past = attached(1, client)
    const [found] = past.resumable(client, at(5))
    assert.ok(found)
    then(past)
    return wasLeft(found, at(5))
  }

  it('was left by a client that is back, whether or not its old connection was seen to close', () => {
    assert.equal(
      leftFor(ALICE, () => {}),
      true,
    )
    assert.equal(
      leftFor(ALICE, (past) => past.lost('1', 1, at(10))),
      true,
    )
  })

  it('was not left by who still talks, took it over elsewhere or said goodbye', () => {
    assert.equal(
      leftFor(ALICE, (past) => past.heard('1', 1, at(6))),
      false,
    )
    assert.equal(
      leftFor(ALICE, (past) => past.attached(session('1'), 2, at(6))),
      false,
    )
    assert.equal(
      leftFor(ALICE, (past) => past.ended('1', 1)),
      false,
    )
  })

  it('of who knows whom is left when its connection is gone, and may be another’s before', () => {
    assert.equal(
      leftFor(ANYBODY, () => {}),
      false,
    )
    assert.equal(
      leftFor(ANYBODY, (past) => past.lost('1', 1, at(10))),
      true,
    )
  })

  it('keeps of what was sent what the server says that it has', () => {
    const past = attached()
    past.said('1', { digest: 'one', ordinal: 1 })
    past.said('1', { digest: 'three', ordinal: 3 })
    past.said('1', { digest: 'four', ordinal: 4 })
    assert.deepEqual(past.handled('1', 3), ['one', 'three'])
    // What was lost is sent again, and counts as the next.
    past.said('1', { digest: 'four', ordinal: 4 })
    assert.deepEqual(past.handled('1', 4), ['one', 'three', 'four'])
    assert.deepEqual(past.handled('of nobody', 4), [])
  })
})
