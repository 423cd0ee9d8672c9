import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { HT_SHA_256 } from '../../src/sasl/hashed-token.ts'
import type { MechanismOf, ServerStep } from '../../src/sasl/mechanism.ts'
import { EARLY_TLS, TLS } from '../server/connected.ts'
import { clientEnd, octets, TOKEN, tokenServer } from './ends.ts'

const named = (name: string): MechanismOf<'token'> => {
  const mechanism = HT_SHA_256.find((one) => one.name === name)
  if (mechanism === undefined) throw new Error(name)
  return mechanism
}
const HT_SHA_256_EXPR = named('HT-SHA-256-EXPR')
const HT_SHA_256_NONE = named('HT-SHA-256-NONE')

const mac = (...parts: Uint8Array[]): Buffer =>
  createHmac('sha256', TOKEN).update(Buffer.concat(parts)).digest()

describe('hashed tokens', () => {
  it('are the HMACs of draft -09', () => {
    const client = clientEnd(HT_SHA_256_NONE)
    const message = Buffer.from(client.initial() ?? [])
    assert.deepEqual(message, Buffer.concat([octets('user\0'), mac(octets('Initiator'))]))
    assert.equal(client.finish(mac(octets('Responder'))), undefined)
    assert.equal(client.finish(mac(octets('Initiator')))?.code, 'server-not-authentic')
  })

  it('have the channel in them, at both ends', () => {
    const exporter = TLS.exporter ?? octets('')
    const client = clientEnd(HT_SHA_256_EXPR)
    const message = Buffer.from(client.initial() ?? [])
    assert.deepEqual(message, Buffer.concat([octets('user\0'), mac(octets('Initiator'), exporter)]))
    const step = tokenServer(HT_SHA_256_EXPR).respond(message)
    assert.ok(step.kind === 'success')
    assert.deepEqual(step.additional, mac(octets('Responder'), exporter))
  })

  it('cannot be bound to an exporter that is not there yet (RFC 9266 §4.2)', () => {
    const server = tokenServer(HT_SHA_256_EXPR, { tls: EARLY_TLS })
    assert.deepEqual(server.respond(clientEnd(HT_SHA_256_EXPR).initial() ?? octets('')), {
      kind: 'failure',
      condition: 'not-authorized',
    })
  })

  it('are read strictly', () => {
    const verdict = (name: string, proof = new Uint8Array(32)): ServerStep =>
      tokenServer(HT_SHA_256_NONE).respond(Buffer.concat([octets(name), proof]))
    const MALFORMED = { kind: 'failure', condition: 'malformed-request' }
    const WRONG = { kind: 'failure', condition: 'not-authorized' }
    assert.deepEqual(verdict('u\0'), WRONG)
    assert.deepEqual(verdict(`${'x'.repeat(255)}\0`), WRONG)
    assert.deepEqual(verdict(`${'x'.repeat(256)}\0`), MALFORMED)
    assert.deepEqual(verdict('\0'), MALFORMED)
    assert.deepEqual(verdict('u\0', new Uint8Array(31)), MALFORMED)
    assert.deepEqual(verdict(''), MALFORMED)
  })
})

describe('hashed tokens in the form of draft-ietf-kitten-sasl-ht-02', () => {
  const start = {
    username: 'user',
    domain: 'example.org',
    kept: undefined,
    authorization: '',
    fresh: octets(''),
    announced: () => undefined,
  }
  const newClient = () =>
    HT_SHA_256_NONE.client({
      ...start,
      binding: { kind: 'unsupported' },
      secret: { token: TOKEN, form: 'draft-02' },
    })
  const codeOf = (additional: Uint8Array): string | undefined =>
    newClient().finish(additional)?.code

  it('have pairs between NULs, of which none is said', () => {
    assert.deepEqual(
      Buffer.from(newClient().initial() ?? []),
      Buffer.concat([octets('user\0\0'), mac(octets('Initiator'))]),
    )
    const step = tokenServer(HT_SHA_256_NONE).respond(newClient().initial() ?? octets(''))
    assert.ok(step.kind === 'success')
    assert.deepEqual(step.additional, Buffer.concat([octets('\0\0'), mac(octets('Responder'))]))
    assert.equal(newClient().finish(step.additional), undefined)
  })

  it('have what the other end says in their codes', () => {
    const pairs = octets('a=b,c=')
    const proof = mac(octets('Initiator'), pairs)
    const verdict = (message: Uint8Array): string =>
      tokenServer(HT_SHA_256_NONE).respond(message).kind
    assert.equal(verdict(Buffer.concat([octets('user\0'), pairs, octets('\0'), proof])), 'success')
    assert.equal(verdict(Buffer.concat([octets('user\0a=c\0'), proof])), 'failure')
    assert.equal(
      codeOf(Buffer.concat([octets('\0'), pairs, octets('\0'), mac(octets('Responder'), pairs)])),
      undefined,
    )
    const without = Buffer.concat([octets('\0'), pairs, octets('\0'), mac(octets('Responder'))])
    assert.equal(codeOf(without), 'server-not-authentic')
  })

  it('say why they fail, and the client believes nothing else', () => {
    const failure = newClient().finish(octets('\x01invalid-token'))
    assert.deepEqual(failure, {
      code: 'authentication-failed',
      detail: 'HT-SHA-256-NONE refused: invalid-token',
    })
    // The answer of draft -09 to a question of -02.
    assert.equal(codeOf(mac(octets('Responder'))), 'server-not-authentic')
    assert.equal(codeOf(octets('')), 'server-not-authentic')
  })

  it('are malformed to a server of draft -09, and with pairs that are none', () => {
    const records = {
      forms: ['draft-09'] as const,
      use: () => ({ kind: 'accepted', token: TOKEN }) as const,
    }
    const MALFORMED = { kind: 'failure', condition: 'malformed-request' }
    const message = newClient().initial() ?? octets('')
    assert.deepEqual(tokenServer(HT_SHA_256_NONE, { records }).respond(message), MALFORMED)
    for (const pairs of ['a', '=b', 'a=b,', 'a=b c=d', 'a='.repeat(200)]) {
      const wrong = Buffer.concat([octets(`user\0${pairs}\0`), mac(octets('Initiator'))])
      assert.deepEqual(tokenServer(HT_SHA_256_NONE).respond(wrong), MALFORMED, pairs)
    }
  })
})
