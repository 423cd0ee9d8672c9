/** Clients that go on after they are ready, at the embedded server in virtual time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Instant, milliseconds, plus, START, seconds } from '../../src/units.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import { remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'
import { acknowledgementRequest, ping } from '../../src/xmpp/verbs/liveness.ts'
import { BOB, type Line, Town } from './delayed.ts'
import { ACCOUNT } from './pair.ts'

const DELAY = milliseconds(50)
const at = (span: number): Instant => plus(START, milliseconds(span))

const message = (id: string): XmlElement =>
  element('message', CLIENT, { id, to: 'bob@bench.localhost' }, element('body', CLIENT, {}, id))

const idsOf = (stanzas: readonly XmlElement[]): (string | undefined)[] =>
  stanzas.map((stanza) => stanza.attribute('id'))

const ready = (line: Line): { readonly session: ReadyStream; readonly at: Instant } => {
  const [found] = line.heard('finished')
  assert.ok(found?.output.outcome.kind === 'ready', JSON.stringify(found))
  return { session: found.output.outcome.stream, at: found.at }
}

/** Alice and Bob are ready: both began at zero, and five waits are five times two delays. */
const bothReady = (): { readonly town: Town; readonly alice: Line; readonly bob: Line } => {
  const town = new Town()
  const alice = town.join('sasl2-direct', ACCOUNT, DELAY)
  const bob = town.join('sasl2-direct', BOB, DELAY)
  town.clock.run(at(1_000))
  assert.equal(ready(alice).at, at(500))
  assert.equal(ready(bob).at, at(500))
  for (const { local } of [ACCOUNT, BOB]) town.server.domain.makeAvailable(local)
  return { town, alice, bob }
}

describe('a message', () => {
  it('arrives two delays later, and is known to have been handled two delays after it was said', () => {
    const { town, alice, bob } = bothReady()
    alice.order({ kind: 'say', element: message('m1') })
    alice.order(acknowledgementRequest(seconds(5)))
    town.clock.run(at(2_000))
    // Alice – 50 ms – server – 50 ms – Bob, and the acknowledgement as long.
    const [arrived] = bob.heard('arrived')
    assert.deepEqual([arrived?.output.stanza.attribute('id'), arrived?.at], ['m1', at(1_100)])
    const [acknowledged] = alice.heard('acknowledged')
    assert.deepEqual(idsOf(acknowledged?.output.stanzas ?? []), ['m1'])
    assert.equal(acknowledged?.at, at(1_100))
    assert.equal(alice.heard('answered')[0]?.at, at(1_100))
    assert.deepEqual(alice.heard('ended'), [])
  })

  it('that was said into a dead line is known not to have been handled, when that is noticed', () => {
    const { town, alice, bob } = bothReady()
    alice.cut()
    alice.order({ kind: 'say', element: message('m1') })
    town.clock.run(at(3_000))
    alice.order(ping(ACCOUNT.domain, 'p1', seconds(10)))
    town.clock.run(at(60_000))
    // Asked at 3 s, given up 10 s later.
    const [ended] = alice.heard('ended')
    assert.equal(ended?.at, at(13_000))
    assert.ok(ended?.output.end.kind === 'lost')
    assert.equal(ended.output.end.failure.code, 'timeout')
    assert.deepEqual(bob.heard('arrived'), [])
    const { sm } = remember(ready(alice).session)
    assert.ok(sm.kind === 'resumable')
    assert.deepEqual(idsOf(sm.ledger.unacknowledged), ['m1', 'p1'])
  })

  it('goes out again when the session is resumed, and arrives once', () => {
    const { town, alice, bob } = bothReady()
    alice.order({ kind: 'say', element: message('m1') })
    town.clock.run(at(1_060)) // the server has it, and no acknowledgement was asked for
    alice.cut()
    alice.order({ kind: 'say', element: message('m2') })
    town.clock.run(at(5_000))
    const again = town.join('sasl2-resume-direct', ACCOUNT, DELAY, remember(ready(alice).session))
    town.clock.run(at(9_000))
    const { session, at: readyAt } = ready(again)
    assert.equal(session.way, 'resumed')
    assert.equal(readyAt, at(5_500))
    // `h` of <resumed/> says that m1 was handled; m2 leaves at once.
    const [acknowledged] = again.heard('acknowledged')
    assert.deepEqual(idsOf(acknowledged?.output.stanzas ?? []), ['m1'])
    assert.equal(acknowledged?.at, at(5_500))
    const arrivals = bob
      .heard('arrived')
      .map(({ output, at: when }) => [output.stanza.attribute('id'), when])
    assert.deepEqual(arrivals, [
      ['m1', at(1_100)],
      ['m2', at(5_600)],
    ])
  })

  it('that came for a client that was away is handed on behind the resumption', () => {
    const { town, alice, bob } = bothReady()
    bob.cut()
    alice.order({ kind: 'say', element: message('m1') })
    town.clock.run(at(5_000))
    const again = town.join('sasl2-resume-direct', BOB, DELAY, remember(ready(bob).session))
    town.clock.run(at(9_000))
    const arrivals = again
      .heard('arrived')
      .map(({ output, at: when }) => [output.stanza.attribute('id'), when])
    assert.deepEqual(arrivals, [['m1', ready(again).at]])
  })
})

describe('a goodbye', () => {
  it('ends the session at the server, and the stream one round trip later', () => {
    const { town, alice } = bothReady()
    const { address } = ready(alice).session
    assert.ok(town.server.domain.sessions.at(ACCOUNT.local, address))
    alice.order({ kind: 'leave', within: seconds(5) })
    town.clock.run(at(1_050))
    assert.equal(town.server.domain.sessions.at(ACCOUNT.local, address), undefined)
    town.clock.run(at(9_000))
    const [ended] = alice.heard('ended')
    assert.deepEqual([ended?.output.end.kind, ended?.at], ['left', at(1_100)])
  })
})
