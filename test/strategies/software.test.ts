/** Who is said to have a way to connect. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listStrategies } from '../../src/library/lists.ts'
import { show } from '../../src/library/show.ts'
import { softwareWith } from '../../src/strategies/software.ts'
import { strategyNamed } from '../dialogue/scene.ts'

const clients = (name: string): readonly string[] =>
  softwareWith(strategyNamed(name).said, 'client')
const servers = (name: string): readonly string[] =>
  softwareWith(strategyNamed(name).said, 'server')
const both = (name: string): unknown => [servers(name), clients(name)]

describe('who has a way', () => {
  it('has stream management where the way does: Converse, not Strophe by itself', () => {
    for (const way of ['legacy-websocket', 'legacy-resume-websocket']) {
      assert.deepEqual(clients(way), ['xmpp.js', 'Converse'])
    }
    assert.deepEqual(clients('legacy-websocket+no-sm'), ['xmpp.js', 'Strophe', 'Converse'])
    // In BOSH there is none (XEP-0206).
    assert.deepEqual(clients('legacy-bosh'), ['Strophe', 'Converse'])
  })

  it('speaks its mechanism: nobody does what is said to be nobody’s', () => {
    for (const way of [
      'sasl2-resume-direct+opaque',
      'sasl2-resume-direct+client-key',
      'sasl2-direct+passkey',
      'legacy-resume-direct+digest-md5',
      'legacy-resume-direct+x-token',
      'legacy-resume-direct+hotp',
      'legacy-resume-direct+devices-ocra',
      'legacy-resume-starttls+external-resumed',
      'sasl2-resume-direct+external-resumed',
      'fast-resume-direct+ht-02',
    ]) {
      assert.deepEqual(both(way), [[], []], way)
    }
  })

  it('speaks its mechanism: those do who were read or run with it', () => {
    assert.deepEqual(both('legacy-resume-direct+x-oauth'), [['MongooseIM'], []])
    assert.deepEqual(both('legacy-resume-direct+xtoken-hmac'), [['Tigase'], []])
    assert.deepEqual(both('sasl2-resume-direct+oauthbearer'), [['Prosody'], []])
    assert.deepEqual(both('fast-resume-starttls+ht-sha-512'), [[], ['Conversations']])
    // Taken for granted.
    assert.deepEqual(both('legacy-resume-direct+plain'), both('legacy-resume-direct'))
  })

  it('sends at once what the way does: the header, a stream restarted early, or a ClientHello', () => {
    // Header and <authenticate> are taken by both servers that were measured.
    assert.deepEqual(both('sasl2-resume-starttls+pipelined'), [
      ['Prosody', 'ejabberd', 'MongooseIM'],
      ['Conversations', 'Monal'],
    ])
    // ejabberd never answers, and Monal's parser bars it.
    for (const way of ['legacy-resume-starttls', 'legacy-direct', 'legacy-bosh']) {
      assert.deepEqual(both(`${way}+pipelined`), [['Prosody'], []], way)
    }
    // There the restarted stream is a message of its own.
    assert.deepEqual(servers('legacy-resume-websocket+pipelined'), ['Prosody', 'ejabberd'])
    // It is announced by Tigase alone.
    for (const way of ['legacy-quickstart-starttls', 'legacy-resume-quickstart-starttls']) {
      for (const pace of ['', '+pipelined']) {
        assert.deepEqual(both(way + pace), [['Tigase'], []], way)
        const { standing, entry } = strategyNamed(way + pace).said
        assert.ok(standing.kind === 'theoretical' && entry.status.kind === 'deferred')
        assert.equal(standing.why, entry.status.why)
      }
    }
  })

  it('can do what is the client’s alone, which nobody asks of servers', () => {
    const way = 'fast-resume-direct+v6-broken'
    assert.deepEqual(clients(way), ['xmpp.js'])
    // Whether its sockets race addresses of one host was not looked at.
    assert.deepEqual(both(`${way}+happy-eyeballs`), [servers(way), []])
    assert.deepEqual(clients('sasl2-starttls+no-sm+v6-broken+happy-eyeballs'), ['Movim'])
    const legacy = 'legacy-resume-direct+tls12'
    assert.deepEqual(both(`${legacy}+false-start`), [servers(legacy), ['Monal']])
  })

  it('binds a token where the way does: xmpp.js and QXmpp have those that bind to nothing', () => {
    assert.deepEqual(clients('fast-resume-starttls'), ['Conversations', 'xmpp.js', 'QXmpp'])
    assert.deepEqual(clients('fast-resume-starttls+unbound'), clients('fast-resume-starttls'))
    assert.deepEqual(clients('fast-resume-starttls+bind-exporter'), ['Conversations'])
  })

  it('is named where it has the way, whoever asks', () => {
    for (const { name, servers: listed } of listStrategies()) {
      assert.deepEqual(listed, servers(name), name)
    }
    const shown = show('sasl2-resume-direct+opaque')
    assert.ok(shown.kind === 'strategy')
    assert.equal(new Map(shown.properties).get('servers'), 'none that was looked at')
  })

  it('need not have what the way does without', () => {
    // Bind 2 and no stream management inside SASL2.
    assert.ok(clients('sasl2-starttls+no-sm').includes('Movim'))
    assert.ok(!clients('sasl2-starttls').includes('Movim'))
  })
})
