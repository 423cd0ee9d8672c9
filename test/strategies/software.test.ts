/** Who is said to have a way to connect. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { softwareWith } from '../../src/strategies/software.ts'
import { strategyNamed } from '../dialogue/scene.ts'

const clients = (name: string): readonly string[] =>
  softwareWith(strategyNamed(name).said.parts, 'client')

describe('who has a way', () => {
  it('has stream management where the way does: Converse, not Strophe by itself', () => {
    for (const way of ['legacy-websocket', 'legacy-resume-websocket']) {
      assert.deepEqual(clients(way), ['xmpp.js', 'Converse'])
    }
    assert.deepEqual(clients('legacy-websocket+no-sm'), ['xmpp.js', 'Strophe', 'Converse'])
    // In BOSH there is none (XEP-0206).
    assert.deepEqual(clients('legacy-bosh'), ['Strophe', 'Converse'])
  })

  it('need not have what the way does without', () => {
    // Bind 2 and no stream management inside SASL2.
    assert.ok(clients('sasl2-starttls+no-sm').includes('Movim'))
    assert.ok(!clients('sasl2-starttls').includes('Movim'))
  })
})
