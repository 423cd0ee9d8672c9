/** What is said of every base: complete, and not at odds with how it goes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { MECHANISM_MODIFIERS } from '../../src/strategies/mechanism-modifiers.ts'
import type { Modifier } from '../../src/strategies/modifier.ts'
import { partNamed } from '../../src/strategies/parts.ts'
import { protectionOf } from '../../src/strategies/protection.ts'
import { BASES, catalogue } from '../../src/strategies/registry.ts'
import { strategyNamed } from '../dialogue/scene.ts'

const protection = (name: string) => protectionOf(strategyNamed(name).said)

describe('the entry of a base', () => {
  it('names parts once each, all with a specification', () => {
    for (const { name, said } of catalogue()) {
      assert.equal(new Set(said.parts).size, said.parts.length, name)
      for (const part of said.parts) {
        assert.match(partNamed(part).specification.name, /^(RFC|XEP-\d{4}|draft-|proto-XEP)/)
      }
    }
  })

  it('is that of a theoretical way where no server in use takes it', () => {
    for (const { name, entry } of BASES) {
      if (!('why' in entry.status)) continue
      const { standing } = strategyNamed(name).said
      assert.deepEqual(standing, { kind: 'theoretical', why: entry.status.why }, name)
    }
  })

  it('says what stands for being ready where there is no stream management', () => {
    assert.equal(strategyNamed('legacy-direct').said.entry.standsForReady, undefined)
    assert.match(strategyNamed('legacy-direct+no-sm').said.entry.standsForReady ?? '', /^bound/)
  })
})

describe('what a way guards', () => {
  it('comes from its mechanism, in the manner that it is played in', () => {
    assert.deepEqual(protection('sasl2-direct'), {
      mechanism: 'SCRAM-SHA-256-PLUS',
      specification: 'RFC 7677',
      clientKeeps: 'password',
      serverKeeps: 'SCRAM-SHA-256',
      shown: 'no',
      replay: 'nonces',
      downgrade: 'hashed',
      mutual: 'yes',
      bound: 'negotiated',
      revocable: 'with the password',
    })
    const { mechanism, bound } = protection('sasl2-direct+unbound')
    assert.deepEqual({ mechanism, bound }, { mechanism: 'SCRAM-SHA-256', bound: 'nothing' })
  })

  it('changes with the mechanism that a modifier names', () => {
    const guards = (name: string): unknown => {
      const { status, shape } = strategyNamed(name).said.entry
      const { mechanism, replay, shown, mutual, revocable } = protection(name)
      return [status.kind, shape, mechanism, replay, shown, mutual, revocable]
    }
    assert.deepEqual(guards('legacy-direct+plain'), [
      'deployed',
      undefined,
      'PLAIN',
      'tls',
      'yes',
      'no',
      'with the password',
    ])
    assert.deepEqual(guards('sasl2-resume-direct+client-key'), [
      'deferred',
      'reconstructed',
      'CLIENT-KEY-PLUS',
      'count',
      'no',
      'yes',
      'by device',
    ])
    assert.match(protection('sasl2-resume-direct+oauthbearer').revocable, /grant/)
  })

  it('is reconstructed where the mechanism says so, and there alone', () => {
    for (const modifier of MECHANISM_MODIFIERS) {
      const { manner, entry } = modifier as Modifier
      const login = manner?.login ?? []
      if (typeof login === 'string') continue
      for (const name of login) {
        assert.equal(MECHANISMS.named(name)?.shape, entry?.shape, name)
      }
    }
  })

  it('changes with a token: another secret, kept by device, bound to what can be known', () => {
    const { clientKeeps, serverKeeps, revocable, bound } = protection('fast-resume-direct')
    assert.deepEqual(
      { clientKeeps, serverKeeps, revocable, bound },
      {
        clientKeeps: 'token',
        serverKeeps: 'the token',
        revocable: 'by device',
        bound: 'tls-exporter',
      },
    )
    assert.equal(protection('fast-resume-direct+pipelined+0rtt').bound, 'tls-server-end-point')
  })
})
