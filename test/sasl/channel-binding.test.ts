import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bindingOf, chooseBinding, UNBOUND } from '../../src/sasl/channel-binding.ts'
import { announcementHash } from '../../src/sasl/downgrade.ts'
import { fromBase64, fromUtf8, toBase64 } from '../../src/sasl/octets.ts'
import { EARLY_TLS, TLS } from '../server/connected.ts'

const octets = (said: string): Uint8Array => Buffer.from(said)

describe('what a name says is bound', () => {
  it('to what is there', () => {
    assert.equal(bindingOf('nothing', undefined), UNBOUND)
    assert.deepEqual(bindingOf('tls-exporter', TLS), {
      kind: 'bound',
      type: 'tls-exporter',
      data: TLS.exporter,
    })
    assert.deepEqual(bindingOf('tls-server-end-point', EARLY_TLS), {
      kind: 'bound',
      type: 'tls-server-end-point',
      data: TLS.serverEndPoint,
    })
    assert.equal(bindingOf('tls-exporter', EARLY_TLS), undefined)
    // What is negotiated is chosen, not named.
    assert.equal(bindingOf('negotiated', TLS), undefined)
  })
})

describe('channel binding is chosen', () => {
  const choose = (
    mechanisms: string[],
    types: string[],
    profile: 'sasl1' | 'sasl2' = 'sasl2',
    tls = TLS,
  ): string => {
    const choice = chooseBinding({ mechanisms, types, profile }, tls)
    return choice.kind === 'bound' ? choice.type : choice.kind
  }
  const PLUS = ['SCRAM-SHA-256-PLUS']

  it('by the rules of XEP-0440', () => {
    assert.equal(choose(['PLAIN'], []), 'not-offered')
    assert.equal(choose(PLUS, []), 'refused')
    assert.equal(choose(['PLAIN'], ['tls-exporter']), 'refused')
    assert.equal(choose(PLUS, ['tls-server-end-point', 'tls-exporter']), 'tls-exporter')
    assert.equal(choose(PLUS, ['tls-server-end-point']), 'tls-server-end-point')
    assert.equal(choose(PLUS, ['tls-unique']), 'unsupported')
    const tls12 = { ...TLS, version: '1.2', exporter: undefined, unique: octets('first') } as const
    assert.equal(choose(PLUS, ['tls-unique'], 'sasl2', tls12), 'tls-unique')
    assert.equal(choose(PLUS, ['tls-server-end-point', 'tls-unique'], 'sasl2', tls12), 'tls-unique')
    assert.equal(
      choose(PLUS, ['tls-exporter', 'tls-server-end-point'], 'sasl2', EARLY_TLS),
      'tls-server-end-point',
    )
    assert.equal(choose(PLUS, [], 'sasl1'), 'tls-exporter')
    assert.equal(choose(['PLAIN'], ['tls-exporter'], 'sasl1'), 'not-offered')
  })
})

describe('what travels', () => {
  it('is signed as ejabberd 24.12 signs it (XEP-0474, from a transcript)', () => {
    assert.equal(
      announcementHash('SHA-256', {
        mechanisms: ['PLAIN', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'],
        types: ['tls-exporter', 'tls-server-end-point'],
      }),
      'OpwIlj6pDmUR+0q4Zqaqb5xWu6SDmduyUo4bUQEUWCQ=',
    )
  })

  it('is strict base64 and UTF-8', () => {
    assert.equal(toBase64(octets('user').subarray(1, 3)), 'c2U=')
    for (const bad of ['A', 'AA', 'AAA', 'AA==A', 'AB==', 'A A=', 'AA-_', '====']) {
      assert.equal(fromBase64(bad), undefined, bad)
    }
    assert.deepEqual(fromBase64(''), Buffer.alloc(0))
    assert.equal(fromUtf8(Uint8Array.of(0xff)), undefined)
    assert.equal(fromUtf8(octets('\ufffd')), '\ufffd')
  })
})
