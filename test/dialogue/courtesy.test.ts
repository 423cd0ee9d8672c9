import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { element } from '../../src/xml/xml.ts'
import type { Addressee } from '../../src/xmpp/dialogue/script.ts'
import { CLIENT, PING, SM } from '../../src/xmpp/namespaces.ts'
import { Ledger } from '../../src/xmpp/stream-management.ts'
import { expect, reached, say } from '../../src/xmpp/verbs/say.ts'
import { A, HEADER, opened, SAY_A, SAY_B, type Stage, WANT_A, WANT_B } from './stage.ts'

describe('what nobody expected', () => {
  const waiting = (): Stage =>
    opened(function* () {
      yield* expect(WANT_A)
    })

  it('is passed over, and stanzas are handed on', () => {
    const stage = waiting()
    const odd = `${SAY_B}<message xmlns='jabber:client'/> \n<stream:features/>${HEADER}`
    assert.deepEqual(
      stage.hear(odd).filter((one) => !one.startsWith('heard')),
      ['arrived <message/>'],
    )
    assert.deepEqual(stage.hear(SAY_A), [`heard ${SAY_A}`, 'ready'])
  })

  it('is declined when it is a request', () => {
    const stage = waiting()
    const [, said, sent] = stage.hear("<iq type='get' id='7' from='x'><ping xmlns='urn:p'/></iq>")
    assert.match(said ?? '', /^said sm/)
    assert.equal(
      sent,
      "send <iq type='error' id='7' to='x'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    )
  })

  it('ends the attempt when it is a stream error', () => {
    const error =
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    assert.deepEqual(waiting().hear(error).slice(1), [
      'failed stream-error: the server ended the stream: conflict',
      'close',
    ])
  })

  it('ends the attempt when it cannot be read', () => {
    assert.match(waiting().hear('<a></b>').join(), /failed malformed-xml/)
    assert.match(waiting().hear('<!DOCTYPE x>').join(), /failed malformed-xml/)
  })

  it('ends the attempt when it is the end', () => {
    assert.deepEqual(waiting().hear('</stream:stream>').slice(1), [
      'failed connection-closed: expected <a/>, found the end of the stream',
      'close',
    ])
    assert.deepEqual(waiting().tell({ kind: 'closed' }), [
      'failed connection-closed: expected <a/>, found the connection closed',
      'close',
    ])
    const error = { code: 'connection-reset', detail: 'reset by the peer' } as const
    assert.deepEqual(waiting().tell({ kind: 'closed', error }), [
      'failed connection-reset: reset by the peer',
      'close',
    ])
  })

  it('is of no interest any more once the attempt has ended', () => {
    const stage = waiting()
    stage.tell({ kind: 'closed' })
    assert.deepEqual(stage.hear(SAY_A), [])
    assert.deepEqual(stage.tell({ kind: 'closed' }), [])
  })
})

describe('stream management after the script has ended', () => {
  const managed = (ledger: Ledger): Stage =>
    opened(function* () {
      yield { kind: 'count', direction: 'sent', ledger }
      yield { kind: 'count', direction: 'handled', ledger }
      yield* say('sm', element('message', CLIENT, { id: '1' }))
      yield* reached('ready')
    })

  it('answers requests for acknowledgement with what was handled', () => {
    const ledger = new Ledger()
    const stage = managed(ledger)
    stage.hear("<message/><presence/><iq type='result' id='9'/><other xmlns='urn:x'/>")
    // message, presence and iq are counted, other elements are not
    const [, , sent] = stage.hear("<r xmlns='urn:xmpp:sm:3'/>")
    assert.equal(sent, `send <a xmlns='${SM}' h='3'/>`)
  })

  it('notes acknowledgements and refuses impossible ones', () => {
    const ledger = new Ledger()
    const stage = managed(ledger)
    assert.equal(ledger.unacknowledged.length, 1)
    const noted = stage.hear("<a xmlns='urn:xmpp:sm:3' h='1'/>")
    assert.deepEqual(noted.slice(1), ['acknowledged message'])
    assert.equal(ledger.unacknowledged.length, 0)
    const outputs = stage.hear("<a xmlns='urn:xmpp:sm:3' h='2'/>")
    assert.deepEqual(outputs.slice(1), [
      'lost protocol-violation: expected an acknowledgement of at most 1 stanzas, found 2',
      'close',
    ])
  })

  it('counts its own courteous answers', () => {
    const ledger = new Ledger()
    const stage = managed(ledger)
    stage.hear("<iq type='get' id='1'/>")
    assert.deepEqual(
      ledger.unacknowledged.map((stanza) => stanza.name),
      ['message', 'iq'],
    )
  })
})

describe('the answer to a request', () => {
  const DOMAIN = 'bench.localhost'
  const ALICE = `alice@${DOMAIN}`
  const MALLORY = ['mallory@evil/x', `mallory@${DOMAIN}`, 'evil', `${DOMAIN}/x`, '']
  const ofAccount: Addressee = { kind: 'account', bare: ALICE }
  const ofServer: Addressee = { kind: 'address', address: DOMAIN }

  const asking = (asked: Addressee): Stage =>
    opened(function* () {
      const to = asked.kind === 'address' ? asked.address : undefined
      yield* say('sm', element('iq', CLIENT, { id: 'c1', type: 'get', to }, element('ping', PING)))
      yield* expect([{ kind: 'answer', id: 'c1', asked }])
    })

  const isReady = (stage: Stage, from?: string): boolean =>
    stage
      .hear(element('iq', CLIENT, { type: 'result', id: 'c1', from }).serialize())
      .includes('ready')

  it('is told by its id and type', () => {
    const stage = asking(ofAccount)
    assert.ok(!stage.hear("<iq type='result' id='c2'/>").includes('ready'))
    assert.ok(!stage.hear("<iq type='set' id='c1'/>").includes('ready'))
    assert.ok(stage.hear("<iq type='error' id='c1'/>").includes('ready'))
  })

  it('is that of the account, or of its server for it, where nobody else was asked', () => {
    for (const from of [undefined, ALICE, `${ALICE}/phone`, DOMAIN, 'Alice@BENCH.localhost']) {
      const stage = asking(ofAccount)
      for (const other of MALLORY) assert.ok(!isReady(stage, other), other)
      assert.ok(isReady(stage, from), from)
    }
  })

  it('is that of the address that was asked', () => {
    const stage = asking(ofServer)
    for (const other of [undefined, ALICE, ...MALLORY]) assert.ok(!isReady(stage, other), other)
    assert.ok(isReady(stage, DOMAIN))
  })
})

describe('an answer out of courtesy', () => {
  it('does not overtake what was said before it', () => {
    const stage = opened(function* () {
      yield* expect(WANT_A)
      yield* say('bind', A)
      yield* expect(WANT_B)
    })
    const outputs = stage.hear(`${SAY_A}<iq type='get' id='1'/>`)
    const sent = outputs.filter((one) => one.startsWith('send'))
    assert.equal(sent.length, 1)
    assert.match(sent[0] ?? '', /^send <a xmlns='urn:x'\/><iq type='error' id='1'>/)
  })
})
