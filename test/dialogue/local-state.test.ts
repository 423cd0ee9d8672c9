import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { element } from '../../src/xml/xml.ts'
import { LocalState, NO_COPY } from '../../src/xmpp/dialogue/local-state.ts'
import { CLIENT, MAM, ROSTER, STANZA_ID } from '../../src/xmpp/namespaces.ts'

const ALICE = 'alice@bench.localhost'

const upTo = (id: string) => ({ kind: 'message', id }) as const
const marked = (by: string, id: string) =>
  element('message', CLIENT, {}, element('stanza-id', STANZA_ID, { by, id }))
const fetched = (id: string, from?: string) =>
  element('message', CLIENT, { from }, element('result', MAM, { id }))
const push = (ver: string, from?: string) =>
  element('iq', CLIENT, { type: 'set', id: 'p', from }, element('query', ROSTER, { ver }))

describe('what a client holds of its account', () => {
  it('follows the marks of the account on what arrives, and of nobody else', () => {
    const state = new LocalState(ALICE)
    state.take(marked(ALICE, '1'))
    state.take(marked('mallory@bench.localhost', '2'))
    state.take(marked(`${ALICE}/x`, '3'))
    state.take(marked(ALICE, 'x'.repeat(1_001)))
    assert.deepEqual(state.copy.held, upTo('1'))
  })

  it('follows the archive, and not what arrives besides, as long as something is missing', () => {
    const state = new LocalState(ALICE, { ...NO_COPY, held: upTo('1') })
    state.fallBehind()
    state.take(marked(ALICE, '9'))
    state.take(fetched('2'))
    state.take(fetched('3', ALICE))
    state.take(fetched('4', 'mallory@bench.localhost'))
    assert.deepEqual(state.copy, { ...NO_COPY, held: upTo('3'), archive: 'behind' })
    state.holds(upTo('3'), 'complete')
    state.take(fetched('5'))
    state.take(marked(ALICE, '10'))
    assert.deepEqual(state.copy.held, upTo('10'))
  })

  it('takes no page from the end for what comes next', () => {
    const state = new LocalState(ALICE)
    state.fallBehind()
    state.take(fetched('2'))
    assert.deepEqual(state.copy.held, { kind: 'unknown' })
  })

  it('follows the roster where it holds one, and answers what is pushed to it', () => {
    const state = new LocalState(ALICE)
    assert.equal(state.take(push('7'))?.serialize(), "<iq type='result' id='p'/>")
    assert.equal(state.copy.rosterVersion, undefined)
    state.rosterIs('1')
    state.take(push('2', ALICE))
    assert.equal(state.take(push('3', 'mallory@bench.localhost')), undefined)
    assert.equal(state.copy.rosterVersion, '2')
    state.rosterIs('')
    assert.equal(state.copy.rosterVersion, '2')
  })
})
