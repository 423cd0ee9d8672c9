import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OWNER } from '../../src/xmpp/server/access.ts'
import { boundSession, type Session, Sessions } from '../../src/xmpp/server/sessions.ts'
import { TOMBSTONES_AT_MOST } from '../../src/xmpp/server/tombstones.ts'
import { Ledger } from '../../src/xmpp/stream-management.ts'

const NOBODY = { deliver: () => {}, displace: () => {} }

/** Bound, with stream management that can be resumed within ten seconds. */
const session = (user: string, resource: string): Session => ({
  ...boundSession(
    {
      user,
      address: `${user}@localhost/${resource}`,
      client: '',
      requestedToken: undefined,
      rights: OWNER,
    },
    NOBODY,
  ),
  management: {
    kind: 'on',
    ledger: new Ledger(),
    resumption: { kind: 'possible', id: `${user} ${resource}`, seconds: 10 },
  },
})

const begun = (): { sessions: Sessions; all: readonly Session[] } => {
  const sessions = new Sessions()
  const all = [session('alice', 'a'), session('bob', 'b'), session('alice', 'c')]
  for (const one of all) sessions.add(one)
  return { sessions, all }
}

describe('the sessions of a domain', () => {
  it('are found by user, by address and by the id to resume', () => {
    const { sessions, all } = begun()
    const [alice, bob, other] = all
    assert.deepEqual(sessions.of('alice'), [alice, other])
    assert.equal(sessions.at('bob', 'bob@localhost/b'), bob)
    assert.equal(sessions.at('alice', 'bob@localhost/b'), undefined)
    assert.deepEqual(sessions.find('bob b', 'bob'), { kind: 'session', session: bob })
    // Whose id it is decides, not who has heard of it.
    assert.deepEqual(sessions.find('bob b', 'alice'), { kind: 'gone', handled: undefined })
  })

  it('end one by one, and leave nothing of a user who has none', () => {
    const { sessions, all } = begun()
    for (const one of all) sessions.end(one)
    for (const user of ['alice', 'bob']) assert.deepEqual(sessions.of(user), [])
    assert.deepEqual(sessions.find('bob b', 'bob'), { kind: 'gone', handled: undefined })
  })

  it('sleep: the oldest of one user are those beyond so many, and none that is awake', () => {
    const sessions = new Sessions()
    for (const resource of ['1', '2', '3', '4']) {
      const one = session('alice', resource)
      sessions.add(one)
      if (resource !== '1') one.attachment = { kind: 'hibernating', since: 5_000 }
    }
    const beyond = sessions.asleepBeyond('alice', 2).map(({ address }) => address.at(-1))
    assert.deepEqual(beyond, ['2'])
    // Asleep since 5 s, for 10 s.
    assert.deepEqual(sessions.takeOverdue('alice', 14_999), [])
    const overdue = sessions.takeOverdue('alice', 15_000)
    assert.deepEqual(
      overdue.map(({ session: { address }, at }) => [address.at(-1), at]),
      [
        ['2', 15_000],
        ['3', 15_000],
        ['4', 15_000],
      ],
    )
    assert.deepEqual(sessions.find('alice 3', 'alice'), { kind: 'gone', handled: 0 })
    assert.equal(sessions.of('alice').length, 1)
  })

  it('leave their counts behind: of one user the newest, whatever others do', () => {
    const sessions = new Sessions()
    const expire = (user: string, resource: string): void => {
      const one = session(user, resource)
      sessions.add(one)
      sessions.expire(`${user} ${resource}`)
    }
    const handled = (from: Sessions, user: string, resource: string): number | undefined => {
      const found = from.find(`${user} ${resource}`, user)
      assert.ok(found.kind === 'gone')
      return found.handled
    }
    expire('bob', 'b')
    for (let n = 1; n <= TOMBSTONES_AT_MOST; n += 1) expire('alice', String(n))
    assert.equal(handled(sessions, 'alice', '1'), 0)
    const copy = sessions.copy(0)
    expire('alice', 'one more')
    assert.deepEqual(
      ['1', '2', 'one more'].map((resource) => handled(sessions, 'alice', resource)),
      [undefined, 0, 0],
    )
    assert.equal(handled(sessions, 'bob', 'b'), 0)
    assert.deepEqual(
      ['1', 'one more'].map((resource) => handled(copy, 'alice', resource)),
      [0, undefined],
    )
  })

  it('are copied whole: what happens to the copy is not seen here', () => {
    const { sessions, all } = begun()
    const copy = sessions.copy(0)
    const [twin] = copy.of('alice')
    assert.deepEqual(twin?.attachment, { kind: 'hibernating', since: 0 })
    copy.forget()
    assert.deepEqual(sessions.of('alice'), [all[0], all[2]])
  })
})
