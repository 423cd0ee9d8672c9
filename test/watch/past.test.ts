import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instant, seconds } from '../../src/units.ts'
import { Past } from '../../src/watch/past.ts'

const ALICE = { account: 'alice@localhost', client: 'phone' }
const session = (id: string, holder = ALICE) => ({
  id,
  address: `${holder.account}/${id}`,
  holder,
  seconds: 600,
})
const at = (second: number) => instant(seconds(second))
const ids = (past: Past, second: number, holder = ALICE): string[] =>
  past.waiting(holder, at(second)).map(({ id }) => id)

describe('what earlier connections left', () => {
  it('waits for its client from the loss of the connection on, as long as the server said', () => {
    const past = new Past()
    past.attached(session('1'), 1)
    assert.deepEqual(ids(past, 0), []) // in use
    past.lost('1', 1, at(10))
    assert.deepEqual(ids(past, 11), ['1'])
    assert.deepEqual(ids(past, 609), ['1'])
    assert.deepEqual(ids(past, 610), []) // 10 + 600
  })

  it('is nobody else’s, but that of any client which does not say who it is', () => {
    const past = new Past()
    past.attached(session('1'), 1)
    past.lost('1', 1, at(0))
    assert.deepEqual(ids(past, 1, { ...ALICE, client: 'laptop' }), [])
    assert.deepEqual(ids(past, 1, { ...ALICE, account: 'bob@localhost' }), [])
    assert.deepEqual(ids(past, 1, { ...ALICE, client: '' }), ['1'])
  })

  it('is not lost by a connection that another one has taken it from', () => {
    const past = new Past()
    past.attached(session('1'), 1)
    past.attached(session('1'), 2)
    past.lost('1', 1, at(0))
    past.ended('1', 1)
    assert.deepEqual(ids(past, 1), [])
    past.lost('1', 2, at(2))
    assert.deepEqual(ids(past, 3), ['1'])
  })

  it('ends with a goodbye, and when the same installation binds anew', () => {
    const past = new Past()
    past.attached(session('1'), 1)
    past.ended('1', 1)
    assert.equal(past.session('1'), undefined)
    past.attached(session('2'), 2)
    past.attached(session('3', { ...ALICE, client: 'laptop' }), 3)
    past.displaced(ALICE, 4)
    assert.equal(past.session('2'), undefined)
    assert.equal(past.session('3')?.id, '3')
  })

  it('is bounded, whoever comes: the oldest go first', () => {
    const past = new Past()
    for (let i = 0; i < 1_500; i += 1) {
      const holder = { ...ALICE, client: `client ${i}` }
      past.attached(session(String(i), holder), i)
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
