import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PLAIN } from '../../src/sasl/plain.ts'
import { octets, passwordClient, passwordServer, text } from './ends.ts'

describe('PLAIN', () => {
  it('says it all at once', () => {
    const message = passwordClient(PLAIN).initial()
    assert.equal(text(message), '\0user\0pencil')
    assert.equal(
      text(passwordClient(PLAIN, { authorization: 'x@y' }).initial()),
      'x@y\0user\0pencil',
    )
    const server = passwordServer(PLAIN)
    assert.deepEqual(server.respond(message ?? octets('')), {
      kind: 'success',
      username: 'user',
      authorization: '',
      additional: undefined,
    })
  })

  it('is read strictly', () => {
    const server = passwordServer(PLAIN)
    for (const bad of ['', 'u', '\0u', '\0\0p', '\0u\0', '\0u\0p\0']) {
      assert.deepEqual(server.respond(octets(bad)), {
        kind: 'failure',
        condition: 'malformed-request',
      })
    }
    assert.deepEqual(server.respond(Uint8Array.of(0, 0xff, 0, 65)), {
      kind: 'failure',
      condition: 'incorrect-encoding',
    })
  })
})
