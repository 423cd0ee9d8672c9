/**
 * Somebody between client and server takes what is strong out of the announcement. Where the server
 * signs what it announced (XEP-0474) it is found out to have been misquoted; that all -PLUS is gone
 * shows before, for the client could have bound and says so (RFC 5802 §6, XEP-0440).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../../src/transport.ts'
import { EJABBERD, IDEAL, PROSODY } from '../server/behaviours.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

const EXPORTER = /<channel-binding type='tls-exporter'\/>/g
const BETTER_HASH = /<mechanism>SCRAM-SHA-256(?:-PLUS)?<\/mechanism>/g
const PLUS = /<mechanism>SCRAM-[^<]*-PLUS<\/mechanism>/g

const MISQUOTED: Failure = {
  code: 'server-not-authentic',
  detail: 'expected the hash of the mechanisms announced',
}

const outcomeWithout = (pattern: RegExp, name: string, settings = IDEAL): Failure | 'ready' => {
  const outcome = attempt(setScene(strategyNamed(name), settings), {
    meddle: (octets) => [Buffer.from(Buffer.from(octets).toString().replaceAll(pattern, ''))],
  }).run()
  return outcome?.kind === 'failed' ? outcome.failure : 'ready'
}

describe('a downgraded announcement', () => {
  for (const name of ['legacy-direct', 'sasl2-direct']) {
    it(`without a type of channel binding, or the better hash, is noticed: ${name}`, () => {
      assert.deepEqual(outcomeWithout(EXPORTER, name), MISQUOTED)
      assert.deepEqual(outcomeWithout(BETTER_HASH, name), MISQUOTED)
      assert.notEqual(outcomeWithout(PLUS, name), 'ready')
    })
  }

  it('is noticed at ejabberd, which signs it, and not at Prosody, which does not', () => {
    assert.deepEqual(outcomeWithout(EXPORTER, 'sasl2-direct', EJABBERD), MISQUOTED)
    assert.equal(outcomeWithout(/<mechanism>PLAIN<\/mechanism>/g, 'sasl2-direct', PROSODY), 'ready')
  })
})
