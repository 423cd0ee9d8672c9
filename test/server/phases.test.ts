import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import { phaseTable } from '../../results/phase-table.ts'
import { parseElement } from '../../src/xml/xml.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'
import { follows, occasionOf, PHASES, type PhaseKind } from '../../src/xmpp/server/phases.ts'

describe('the table of phases', () => {
  it('lets happen what it names, and calls everything else a bug', () => {
    const starttls = { kind: 'starttls' } as const
    const tls = { kind: 'tls' } as const
    assert.equal(follows(starttls, 'starttls', tls), tls)
    assert.throws(() => follows(tls, 'starttls', tls), /"starttls" in "tls", got "tls"/)
    assert.throws(() => follows(starttls, 'starttls', { kind: 'binding', user: 'alice' }), /table/)
  })

  it('reaches every phase from the first of either port, and ends are ends', () => {
    const reached = new Set<PhaseKind>(['header', 'tls'])
    for (const kind of reached) {
      for (const next of Object.values(PHASES[kind].leadsTo).flat()) reached.add(next)
    }
    // Any phase can end in `closed`.
    const named = Object.keys(PHASES).filter((kind) => kind !== 'closed')
    assert.deepEqual([...reached].sort(), named.sort())
    assert.deepEqual(PHASES.deaf.leadsTo, {})
    assert.deepEqual(PHASES.closed.leadsTo, {})
  })

  it('tells elements apart by name and namespace', () => {
    const occasions = [
      "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
      "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
      "<auth xmlns='urn:xmpp:sasl:2'/>",
      "<authenticate xmlns='urn:xmpp:sasl:2'/>",
      "<authenticate xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
      "<response xmlns='urn:xmpp:sasl:2'/>",
      "<resume xmlns='urn:xmpp:sm:3'/>",
      "<inactive xmlns='urn:xmpp:csi:0'/>",
      "<asleep xmlns='urn:xmpp:csi:0'/>",
      '<iq/>',
      "<iq xmlns='jabber:server'/>",
    ].map((text) => occasionOf(parseElement(text, CLIENT)))
    assert.deepEqual(occasions, [
      'starttls',
      'auth',
      undefined,
      'authenticate',
      undefined,
      'response',
      'management',
      'activity',
      undefined,
      'stanza',
      undefined,
    ])
  })

  it('is what the README shows (npm run generate)', () => {
    const readme = readFileSync(new URL('../../src/xmpp/server/README.md', import.meta.url), 'utf8')
    assert.equal(withGenerated(readme, 'phases', phaseTable()), readme)
    assert.ok(readme.includes('<!-- generated: phases -->'))
  })
})
