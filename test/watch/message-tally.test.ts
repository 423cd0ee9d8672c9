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
    counted.tally.told(down(1))
    counted.tally.came(down(1), 1, true)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, waiting: 1 })
    counted.tally.acknowledged(down(1))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, acknowledged: 1 })
  })

  it('are settled without it when they have come', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1))
    counted.tally.came(down(1), 1, false)
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1 })
  })

  it('are lost on a connection that is gone, and not where somebody has them again', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1))
    counted.tally.dropped(down(1))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, lost: 1 })
    counted.tally.told(down(1))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1, resent: 1, waiting: 1 })
  })

  it('that had come are not lost with a session', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1))
    counted.tally.came(down(1), 1, true)
    counted.tally.dropped(down(1))
    assert.deepEqual(counted.down, { ...NOTHING, sent: 1 })
  })

  it('are doubled where they come by a second connection, or had been acknowledged', () => {
    const counted = new Counted()
    for (const number of [1, 2, 3]) {
      counted.tally.sent(down(number))
      counted.tally.told(down(number))
    }
    counted.tally.came(down(1), 1, true)
    counted.tally.told(down(1))
    counted.tally.came(down(1), 2, true)
    counted.tally.acknowledged(down(2))
    counted.tally.came(down(2), 2, true)
    // The first time it had not got through.
    counted.tally.told(down(3))
    counted.tally.came(down(3), 2, true)
    assert.deepEqual(counted.down, {
      ...{ ...NOTHING, sent: 3, acknowledged: 1 },
      ...{ resent: 2, doubled: 2, waiting: 2 },
    })
  })

  it('are counted from a mark on, and their settling is timed from it', () => {
    const counted = new Counted()
    counted.tally.sent(down(1))
    counted.tally.told(down(1))
    counted.passed(1_000)
    const mark = counted.tally.mark()
    counted.tally.sent(down(2))
    assert.equal(mark.settledAfter(), undefined)
    counted.passed(1_400)
    counted.tally.acknowledged(down(1))
    const took = mark.settledAfter()
    assert.equal(took && toMilliseconds(took), 400)
    assert.deepEqual(mark.since().down, { ...NOTHING, sent: 1, acknowledged: 1, waiting: 1 })
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
