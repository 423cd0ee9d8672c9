/** Episodes by hand: what belongs to one, and where its time went. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EpisodeRecord } from '../../src/record/life-record.ts'
import { instant, START, seconds, ZERO } from '../../src/units.ts'
import { Chronicle } from '../../src/world/chronicle.ts'

const at = (time: number) => instant(seconds(time))
const NOTHING_SPENT = { up: 0, down: 0, radioOn: ZERO }

/** A client that has been online since 1 s. */
const online = (expense = () => NOTHING_SPENT): Chronicle => {
  const chronicle = new Chronicle(START, expense)
  chronicle.attempting(at(0))
  chronicle.online('bound', at(1))
  return chronicle
}

const only = ({ records }: Chronicle): EpisodeRecord => {
  const [episode, ...others] = records
  assert.ok(episode !== undefined && others.length === 0)
  return episode
}

const PARTS = { noticing: 0, waiting: 0, inVain: 0, handshake: 0, resending: 0 }

describe('an episode', () => {
  it('in which the connection lived on has nothing but what is sent again', () => {
    const chronicle = online()
    chronicle.broke(at(10))
    chronicle.mended(at(70))
    chronicle.recovered(at(96))
    const { detectedUs, attempts, recovery } = only(chronicle)
    assert.deepEqual([detectedUs, attempts, recovery?.manner], [undefined, 0, 'survived'])
    assert.deepEqual(recovery?.partsUs, { ...PARTS, resending: 26e6 })
    // It was never anything but ready.
    assert.equal(recovery?.readySinceBackUs, 0)
  })

  it('gives each moment since the network’s return to one part', () => {
    const chronicle = online()
    chronicle.broke(at(10))
    chronicle.mended(at(20))
    chronicle.offline('timeout', at(25)) // noticing: 5
    chronicle.attempting(at(28)) // waiting: 3
    chronicle.offline('connect-timeout', at(32)) // in vain: 4
    chronicle.attempting(at(33)) // waiting: 1
    chronicle.online('resumed', at(35)) // handshake: 2
    chronicle.recovered(at(36)) // resending: 1
    const { detectedUs, attempts, failures, recovery } = only(chronicle)
    assert.deepEqual([detectedUs, attempts, recovery?.manner], [15e6, 2, 'resumed'])
    // The connection that was lost is no failed attempt.
    assert.deepEqual([...failures], [['connect-timeout', 1]])
    assert.deepEqual(recovery?.partsUs, {
      noticing: 5e6,
      waiting: 4e6,
      inVain: 4e6,
      handshake: 2e6,
      resending: 1e6,
    })
    assert.deepEqual([recovery?.readySinceBackUs, recovery?.readySinceBrokeUs], [15e6, 25e6])
  })

  it('is broken again before it is over: the network is back when it is for good', () => {
    const chronicle = online()
    chronicle.broke(at(10))
    chronicle.broke(at(12))
    chronicle.mended(at(20))
    assert.equal(chronicle.backAt, undefined)
    chronicle.mended(at(30))
    chronicle.broke(at(31))
    chronicle.mended(at(40))
    assert.equal(chronicle.backAt, at(40))
    chronicle.recovered(at(41))
    assert.equal(only(chronicle).recovery?.recoveredUs, 1e6)
  })

  it('is given up with no recovery, and what was spent in it is its own', () => {
    let spent = 100
    const chronicle = online(() => ({ up: spent, down: 2 * spent, radioOn: seconds(spent) }))
    chronicle.broke(at(10))
    chronicle.mended(at(20))
    spent = 150
    chronicle.givenUp()
    const { recovery, linkBytes, detectedUs } = only(chronicle)
    assert.deepEqual([recovery, detectedUs], [undefined, 'never'])
    assert.deepEqual(linkBytes, { up: 50, down: 100 })
    assert.equal(chronicle.isOpen, false)
  })
})
