import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exchanged } from '../../src/xmpp/dialogue/ready-stream.ts'
import { SASL, SASL2 } from '../../src/xmpp/namespaces.ts'
import {
  anElement,
  connect,
  expect,
  expectBytes,
  expectHeader,
  fail,
  say,
  sayBytes,
  startTls,
} from '../../src/xmpp/verbs/say.ts'

import { A, B, HEADER, opened, SAY_A, SAY_B, Stage, WANT_A, WANT_B } from './stage.ts'

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
      unique: undefined,
      serverEndPoint: undefined,
    } as const
    assert.deepEqual(stage.tell({ kind: 'secured', early: false, tls }), [
      'reached secured',
      'ready',
    ])
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

  it('may be white space behind <proceed/>, which is forgotten', () => {
    assert.deepEqual(proceeding().hear(`${SAY_A} \n`), [`heard ${SAY_A}`, 'secure'])
  })

  it('may not contain anything else behind <proceed/>, whole or unfinished', () => {
    for (const more of [SAY_B, '<unfin']) {
      assert.deepEqual(proceeding().hear(SAY_A + more), [
        `heard ${SAY_A}`,
        'failed protocol-violation: expected TLS to begin behind <proceed/>, found more text in the clear',
        'close',
      ])
    }
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
      yield* expect([anElement('success', SASL)])
      yield* expect([anElement('success', SASL2)])
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
      'ready',
    ])
  })
})
