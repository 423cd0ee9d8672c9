/** What a dialogue does with time, and after it is ready: limits, orders, and what it hands on. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Instant, milliseconds, plus, START, seconds } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { CLIENT, SM } from '../../src/xmpp/namespaces.ts'
import { Ledger } from '../../src/xmpp/stream-management.ts'
import { acknowledgementRequest, ping } from '../../src/xmpp/verbs/liveness.ts'
import { expect, expectWithin, fail, say } from '../../src/xmpp/verbs/say.ts'
import { A, B, opened, SAY_A, SAY_B, type Stage, WANT_A, WANT_B } from './stage.ts'

const at = (span: number): Instant => plus(START, milliseconds(span))

describe('a script that waits with a limit', () => {
  const limited = (): Stage =>
    opened(function* () {
      yield* say('auth', A)
      const answer = yield* expectWithin(milliseconds(500), WANT_A)
      if (answer === undefined) yield* fail('timeout', 'nothing came')
      yield* say('bind', B)
      yield* expect(WANT_B)
    })

  it('goes on when it has heard what it wants, and the limit is gone', () => {
    const stage = limited()
    assert.equal(stage.deadline, at(500))
    assert.deepEqual(stage.wait(at(499)), [])
    assert.deepEqual(stage.hear(SAY_A).slice(1), ['said bind 18', `send ${SAY_B}`, 'waited bind'])
    assert.equal(stage.deadline, undefined)
    assert.deepEqual(stage.wait(at(60_000)), [])
    assert.ok(stage.hear(SAY_B).includes('ready'))
  })

  it('is told when it has not, and decides what that means', () => {
    const stage = limited()
    stage.wait(at(100))
    // Something else does not prolong it.
    stage.hear(SAY_B)
    assert.deepEqual(stage.wait(at(1_000)), ['failed timeout: nothing came', 'close'])
    assert.equal(stage.deadline, undefined)
  })

  it('counts from when it began to wait', () => {
    const stage = opened(function* () {
      yield* expect(WANT_B)
      yield* expectWithin(milliseconds(500), WANT_A)
    })
    stage.wait(at(2_000))
    stage.hear(SAY_B)
    assert.equal(stage.deadline, at(2_500))
    assert.deepEqual(stage.wait(at(3_000)), ['ready'])
  })
})

const message = (id: string) => element('message', CLIENT, { id, to: 'bob@bench.localhost' })

/** Ready, with stream management from now on. */
const managed = (ledger = new Ledger()): Stage => {
  const stage = opened(function* () {
    yield { kind: 'count', direction: 'sent', ledger }
    yield { kind: 'count', direction: 'handled', ledger }
    yield* expect(WANT_A)
  })
  assert.ok(stage.hear(SAY_A).includes('ready'))
  return stage
}

describe('a dialogue that is ready', () => {
  it('says what it is told, at once, and keeps it until it is acknowledged', () => {
    const ledger = new Ledger()
    const stage = managed(ledger)
    assert.deepEqual(stage.tell({ kind: 'say', element: message('1') }), [
      'said data 42',
      "send <message id='1' to='bob@bench.localhost'/>",
    ])
    stage.tell({ kind: 'say', element: element('presence', CLIENT) })
    assert.deepEqual(
      ledger.unacknowledged.map(({ name }) => name),
      ['message', 'presence'],
    )
    assert.deepEqual(stage.hear(`<a xmlns='${SM}' h='1'/>`).slice(1), ['acknowledged message'])
    assert.deepEqual(stage.hear(`<a xmlns='${SM}' h='1'/>`).slice(1), []) // nothing new
    assert.deepEqual(stage.hear(`<a xmlns='${SM}' h='2'/>`).slice(1), ['acknowledged presence'])
  })

  it('hands on what arrives: messages, presence, answers that nobody waits for', () => {
    const stage = managed()
    const stanzas = ["<message from='bob'/>", '<presence/>', "<iq type='result' id='late'/>"]
    for (const stanza of stanzas) {
      assert.deepEqual(stage.hear(stanza).slice(1), [`arrived ${stanza}`])
    }
    // A request is declined and not handed on, <r/> is answered; other elements are passed over.
    assert.ok(!stage.hear("<iq type='get' id='1'/>").some((one) => one.startsWith('arrived')))
    assert.deepEqual(stage.hear(`<r xmlns='${SM}'/>`).slice(2), [`send <a xmlns='${SM}' h='4'/>`])
    assert.deepEqual(stage.hear(SAY_B).slice(1), [])
  })

  it('tells when a question is answered, and forgets its limit', () => {
    const stage = managed()
    stage.tell(ping('bench.localhost', 'p1', seconds(10)))
    stage.wait(at(4_000))
    stage.tell(acknowledgementRequest(seconds(3)))
    // The ping's limit ends at 10 s, that of <r/> at 4 s + 3 s.
    assert.equal(stage.deadline, at(7_000))
    const answer = `<a xmlns='${SM}' h='1'/>`
    assert.deepEqual(stage.hear(answer).slice(1), [`answered ${answer}`, 'acknowledged iq'])
    assert.equal(stage.deadline, at(10_000))
    const pong = "<iq type='result' id='p1' from='bench.localhost'/>"
    assert.deepEqual(stage.hear(pong).slice(1), [`answered ${pong}`])
    assert.equal(stage.deadline, undefined)
  })

  it('takes anything for an answer to whoever is content with it, and hands it on all the same', () => {
    const stage = managed()
    stage.tell({ ...ping('bench.localhost', 'p1', seconds(10)), satisfiedBy: 'anything' })
    stage.tell(acknowledgementRequest(seconds(12)))
    const heard = "<message from='bob'/>"
    assert.deepEqual(stage.hear(heard).slice(1), [`arrived ${heard}`, `answered ${heard}`])
    // The other question waits for its own answer.
    assert.equal(stage.deadline, at(12_000))
    // The ping's comes late, and answers nothing any more.
    const pong = "<iq type='result' id='p1' from='bench.localhost'/>"
    assert.ok(!stage.hear(pong).includes(`answered ${pong}`))
  })

  it('takes the server for lost when a question is not answered in time', () => {
    const asked: readonly (readonly [ReturnType<typeof ping>, string])[] = [
      [ping('bench.localhost', 'p1', seconds(10)), 'the answer to iq p1 within 10000 ms'],
      [acknowledgementRequest(seconds(10)), '<a/> within 10000 ms'],
    ]
    for (const [order, expected] of asked) {
      const stage = managed()
      stage.tell(order)
      stage.hear("<message from='bob'/>") // no answer
      assert.deepEqual(stage.wait(at(9_999)), [])
      assert.deepEqual(stage.wait(at(10_000)), [
        `lost timeout: expected ${expected}, found none`,
        'close',
      ])
      // Nothing is said or heard any more, whatever it is told.
      assert.deepEqual(stage.tell({ kind: 'say', element: message('2') }), [])
      assert.deepEqual(stage.hear("<message from='bob'/>"), [])
    }
  })

  it('answers questions one by one', () => {
    const stage = managed()
    stage.tell(acknowledgementRequest(seconds(3)))
    stage.wait(at(1_000))
    stage.tell(acknowledgementRequest(seconds(3)))
    stage.hear(`<a xmlns='${SM}' h='0'/>`)
    assert.equal(stage.deadline, at(4_000)) // the second is still open
  })

  it('leaves when the server has closed its stream, too', () => {
    const stage = managed()
    assert.deepEqual(stage.tell({ kind: 'leave', within: seconds(2) }), [
      'said data 16',
      'send </stream:stream>',
    ])
    // What is on its way still arrives.
    assert.ok(stage.hear("<message from='bob'/>").includes("arrived <message from='bob'/>"))
    assert.deepEqual(stage.hear('</stream:stream>').slice(1), ['left', 'close'])
    assert.equal(stage.deadline, undefined)
  })

  it('leaves when the connection is closed, or when its time is over', () => {
    const closed = managed()
    closed.tell({ kind: 'leave', within: seconds(2) })
    assert.deepEqual(closed.tell({ kind: 'closed' }), ['left', 'close'])
    const silent = managed()
    silent.tell({ kind: 'leave', within: seconds(2) })
    assert.deepEqual(silent.tell({ kind: 'say', element: message('1') }), [])
    assert.deepEqual(silent.wait(at(2_000)), ['left', 'close'])
  })

  it('tells why a stream is lost that nobody has closed', () => {
    const stages: readonly (readonly [(stage: Stage) => string[], string])[] = [
      [
        (stage) => stage.hear('</stream:stream>').slice(1),
        'connection-closed: expected the stream to go on, found the end of the stream',
      ],
      [
        (stage) => stage.tell({ kind: 'closed' }),
        'connection-closed: expected the stream to go on, found the connection closed',
      ],
      [
        (stage) =>
          stage.tell({ kind: 'closed', error: { code: 'connection-reset', detail: 'a reset' } }),
        'connection-reset: a reset',
      ],
    ]
    for (const [lose, why] of stages) assert.deepEqual(lose(managed()), [`lost ${why}`, 'close'])
  })

  it('takes no orders before', () => {
    const stage = opened(function* () {
      yield* expect(WANT_A)
    })
    assert.throws(() => stage.tell({ kind: 'say', element: message('1') }), /Expected to be ready/)
  })
})
