import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SCRIPTED_MODIFIERS } from '../../src/scripted/strategy.ts'
import { MODIFIER_NAMES, MODIFIERS, type ModifierName } from '../../src/strategies/modifiers.ts'
import { isMoved, overSecured } from '../../src/strategies/over.ts'
import { BASES, catalogue, parseStrategy, usefulStrategies } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { ADDRESS_MODIFIERS } from './combinations.ts'
import { ROWS } from './minimum-waits.ts'

const parsed = (text: string): Strategy => {
  const strategy = parseStrategy(text)
  if (strategy.kind === 'strategy-error') assert.fail(strategy.message)
  return strategy
}

const message = (text: string): string => {
  const error = parseStrategy(text)
  if (error.kind !== 'strategy-error') assert.fail(`expected "${text}" to be refused`)
  return error.message
}

describe('reading a strategy', () => {
  it('takes modifiers in any order and names them in one', () => {
    const names = ['fast-resume-direct+tfo+0rtt+pipelined', 'fast-resume-direct+0rtt+pipelined+tfo']
    for (const name of names) {
      assert.equal(parsed(name).name, 'fast-resume-direct+pipelined+0rtt+tfo')
    }
  })

  it('leaves out of the name what another modifier implies', () => {
    assert.equal(parsed('fast-resume-direct+tls-resumed+0rtt').name, 'fast-resume-direct+0rtt')
    const rejected = parsed('fast-resume-direct+0rtt-rejected')
    assert.deepEqual(rejected.over, {
      kind: 'tls',
      security: 'direct',
      tls: {
        version: '1.3',
        resumed: true,
        earlyData: true,
        postQuantum: false,
        encryptedHello: false,
        earlyHello: 'never',
        falseStart: false,
        certificate: 'none',
      },
      http: 'none',
      session: 'new',
      fastOpen: false,
      dns: false,
      addresses: {
        order: 'one-after-the-other',
        ipv6: 'none',
        first: 'none',
        primary: 'none',
      },
      hostMeta: 'none',
      grant: 'held',
    })
    assert.deepEqual(rejected.against, {
      aftermath: 'none',
      account: 'ordinary',
      grant: 'lasting',
      earlyDataRejected: true,
      helloRetryRequest: false,
      encryptedHello: 'taken',
      retry: false,
    })
  })

  it('is read back from its own name', () => {
    for (const strategy of usefulStrategies()) {
      assert.equal(parsed(strategy.name).name, strategy.name)
    }
  })

  it('names the nearest match of what is unknown', () => {
    assert.deepEqual(parseStrategy('fast-resum-direct'), {
      kind: 'strategy-error',
      reason: 'unknown-base',
      found: 'strategy "fast-resum-direct"',
      expected: 'a known one (did you mean "fast-resume-direct"?)',
      message:
        'found strategy "fast-resum-direct", expected a known one (did you mean "fast-resume-direct"?)',
    })
    assert.deepEqual(parseStrategy('legacy-direct+pipelind'), {
      kind: 'strategy-error',
      reason: 'unknown-modifier',
      found: 'modifier "pipelind"',
      expected: 'a known one (did you mean "pipelined"?)',
      message: 'found modifier "pipelind", expected a known one (did you mean "pipelined"?)',
    })
  })

  it('refuses a modifier that is given twice', () => {
    assert.deepEqual(parseStrategy('legacy-direct+tfo+tfo'), {
      kind: 'strategy-error',
      reason: 'duplicate-modifier',
      found: 'modifier "tfo" twice in "legacy-direct+tfo+tfo"',
      expected: 'each modifier once',
      message: 'found modifier "tfo" twice in "legacy-direct+tfo+tfo", expected each modifier once',
    })
  })

  it('says of "+plus" that it is done anyway', () => {
    const read = parseStrategy('sasl2-direct+plus')
    assert.ok(read.kind === 'strategy-error')
    assert.equal(read.reason, 'unknown-modifier')
    assert.match(read.message, /^found modifier "plus", expected the name without it: channel bind/)
    assert.match(read.message, /"unbound" does without$/)
  })

  it('survives any text', () => {
    for (const text of ['', '+', '++', ' ', 'legacy-direct+', '+tfo', '__proto__', 'a+__proto__']) {
      assert.equal(parseStrategy(text).kind, 'strategy-error')
    }
  })
})

describe('combinations that make no sense', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['legacy-direct+0rtt', /XEP-0388 forbids/],
    ['sasl2-resume-direct+0rtt', /XEP-0388 forbids/],
    ['sasl2-direct+0rtt-rejected', /XEP-0388 forbids/],
    ['fast-rejected-direct+0rtt', /fallback to SCRAM/],
    ['fast-resume-direct+0rtt+tls12', /only in TLS 1\.3/],
    ['fast-resume-direct+pq+tls12', /key share of TLS 1\.3/],
    ['fast-resume-direct+hrr+tls12', /HelloRetryRequest exists only in TLS 1\.3/],
    ['fast-resume-direct+false-start', /tls12\+false-start/],
    ['fast-resume-direct+false-start+tls12+tls-resumed', /one round trip already/],
    ['sasl2-direct+session', /legacy resource binding/],
    ['legacy-resume-direct+session', /legacy resource binding/],
    ['sasl2-quic+tls12', /QUIC has TLS 1\.3 and no older version \(RFC 9001/],
    ['sasl2-quic+tfo', /no TCP under QUIC/],
    ['sasl2-quic+false-start', /tls12\+false-start/],
    ['sasl2-quic+session', /legacy resource binding/],
    ['sasl2-quic+0rtt', /XEP-0388 forbids/],
    ['quic-migration+pipelined', /lives on is not opened/],
    ['sasl2-direct+oauth-first+pipelined', /nothing is known of the server/],
    ['sasl2-direct+oauthbearer+revoke-grant', /not for those to say/],
    ['sasl2-direct+oauthbearer-expired', /between one visit and the next/],
    ['sasl2-resume-direct+oauthbearer-restricted+restore', /beyond the scope/],
    ['sasl2-resume-direct+oauth-first', /without anything from before/],
    ['legacy-direct+hostmeta', /links for WebSocket and BOSH/],
    ['continued-bosh+pipelined', /goes on is not negotiated again/],
    ['continued-bosh+plain', /goes on is not negotiated again/],
    ['continued-bosh+0rtt-login', /goes on is not negotiated again/],
    ['legacy-bosh+no-sm', /no stream management in BOSH/],
    ['sasl2-direct+retry', /Retry is a packet of QUIC/],
  ]
  for (const [text, reason] of refusals) {
    it(`refuses ${text} with the reason`, () => assert.match(message(text), reason))
  }
})

describe('a modifier', () => {
  it('implies, requires and clashes with those of the list only', () => {
    for (const { name, implies = [], requires, clashes = [] } of MODIFIERS) {
      const others = [...implies, ...clashes.map(({ modifier }) => modifier)]
      if (requires !== undefined) others.push(requires.modifier)
      for (const other of others)
        assert.ok(
          MODIFIERS.some((one) => one === other),
          name,
        )
    }
  })

  it('that needs something kept makes a cold start come after an earlier visit', () => {
    const needing = MODIFIERS.filter(({ cached }) => cached !== undefined).map(({ name }) => name)
    assert.deepEqual(needing, ['pipelined', 'tls-resumed', 'tfo', 'restore'])
    for (const name of needing) {
      const { earlier, said } = parsed(`sasl2-direct+${name}`)
      const before = name === 'restore' ? 'sasl2-direct+restore' : 'sasl2-direct'
      assert.deepEqual([earlier?.name, said.cached.length], [before, 1], name)
    }
  })

  it('of TLS is refused where there is none, as is what concerns XMPP in a scripted dialogue', () => {
    assert.deepEqual(SCRIPTED_MODIFIERS, ['tfo', 'dns', ...ADDRESS_MODIFIERS])
  })
})

describe('what a strategy says about itself', () => {
  it('is theoretical where real servers refuse it', () => {
    const why = (text: string): string => {
      const { standing } = parsed(text).said
      return standing.kind === 'theoretical' ? standing.why : standing.kind
    }
    assert.match(why('legacy-direct+pipelined'), /Prosody only/)
    assert.match(why('fast-resume-direct+0rtt'), /early data/)
    assert.equal(why('fast-resume-direct+pipelined'), 'deployed')
    assert.equal(why('legacy-direct'), 'deployed')
  })

  it('starts from the session of a cold strategy that shares TLS version and binding', () => {
    const earlier = (text: string): string | undefined => parsed(text).earlier?.name
    assert.equal(earlier('fast-resume-starttls+pipelined+tfo'), 'sasl2-starttls')
    assert.equal(earlier('fast-resume-direct+tls12+unbound'), 'sasl2-direct+tls12+unbound')
    assert.equal(earlier('legacy-resume-direct'), 'legacy-direct')
    assert.equal(earlier('legacy-direct'), undefined)
    assert.equal(earlier('legacy-direct+pipelined'), 'legacy-direct')
    assert.equal(earlier('sasl2-direct+tfo'), 'sasl2-direct')
  })

  it('needs an earlier session that needs none itself', () => {
    for (const { earlier } of usefulStrategies()) {
      if (earlier === undefined) continue
      assert.deepEqual([earlier.said.start, earlier.earlier], ['cold', undefined])
    }
  })
})

describe('the bases', () => {
  it('are those of the table of minimum waits, each with its row', () => {
    assert.deepEqual(
      BASES.map((base) => [base.name, base.rows[0]]).sort(),
      // A connection that lives on has no waits to be told by layer.
      // Nor has a session that goes on, but for its connection's.
      [
        ...ROWS.map((row) => [row.base, row.row]),
        ['quic-migration', 'R24'],
        ['continued-bosh', 'R20'],
      ].sort(),
      'a base needs its row in test/strategies/minimum-waits.ts',
    )
  })

  it('have names that say how they are secured', () => {
    const ends = { none: '', 'web-socket': 'websocket', bosh: 'bosh' } as const
    for (const base of BASES) {
      if (isMoved(base.over)) continue
      const { kind, security, http } = overSecured(base)
      const end = kind === 'quic' ? 'quic' : ends[http] || security
      assert.ok(base.name.endsWith(`-${end}`), base.name)
    }
  })

  it('have useful modifiers: each base alone, and no strategy twice', () => {
    const names = usefulStrategies().map((strategy) => strategy.name)
    assert.equal(new Set(names).size, names.length)
    for (const { name, entry } of BASES) {
      assert.equal(names.includes(name), entry.compared === 'everywhere', name)
    }
    const all = catalogue().map((strategy) => strategy.name)
    assert.equal(new Set(all).size, all.length)
    for (const { name } of BASES) assert.ok(all.includes(name), name)
  })

  it('take every modifier on some base', () => {
    const taken = new Set<ModifierName>()
    for (const base of BASES) {
      for (const modifier of MODIFIER_NAMES) {
        const extra = modifier === 'false-start' || modifier === 'bind-unique' ? '+tls12' : ''
        const strategy = parseStrategy(`${base.name}+${modifier}${extra}`)
        if (strategy.kind !== 'strategy-error') taken.add(modifier)
      }
    }
    assert.deepEqual([...taken].sort(), [...MODIFIER_NAMES].sort())
  })
})
