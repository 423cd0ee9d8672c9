import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DIGEST_MD5 } from '../../src/sasl/digest-md5/digest-md5.ts'
import { quoted, readDirectives } from '../../src/sasl/digest-md5/directives.ts'
import { digestResponse, digestSecret } from '../../src/sasl/digest-md5/response.ts'
import type { ClientMechanism, Kept, ServerStep } from '../../src/sasl/mechanism.ts'
import { ServerNotes } from '../../src/xmpp/server/notes.ts'
import { CODE_POINT } from '../code-point.ts'
import { clientEnd, converse, octets, PASSWORD, passwordServer, text } from './ends.ts'

/** RFC 2831 §4, for `chris` with the password `secret`. */
const EXAMPLES = [
  {
    uri: 'imap/elwood.innosoft.com',
    nonce: 'OA6MG9tEQGm2hh',
    cnonce: 'OA6MHXh6VqTrRk',
    response: 'd388dad90d4bbd760a152321f2143af7',
    rspauth: 'ea40f60335c427b5527b84dbabcdfffd',
  },
  {
    uri: 'acap/elwood.innosoft.com',
    nonce: 'OA9BSXrbuRhWay',
    cnonce: 'OA9BSuZWMSpW8m',
    response: '6084c6db3fede7352c551284490fd0fc',
    rspauth: '2f0b3d7c3c2e486600ef710726aa2eae',
  },
]

/** A server of which each connection has a nonce of its own, and that remembers. */
const newServer = () => {
  const notes = new ServerNotes()
  let connections = 0
  return () => {
    connections += 1
    const nonce = `nonce ${connections}`
    return passwordServer(DIGEST_MD5, { notes, nonce: () => nonce })
  }
}

const accepted = (client: ClientMechanism, step: ServerStep | string): Kept => {
  assert.ok(typeof step === 'object' && step.kind === 'success', JSON.stringify(step))
  assert.equal(step.username, 'user')
  assert.equal(client.finish(step.additional), undefined)
  const kept = client.keeps?.()
  assert.ok(kept)
  return kept
}

const again = (kept: Kept): ClientMechanism => clientEnd(DIGEST_MD5, 'right', 'same', kept)

describe('DIGEST-MD5', () => {
  for (const { uri, nonce, cnonce, response, rspauth } of EXAMPLES) {
    it(`computes the example of RFC 2831 §4: ${uri}`, () => {
      const secret = digestSecret('chris', 'elwood.innosoft.com', 'secret')
      const digested = { secret, nonce, cnonce, nonceCount: '00000001', uri, authorization: '' }
      assert.equal(digestResponse('client', digested), response)
      assert.equal(digestResponse('server', digested), rspauth)
    })
  }

  it('hashes in ISO 8859-1 what fits into it (§2.1.2.1)', () => {
    const narrow = digestSecret('ü', 'x', 'p')
    assert.deepEqual(narrow, digestSecret('\u00fc', 'x', 'p'))
    assert.notDeepEqual(narrow, digestSecret('ū', 'x', 'p'))
  })

  it('waits for the server at first, and speaks first when it comes again (§2.2)', () => {
    const connect = newServer()
    const first = clientEnd(DIGEST_MD5)
    assert.equal(first.initial(), undefined)
    const kept = accepted(first, converse(first, connect()))
    assert.deepEqual(kept.values['count'], '1')
    const second = again(kept)
    const message = text(second.initial())
    assert.match(message, /^username="user",realm="example.org",nonce="nonce 1",.*nc=00000002/)
    const later = accepted(second, connect().respond(octets(message)))
    const third = again(later)
    assert.match(text(third.initial()), /nc=00000003/)
    accepted(third, converse(third, connect()))
  })

  it('is challenged anew when it is replayed, and not let in by what was replayed', () => {
    const connect = newServer()
    const first = clientEnd(DIGEST_MD5)
    const kept = accepted(first, converse(first, connect()))
    const message = again(kept).initial() ?? octets('')
    assert.equal(connect().respond(message).kind, 'success')
    const server = connect()
    const step = server.respond(message)
    assert.ok(step.kind === 'challenge')
    // Out of turn is no matter of a stale nonce.
    assert.doesNotMatch(text(step.message), /stale/)
    assert.deepEqual(server.respond(message), { kind: 'failure', condition: 'not-authorized' })
  })

  it('is told that its nonce is stale, and answers the new one', () => {
    const first = clientEnd(DIGEST_MD5)
    const kept = accepted(first, converse(first, newServer()()))
    // A server that has forgotten it.
    const server = newServer()()
    const client = again(kept)
    const step = server.respond(client.initial() ?? octets(''))
    assert.ok(step.kind === 'challenge')
    assert.match(text(step.message), /stale=true/)
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    assert.match(text(answer.message), /nc=00000001/)
    accepted(client, server.respond(answer.message))
  })

  it('does not tell somebody without the password whether a nonce is stale', () => {
    const client = clientEnd(DIGEST_MD5, 'wrong', 'same', {
      mechanism: 'DIGEST-MD5',
      lasts: 'session',
      values: { nonce: 'nonce 1', cnonce: 'c', realm: 'example.org', count: '1' },
    })
    const server = newServer()()
    const step = server.respond(client.initial() ?? octets(''))
    assert.ok(step.kind === 'challenge')
    assert.doesNotMatch(text(step.message), /stale/)
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    assert.equal(server.respond(answer.message).kind, 'failure')
  })

  it('takes the proof of the server as a challenge, too (RFC 3920 §6.6), and no false one', () => {
    const proof = (change: string): unknown => {
      const client = clientEnd(DIGEST_MD5)
      const server = newServer()()
      const answer = client.respond(server.challenge?.() ?? octets(''))
      assert.ok(answer.kind === 'message')
      const step = server.respond(answer.message)
      assert.ok(step.kind === 'success')
      const last = client.respond(octets(text(step.additional) + change))
      return last.kind === 'message'
        ? [last.message.length, client.finish(undefined)]
        : last.failure.code
    }
    assert.deepEqual(proof(''), [0, undefined])
    assert.equal(proof('0'), 'server-not-authentic')
  })

  it('refuses a challenge with another protection or algorithm', () => {
    const code = (challenge: string): string | undefined => {
      const step = clientEnd(DIGEST_MD5).respond(octets(challenge))
      return step.kind === 'failed' ? step.failure.code : undefined
    }
    assert.equal(code('nonce="n",qop="auth",algorithm=md5-sess'), undefined)
    assert.equal(code('nonce="n",qop="auth-int,auth",algorithm=md5-sess'), undefined)
    assert.equal(code('nonce="n",algorithm=md5-sess'), undefined)
    assert.equal(code('nonce="n",qop="auth-conf",algorithm=md5-sess'), 'protocol-violation')
    assert.equal(code('nonce="n",qop="auth",algorithm=md5'), 'protocol-violation')
    assert.equal(code('qop="auth",algorithm=md5-sess'), 'protocol-violation')
  })

  it('is of this server and nobody else’s: realm, service and nonce', () => {
    const client = clientEnd(DIGEST_MD5)
    const server = newServer()
    const challenged = server()
    const answer = client.respond(challenged.challenge?.() ?? octets(''))
    assert.ok(answer.kind === 'message')
    const said = text(answer.message)
    const verdict = (change: (said: string) => string, challenge: boolean): string => {
      const end = server()
      if (challenge) end.challenge?.()
      const step = end.respond(octets(change(said)))
      return step.kind === 'failure' ? step.condition : step.kind
    }
    const MALFORMED = 'malformed-request'
    assert.equal(
      verdict((one) => one.replace('realm="example.org"', 'realm="x"'), true),
      MALFORMED,
    )
    assert.equal(
      verdict((one) => one.replace('xmpp/', 'imap/'), true),
      MALFORMED,
    )
    assert.equal(
      verdict((one) => one.replace('qop=auth', 'qop=auth-int'), true),
      MALFORMED,
    )
    assert.equal(
      verdict((one) => one.replace('nc=0000000', 'nc=000000'), true),
      MALFORMED,
    )
    // The nonce of another connection.
    assert.equal(
      verdict((one) => one, true),
      'not-authorized',
    )
    assert.equal(challenged.respond(answer.message).kind, 'success')
    assert.ok(!said.includes(PASSWORD))
  })
})

describe('directives', () => {
  it('are read back as they were written', () => {
    const value = fc.string({ unit: CODE_POINT })
    fc.assert(
      fc.property(value, value, (a, b) => {
        const read = readDirectives(`a=${quoted(a)}, ,b=${quoted(b)},c=token`)
        assert.deepEqual(
          [...(read ?? [])],
          [
            ['a', a],
            ['b', b],
            ['c', 'token'],
          ],
        )
      }),
    )
  })

  it('are nothing else', () => {
    for (const bad of ['', ',', 'a', 'a=', '=b', 'a="', 'a="b', 'a=b c=d', 'a=b,a=c', 'a="b"c=d']) {
      assert.equal(readDirectives(bad), undefined, bad)
    }
    // Several realms are offered by one server; the first will do.
    assert.equal(readDirectives('realm="x",realm="y"')?.get('realm'), 'x')
  })
})
