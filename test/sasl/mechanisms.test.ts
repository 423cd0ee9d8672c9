/** What every mechanism in the list has to hold to, whichever it is. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Mechanism } from '../../src/sasl/mechanism.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { clientEnd, converse, serverEnd } from './ends.ts'

const ALL: readonly Mechanism[] = [
  ...MECHANISMS.proving('password'),
  ...MECHANISMS.proving('token'),
]

for (const mechanism of ALL) {
  describe(mechanism.name, () => {
    it('has a name that RFC 4422 §3.1 allows, under which it is found', () => {
      assert.match(mechanism.name, /^[A-Z0-9_-]{1,20}$/)
      assert.equal(MECHANISMS.named(mechanism.name), mechanism)
      for (const end of [clientEnd(mechanism), serverEnd(mechanism)]) {
        assert.equal(end.name, mechanism.name)
      }
    })

    it('lets in who knows the secret', () => {
      const client = clientEnd(mechanism)
      const outcome = converse(client, serverEnd(mechanism))
      assert.ok(typeof outcome === 'object' && outcome.kind === 'success', JSON.stringify(outcome))
      assert.deepEqual([outcome.username, outcome.authorization], ['user', ''])
      assert.equal(client.finish(outcome.additional), undefined)
    })

    it('lets nobody in who does not', () => {
      assert.deepEqual(converse(clientEnd(mechanism, 'wrong'), serverEnd(mechanism)), {
        kind: 'failure',
        condition: 'not-authorized',
      })
    })

    it(
      mechanism.binds === 'nothing' ? 'does as well on any channel' : 'refuses another channel',
      () => {
        const outcome = converse(clientEnd(mechanism, 'right', 'another'), serverEnd(mechanism))
        const expected = mechanism.binds === 'nothing' ? 'success' : 'failure'
        assert.equal(typeof outcome === 'object' ? outcome.kind : outcome, expected)
      },
    )

    it(
      mechanism.authenticates === 'both'
        ? 'makes the client insist on the server’s proof'
        : 'asks no proof of the server',
      () => {
        const client = clientEnd(mechanism)
        converse(client, serverEnd(mechanism))
        const code = mechanism.authenticates === 'both' ? 'server-not-authentic' : undefined
        assert.equal(client.finish(undefined)?.code, code)
        assert.equal(client.finish(Buffer.from('proof'))?.code, code)
      },
    )

    it('shows the secret only if it says so', () => {
      const shown = Buffer.from(clientEnd(mechanism).initial() ?? []).toString('latin1')
      assert.equal(/pencil|secret-token/.test(shown), mechanism.discloses === 'secret')
    })

    it('does not answer for ever', () => {
      const client = clientEnd(mechanism)
      client.initial()
      const answers = Array.from({ length: 8 }, () => client.respond(Buffer.from('again')))
      assert.equal(answers.at(-1)?.kind, 'failed')
    })

    it('never throws, whatever either end is told', () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 3 }), (messages) => {
          const server = serverEnd(mechanism)
          const client = clientEnd(mechanism)
          for (const message of messages) {
            server.respond(message)
            client.respond(message)
            client.finish(message)
          }
        }),
        { seed: 3, numRuns: 200 },
      )
    })
  })
}

describe('the list', () => {
  it('puts the better before the worse, and what binds before what does not', () => {
    const names = (all: readonly Mechanism[]): string[] => all.map(({ name }) => name)
    assert.deepEqual(names(MECHANISMS.proving('password')), [
      'SCRAM-SHA-256-PLUS',
      'SCRAM-SHA-256',
      'SCRAM-SHA-1-PLUS',
      'SCRAM-SHA-1',
      'PLAIN',
    ])
    assert.deepEqual(names(MECHANISMS.proving('token')), [
      'HT-SHA-256-EXPR',
      'HT-SHA-256-UNIQ',
      'HT-SHA-256-ENDP',
      'HT-SHA-256-NONE',
    ])
  })

  it('stands in the README', () => {
    const readme = readFileSync(new URL('../../src/sasl/README.md', import.meta.url), 'utf8')
    const named = new Set(readme.match(/[A-Z]+-SHA-[A-Z0-9-]*[A-Z0-9]|PLAIN/g))
    for (const { name } of ALL) assert.ok(named.has(name), name)
  })

  it('says what a server has to keep of passwords', () => {
    const kept = (...announced: string[]): string[] =>
      MECHANISMS.schemes(announced).map(({ name }) => name)
    assert.deepEqual(kept('PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS'), ['SCRAM-SHA-1'])
    assert.deepEqual(kept('SCRAM-SHA-1', 'SCRAM-SHA-256'), ['SCRAM-SHA-256', 'SCRAM-SHA-1'])
    // Even for PLAIN alone: passwords themselves are never kept.
    assert.deepEqual(kept('PLAIN', 'OAUTHBEARER'), ['SCRAM-SHA-256'])
  })
})
