/** What every mechanism in the list has to hold to, whichever it is. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { tokenText } from '../../src/sasl/device/x-token.ts'
import type { Mechanism } from '../../src/sasl/mechanism.ts'
import { MECHANISMS, Mechanisms } from '../../src/sasl/mechanisms.ts'
import { COUNTERSIGN } from './countersign.ts'
import { clientEnd, converse, ENROLLED, serverEnd } from './ends.ts'

const ALL: readonly Mechanism[] = [...MECHANISMS.logins, ...MECHANISMS.proving('token')]
/** And the example of the README, as if it had its line. */
const KNOWN = new Mechanisms([...ALL, COUNTERSIGN])
/** How the secrets look where they are shown. */
const SHOWN = new RegExp(`pencil|secret-token|${tokenText(ENROLLED.device.key)}`)

for (const mechanism of [...ALL, COUNTERSIGN]) {
  describe(mechanism.name, () => {
    it('has a name that RFC 4422 §3.1 allows, under which it is found', () => {
      assert.match(mechanism.name, /^[A-Z0-9_-]{1,20}$/)
      assert.equal(KNOWN.named(mechanism.name), mechanism)
      for (const end of [clientEnd(mechanism), serverEnd(mechanism)]) {
        assert.equal(end.name, mechanism.name)
      }
    })

    it('lets in who knows the secret', () => {
      const client = clientEnd(mechanism)
      const outcome = converse(client, serverEnd(mechanism))
      assert.ok(typeof outcome === 'object' && outcome.kind === 'success', JSON.stringify(outcome))
      assert.equal(outcome.username, 'user')
      assert.match(outcome.authorization, /^(user@example\.org)?$/)
      assert.equal(client.finish(outcome.additional), undefined)
    })

    it('lets nobody in who does not', () => {
      // A client has nothing to be wrong about that TLS has to vouch for.
      const server = serverEnd(mechanism, undefined, 'nobody')
      const outcome = converse(clientEnd(mechanism, 'wrong'), server)
      // A client that insists on a proof may be the first to find out.
      if (typeof outcome === 'string') assert.equal(mechanism.authenticates, 'both')
      else assert.deepEqual(outcome, { kind: 'failure', condition: 'not-authorized' })
    })

    it(
      mechanism.binds === 'nothing' ? 'does as well on any channel' : 'refuses another channel',
      () => {
        const outcome = converse(clientEnd(mechanism, 'right', 'another'), serverEnd(mechanism))
        const isIn = typeof outcome === 'object' && outcome.kind === 'success'
        assert.equal(isIn, mechanism.binds === 'nothing')
      },
    )

    it(
      mechanism.authenticates === 'both'
        ? 'makes the client insist on the server’s proof'
        : 'asks no proof of the server',
      () => {
        const code = mechanism.authenticates === 'both' ? 'server-not-authentic' : undefined
        const unanswered = clientEnd(mechanism)
        unanswered.initial()
        assert.equal(unanswered.finish(undefined)?.code, code)
        const client = clientEnd(mechanism)
        const outcome = converse(client, serverEnd(mechanism))
        assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
        // Where success brings nothing the proof came with the challenge.
        if (outcome.additional === undefined) return
        assert.equal(client.finish(undefined)?.code, code)
        assert.equal(client.finish(Buffer.from('proof'))?.code, code)
      },
    )

    it('shows the secret only if it says so', () => {
      const shown = Buffer.from(clientEnd(mechanism).initial() ?? []).toString('latin1')
      assert.equal(SHOWN.test(shown), mechanism.discloses === 'secret')
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
    const passwords = ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1']
    const tokens = ['HT-SHA-256-EXPR', 'HT-SHA-256-UNIQ', 'HT-SHA-256-ENDP', 'HT-SHA-256-NONE']
    // These only who names them takes; whatever others there are may stand between.
    const named = /^(?:OPAQUE-.+|DIGEST-MD5|HT-SHA-512-.+|HT-SHA3-512-.+)$/
    for (const [proves, known] of [
      ['password', [...passwords, 'PLAIN']],
      ['token', tokens],
    ] as const) {
      const usual = MECHANISMS.usual(proves)
      const names = usual.map(({ name }) => name)
      assert.deepEqual(
        names.filter((name) => known.includes(name) || named.test(name)),
        known,
      )
      const ranks = usual.map(({ rank }) => rank)
      assert.deepEqual(
        ranks,
        ranks.toSorted((a, b) => b - a),
      )
    }
  })

  it('stands in the README', () => {
    const readme = readFileSync(new URL('../../src/sasl/README.md', import.meta.url), 'utf8')
    for (const { name } of ALL) assert.match(readme, new RegExp(`(?<![A-Z-])${name}(?![A-Z-])`))
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
