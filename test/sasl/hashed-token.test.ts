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
