/** What is said in a login by OAUTHBEARER that is refused (RFC 7628 §3.2.3), really run. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusedLogin } from '../../src/run/simulated/refused-login.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { strategyNamed } from '../dialogue/scene.ts'
import { ACCOUNT } from '../serve/hosting.ts'

const text = (octets: Uint8Array): string => Buffer.from(octets).toString()
const decoded = (octets: Uint8Array, element: string): string =>
  Buffer.from(new RegExp(`<${element}[^>]*>([^<]*)<`).exec(text(octets))?.[1] ?? '', 'base64')
    .toString()
    .replaceAll('\x01', '|')

describe('a login by OAUTHBEARER without a token', () => {
  const { said } = strategyNamed('sasl2-direct+oauth-first')
  const asked = refusedLogin(said, EVERYTHING, ACCOUNT)

  it('is the header, the refusal with its document, and one octet for the failure', () => {
    assert.deepEqual(
      asked.map(({ layer }) => layer),
      ['header', 'auth', 'auth'],
    )
    const [header, refusal, failure] = asked
    assert.ok(header && refusal && failure)
    assert.match(text(header.answer), /<stream:features>.*OAUTHBEARER/)
    assert.equal(
      decoded(refusal.request, 'initial-response'),
      'n,a=alice@localhost,|auth=Bearer none||',
    )
    const document: unknown = JSON.parse(decoded(refusal.answer, 'challenge'))
    assert.deepEqual(document, {
      status: 'invalid_token',
      scope: 'xmpp',
      'openid-configuration': 'https://localhost/.well-known/oauth-authorization-server',
    })
    assert.equal(decoded(failure.request, 'response'), '|')
    assert.match(text(failure.answer), /<failure .*not-authorized/)
  })
})
