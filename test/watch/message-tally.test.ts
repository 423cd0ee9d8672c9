/** Numbered messages: which are counted as what, by hand. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Instant, instant, milliseconds, toMilliseconds } from '../../src/units.ts'
import { MessageTally } from '../../src/watch/message-tally.ts'
import { NumberedWords, numberedMessage, numberOf } from '../../src/watch/numbered.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'

const down = (number: number): XmlElement =>
  numberedMessage('xmpp-rtt@localhost/xmpp-rtt', 'alice@localhost', number)

const up = (text: string, type = 'chat'): XmlElement =>
  element('message', CLIENT, { type }, element('body', CLIENT, {}, text))

const PHONE = 'alice@localhost/phone'
const LAPTOP = 'alice@localhost/laptop'

/** The session, by which connection, and whether with stream management. */
const by = (address: string, number: number, isManaged = true) => ({ address, number, isManaged })

/** A tally at a time that is set by hand. */
class Counted {
  now: Instant = instant(milliseconds(0))
  readonly tally = new MessageTally(() => this.now)

  passed(ms: number): void {
    this.now = instant(milliseconds(ms))
  }

  get down() {
    return this.tally.counts().down
  }
}

const NOTHING = { sent: 0, acknowledged: 0, resent: 0, doubled: 0, lost: 0, waiting: 0 }

describe('a number', () => {
  it('is all that a body says, of what is no error', () => {
    const cases: readonly (readonly [XmlElement, number | undefined])[] = [
      [down(17), 17],
      [up('xmpp-rtt 3'), 3],
      [up('  xmpp-rtt 3\n'), 3],
      [up('xmpp-rtt 0'), undefined],
      [up('xmpp-rtt 3 and more'), undefined],
      [up('hello'), undefined],
      [up('xmpp-rtt 3', 'error'), undefined],
      [element('presence', CLIENT), undefined],
    ]
    for (const [stanza, expected] of cases) assert.equal(numberOf(stanza), expected)
  })

  it('has come when all octets of its message have', () => {
    const words = new NumberedWords()
    words.said(up('hello'))
    words.said(down(1))
    words.crossed(100)
    words.said(down(2))
    words.crossed(200)
    words.crossed(300)
    words.said(down(3))
    assert.deepEqual(words.comeBy(99), [])
    assert.deepEqual(words.comeBy(250).map(numberOf), [1, 2])
    assert.deepEqual(words.comeBy(250), [])
    assert.deepEqual(words.left().map(numberOf), [3])
  })
})

describe('messages down', () => {
  it('wait until they are acknowledged, where the client has stream management', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1), PHONE)
    counted.tally.came(down(1), by(PHONE, 1, true))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, waiting: 1 })
    counted.tally.acknowledged(down(1), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, acknowledged: 1 })
  })

  it('are settled without it when they have come', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1), PHONE)
    counted.tally.came(down(1), by(PHONE, 1, false))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1 })
  })

  it('are lost on a connection that is gone, and not where somebody has them again', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1), PHONE)
    counted.tally.dropped(down(1), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, lost: 1 })
    counted.tally.told(down(1), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, resent: 1, waiting: 1 })
  })

  it('that had come are not lost with a session', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1), PHONE)
    counted.tally.came(down(1), by(PHONE, 1, true))
    counted.tally.dropped(down(1), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1 })
  })

  it('are doubled where they come by a second connection, or had been acknowledged', () => {
    const counted = new Counted()
    for (const number of [1, 2, 3]) {
      counted.tally.sent(down(number))
      counted.tally.told(down(number), PHONE)
    }
    counted.tally.came(down(1), by(PHONE, 1, true))
    counted.tally.told(down(1), PHONE)
    counted.tally.came(down(1), by(PHONE, 2, true))
    counted.tally.acknowledged(down(2), PHONE)
    counted.tally.came(down(2), by(PHONE, 2, true))
    // The first time it had not got through.
    counted.tally.told(down(3), PHONE)
    counted.tally.came(down(3), by(PHONE, 2, true))
    assert.deepEqual(counted.down, {
      ...{ ...NOTHING, sent: 3, acknowledged: 1 },
      ...{ resent: 2, doubled: 2, waiting: 2 },
    })
  })

  it('are counted from a mark on, and their settling is timed from it', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1), PHONE)
    counted.passed(1_000)
    const mark = counted.tally.mark()
    counted.tally.sent(down(2))
    assert.equal(mark.settledAfter(), undefined)
    counted.passed(1_400)
    counted.tally.acknowledged(down(1), PHONE)
    const took = mark.settledAfter()
    assert.equal(took && toMilliseconds(took), 400)
    assert.deepEqual(mark.since().down, { ...NOTHING, sent: 1, acknowledged: 1, waiting: 1 })
  })
})

describe('messages down to two sessions of an account', () => {
  /** Both have got the first message. */
  const bothGot = (isManaged = true): Counted => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    for (const [index, session] of [PHONE, LAPTOP].entries()) {
      counted.tally.told(down(1), session)
      counted.tally.came(down(1), by(session, index + 1, isManaged))
    }
    return counted
  }

  it('are neither resent nor doubled, and wait for the one that has not acknowledged', () => {
    const counted = bothGot()
    counted.tally.acknowledged(down(1), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, acknowledged: 1, waiting: 1 })
    counted.tally.acknowledged(down(1), LAPTOP)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, acknowledged: 1 })
  })

  it('are doubled within the session that is resumed', () => {
    const counted = bothGot()
    counted.tally.told(down(1), PHONE)
    counted.tally.came(down(1), by(PHONE, 3))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, resent: 1, doubled: 1, waiting: 1 })
  })

  it('are lost where one has lost what the other has got', () => {
    const counted = bothGot(false)
    counted.passed(1_000)
    counted.tally.sent(down(2))
    counted.tally.told(down(2), PHONE)
    counted.tally.told(down(2), LAPTOP)
    counted.tally.came(down(2), by(LAPTOP, 2, false))
    counted.tally.dropped(down(2), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 2, lost: 1 })
  })

  it('are lost as well where one was not there to be told', () => {
    const counted = bothGot()
    for (const session of [PHONE, LAPTOP]) counted.tally.acknowledged(down(1), session)
    counted.passed(1_000)
    counted.tally.sent(down(2))
    counted.tally.told(down(2), LAPTOP)
    counted.tally.acknowledged(down(2), LAPTOP)
    // The session of the phone is over, and the server returns what it kept for it.
    counted.tally.dropped(down(2), PHONE)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 2, acknowledged: 2, lost: 1 })
  })

  it('are missed by nobody where the one has replaced the other, and got them', () => {
    const counted = new Counted()
    const { tally } = counted
    tally.sent(down(1))
    tally.told(down(1), PHONE)
    tally.acknowledged(down(1), PHONE)
    counted.passed(1_000)
    // Its client is started again and binds anew, and its old session is kept beside it.
    tally.sent(down(2))
    tally.told(down(2), PHONE)
    tally.told(down(2), LAPTOP)
    tally.acknowledged(down(2), LAPTOP)
    const got = { ...NOTHING, sent: 2, acknowledged: 2 }
    assert.deepEqual(counted.down, got)
    assert.equal(tally.mark().settledAfter(), 0)
    tally.dropped(down(2), PHONE)
    assert.deepEqual(counted.down, got)
  })

  it('are resent and doubled where one gets what the other has left to it', () => {
    const counted = new Counted()
    const { tally } = counted
    tally.sent(down(1))
    tally.told(down(1), PHONE)
    tally.came(down(1), by(PHONE, 1))
    tally.stored(down(1), PHONE)
    tally.told(down(1), LAPTOP)
    tally.came(down(1), by(LAPTOP, 2))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, resent: 1, doubled: 1, waiting: 1 })
  })

  it('are kept in bounds by how many copies there are', () => {
    const counted = new Counted()
    // Of the most that are kept, 10 000 copies, these are two more.
    for (let number = 1; number <= 5_001; number += 1) {
      counted.tally.sent(down(number))
      for (const session of [PHONE, LAPTOP]) counted.tally.told(down(number), session)
    }
    assert.deepEqual(counted.down, { ...NOTHING, sent: 5_001, waiting: 5_000 })
  })
})

describe('messages up', () => {
  it('are counted by their numbers, each account by itself', () => {
    const { tally } = new Counted()
    for (const number of [3, 4, 7, 4]) tally.heard('alice@localhost', up(`xmpp-rtt ${number}`))
    tally.heard('alice@localhost', up('hello'))
    tally.heard('bob@localhost', up('xmpp-rtt 4'))
    // 5 and 6 were passed over.
    assert.deepEqual(tally.counts().up, { came: 4, doubled: 1, missing: 2 })
  })
})
