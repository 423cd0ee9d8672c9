import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { Dialogue, type DialogueOutput } from '../../src/xmpp/dialogue.ts'
import { CARBONS, CLIENT, SASL, SM } from '../../src/xmpp/namespaces.ts'
import type { Script, Wanted } from '../../src/xmpp/script.ts'
import { exchanged, type Session } from '../../src/xmpp/session.ts'
import { Ledger } from '../../src/xmpp/stream-management.ts'
import {
  anElement,
  connect,
  expect,
  expectBytes,
  expectHeader,
  fail,
  open,
  reached,
  say,
  sayBytes,
  startTls,
} from '../../src/xmpp/verbs/say.ts'
import { element, encodeText, streamHeader } from '../../src/xmpp/xml.ts'

/** What an output comes to, in a word or two. */
const brief = (output: DialogueOutput): string => {
  switch (output.kind) {
    case 'command':
      return output.command.kind === 'send'
        ? `send ${Buffer.from(output.command.bytes).toString()}`
        : output.command.kind
    case 'waited':
      return `waited ${output.layer}`
    case 'reached':
      return `reached ${output.milestone}`
    case 'said':
      return `said ${output.step} ${output.bytes}`
    case 'heard':
      return `heard ${output.xml}`
    case 'finished': {
      const { outcome } = output
      return outcome.kind === 'ready'
        ? 'ready'
        : `failed ${outcome.failure.code}: ${outcome.failure.detail}`
    }
  }
}

class Stage {
  readonly #dialogue: Dialogue

  constructor(script: Script<Session>) {
    this.#dialogue = new Dialogue(script, { random: Random.seeded(1) })
  }

  drain(): string[] {
    const outputs: string[] = []
    for (let out = this.#dialogue.poll(); out !== undefined; out = this.#dialogue.poll()) {
      outputs.push(brief(out))
    }
    return outputs
  }

  tell(event: TransportEvent): string[] {
    this.#dialogue.handle(event)
    return this.drain()
  }

  hear(text: string): string[] {
    return this.tell({ kind: 'received', bytes: encodeText(text), early: false })
  }
}

const HEADER =
  "<stream:stream id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
const A = element('a', 'urn:x')
const B = element('b', 'urn:x')
const WANT_A = [anElement('a', 'urn:x')]
const WANT_B = [anElement('b', 'urn:x')]
const SAY_A = "<a xmlns='urn:x'/>"
const SAY_B = "<b xmlns='urn:x'/>"

/** A stage on which the stream is already open. */
const opened = (rest: () => Script<void>): Stage => {
  const stage = new Stage(
    (function* () {
      yield* open('header', streamHeader({ to: 'x', declaration: false }))
      yield* expectHeader()
      yield* rest()
      return exchanged
    })(),
  )
  stage.drain()
  stage.hear(HEADER)
  return stage
}

describe('how waits are counted', () => {
  it('counts one wait for what leaves in one write, of the layer said last', () => {
    const stage = new Stage(
      (function* () {
        yield* say('header', A)
        yield* say('auth', B)
        yield* expectHeader()
        yield* expect(WANT_A)
        return exchanged
      })(),
    )
    // both elements in one send, then one wait
    assert.deepEqual(stage.drain(), [
      'said header 18',
      'said auth 18',
      `send ${SAY_A}${SAY_B}`,
      'waited auth',
    ])
    // the second expect blocks, but nothing was said since: no second wait
    assert.deepEqual(stage.hear(HEADER).slice(1), [])
    assert.deepEqual(stage.hear(SAY_A).slice(1), ['ready'])
  })

  it('counts nothing for what has arrived already', () => {
    const stage = opened(function* () {
      yield* say('auth', A)
      yield* expect(WANT_A)
      yield* say('bind', B)
      yield* expect(WANT_B)
    })
    // b came along with a: when the script expects it, it need not wait
    const outputs = stage.hear(SAY_A + SAY_B)
    assert.deepEqual(outputs, [
      `heard ${SAY_A}`,
      'said bind 18',
      `heard ${SAY_B}`,
      `send ${SAY_B}`,
      'ready',
    ])
  })

  it('passes on the waits of the layers below', () => {
    const stage = new Stage(
      (function* () {
        yield* connect()
        yield* startTls()
        return exchanged
      })(),
    )
    assert.deepEqual(stage.drain(), ['connect'])
    assert.deepEqual(stage.tell({ kind: 'waited', layer: 'tcp' }), ['waited tcp'])
    assert.deepEqual(stage.tell({ kind: 'connected' }), ['reached connected', 'secure'])
    assert.deepEqual(stage.tell({ kind: 'waited', layer: 'tls' }), ['waited tls'])
    const tls = {
      version: '1.3',
      resumed: false,
      exporter: undefined,
      serverEndPoint: undefined,
    } as const
    assert.deepEqual(stage.tell({ kind: 'secured', early: false, tls }), [
      'reached secured',
      'ready',
    ])
  })
})

describe('what nobody expected', () => {
  const waiting = (): Stage =>
    opened(function* () {
      yield* expect(WANT_A)
    })

  it('is passed over', () => {
    const stage = waiting()
    const odd = `${SAY_B}<message xmlns='jabber:client'/> \n<stream:features/>${HEADER}`
    assert.deepEqual(
      stage.hear(odd).filter((one) => !one.startsWith('heard')),
      [],
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

describe('a script that fails', () => {
  it('is never resumed', () => {
    const stage = opened(function* () {
      yield* say('auth', A)
      yield* fail('bind-failed', 'because')
    })
    assert.deepEqual(stage.drain(), [])
    assert.deepEqual(stage.hear(SAY_A), [])
  })

  it('does not send what it had not sent', () => {
    const stage = new Stage(
      (function* () {
        yield* say('auth', A)
        return yield* fail('bind-failed', 'because')
      })(),
    )
    assert.deepEqual(stage.drain(), ['said auth 18', 'failed bind-failed: because', 'close'])
  })
})

describe('cleartext before TLS', () => {
  const proceeding = (): Stage => {
    const stage = opened(function* () {
      yield* expect(WANT_A)
      yield* startTls()
    })
    return stage
  }

  it('is forgotten, unfinished text too', () => {
    const stage = proceeding()
    assert.deepEqual(stage.hear(`${SAY_A}<unfin`), [`heard ${SAY_A}`, 'secure'])
  })

  it('may not contain anything behind <proceed/>', () => {
    assert.deepEqual(proceeding().hear(SAY_A + SAY_B), [
      `heard ${SAY_A}`,
      'failed protocol-violation: expected TLS to begin behind <proceed/>, found more text in the clear',
      'close',
    ])
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
    stage.hear("<a xmlns='urn:xmpp:sm:3' h='1'/>")
    assert.equal(ledger.unacknowledged.length, 0)
    const outputs = stage.hear("<a xmlns='urn:xmpp:sm:3' h='2'/>")
    assert.deepEqual(outputs.slice(1), ['close']) // the attempt has succeeded before
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

describe('raw octets', () => {
  it('are said and counted, and nothing is parsed', () => {
    const stage = new Stage(
      (function* () {
        yield* sayBytes(new Uint8Array([65, 66]))
        yield* expectBytes(5)
        yield* sayBytes(new Uint8Array([67]))
        yield* expectBytes(1)
        return exchanged
      })(),
    )
    assert.deepEqual(stage.drain(), ['said data 2', 'send AB', 'waited data'])
    assert.deepEqual(stage.hear('<<'), [])
    // 2 + 4 octets: five are taken, one is left over for the second expectation
    assert.deepEqual(stage.hear('<<<<'), ['said data 1', 'send C', 'ready'])
  })
})

describe('traces', () => {
  it('show lengths in place of secrets', () => {
    const stage = opened(function* () {
      yield* expect(WANT_A)
    })
    const texts = [
      `<success xmlns='${SASL}'>dj1zZWNyZXQ=</success>`,
      "<token xmlns='urn:xmpp:fast:0' expiry='2026' token='secret'/>",
      "<success xmlns='urn:xmpp:sasl:2'><additional-data>c2VjcmV0</additional-data></success>",
    ]
    assert.deepEqual(stage.hear(texts.join('')), [
      `heard <success xmlns='${SASL}'>…(12)</success>`,
      "heard <token xmlns='urn:xmpp:fast:0' expiry='2026' token='…(6)'/>",
      "heard <success xmlns='urn:xmpp:sasl:2'><additional-data>…(8)</additional-data></success>",
    ])
  })
})

describe('the answer to a request', () => {
  it('is told by its id and type', () => {
    const wanted: readonly Wanted[] = [{ kind: 'answer', id: 'c1' }]
    const stage = opened(function* () {
      yield* say('sm', element('iq', CLIENT, { id: 'c1', type: 'set' }, element('enable', CARBONS)))
      yield* expect(wanted)
    })
    assert.ok(!stage.hear("<iq type='result' id='c2'/>").includes('ready'))
    assert.ok(!stage.hear("<iq type='set' id='c1'/>").includes('ready'))
    assert.ok(stage.hear("<iq type='error' id='c1'/>").includes('ready'))
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
