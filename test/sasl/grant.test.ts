import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OAUTHBEARER } from '../../src/sasl/grant/oauthbearer.ts'
import { X_OAUTH } from '../../src/sasl/grant/x-oauth.ts'
import { clientEnd, ENROLLED, enrolments, octets, serverEnd, text } from './ends.ts'

/** RFC 7628 §4.1 and §4.3, with the separators as they are. */
const EXAMPLE =
  'n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01'

describe('OAUTHBEARER', () => {
  it('reads the example of RFC 7628 §4.1', () => {
    const held = enrolments()
    held.add('user', { ...ENROLLED, accessToken: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' })
    assert.deepEqual(serverEnd(OAUTHBEARER, held).respond(octets(EXAMPLE)), {
      kind: 'success',
      username: 'user',
      authorization: 'user@example.com',
      additional: undefined,
    })
  })

  it('says the same as the example, but whom it has connected to, which only signatures need', () => {
    const said = text(clientEnd(OAUTHBEARER).initial())
    assert.equal(said, `n,a=user@example.org,\x01auth=Bearer ${ENROLLED.accessToken}\x01\x01`)
  })

  it('refuses in two steps (§3.2.2, §3.2.3): a document of discovery, and then the failure', () => {
    const server = serverEnd(OAUTHBEARER)
    const step = server.respond(octets(EXAMPLE))
    assert.ok(step.kind === 'challenge')
    assert.deepEqual(JSON.parse(text(step.message)), {
      status: 'invalid_token',
      scope: 'xmpp',
      'openid-configuration': 'https://example.org/.well-known/oauth-authorization-server',
    })
    const client = clientEnd(OAUTHBEARER, 'wrong')
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    assert.deepEqual([...answer.message], [1])
    const REFUSED = { kind: 'failure', condition: 'not-authorized' }
    assert.deepEqual(server.respond(answer.message), REFUSED)
    // Nor is anybody let in who tries again in its place.
    const right = clientEnd(OAUTHBEARER).initial() ?? octets('')
    const second = serverEnd(OAUTHBEARER)
    second.respond(octets(EXAMPLE))
    assert.deepEqual(second.respond(right), REFUSED)
    // A success after that would be somebody else's.
    assert.equal(client.finish(undefined)?.code, 'protocol-violation')
  })

  it('is refused once the token has been revoked', () => {
    const held = enrolments()
    held.revoke('user')
    const step = serverEnd(OAUTHBEARER, held).respond(
      clientEnd(OAUTHBEARER).initial() ?? octets(''),
    )
    assert.equal(step.kind, 'challenge')
  })

  it('is read strictly', () => {
    for (const bad of [
      '',
      'n,,',
      'n,,\x01',
      'n,,\x01\x01',
      'n,,\x01auth=Bearer x\x01',
      'n,,\x01auth=Basic x\x01\x01',
      'n,,\x01auth=Bearer \x01\x01',
      'n,,\x01auth=Bearer x\x01auth=Bearer y\x01\x01',
      'n,,x\x01auth=Bearer x\x01\x01',
      'p=tls-exporter,,\x01auth=Bearer x\x01\x01',
      'n,a=,\x01auth=Bearer x\x01\x01',
    ]) {
      assert.deepEqual(
        serverEnd(OAUTHBEARER).respond(octets(bad)),
        { kind: 'failure', condition: 'malformed-request' },
        JSON.stringify(bad),
      )
    }
  })
})

describe('X-OAUTH', () => {
  it('is the token, and nothing beside it', () => {
    assert.equal(text(clientEnd(X_OAUTH).initial()), ENROLLED.accessToken)
    const held = enrolments()
    held.revoke('user')
    const step = serverEnd(X_OAUTH, held).respond(octets(ENROLLED.accessToken))
    assert.deepEqual(step, { kind: 'failure', condition: 'not-authorized' })
  })
})
