/** When a client asks whether the server is there, and with what. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Vigilance } from '../../src/client/vigilance.ts'
import type { Notice } from '../../src/policy/policy.ts'
import { instant, milliseconds, seconds } from '../../src/units.ts'
import { QUIET } from '../policy/quiet.ts'

const at = (time: number) => instant(seconds(time))

const noticing = (notice: Partial<Notice>, stream: 'managed' | 'unmanaged' = 'managed') =>
  new Vigilance({ ...QUIET, ...notice }, { domain: 'localhost', stream }, at(0))

const PROBE = {
  kind: 'ping',
  when: 'silent',
  after: seconds(60),
  timeout: seconds(10),
  misses: 2,
  satisfiedBy: 'answer',
} as const
const REQUEST = { kind: 'after-stanza', after: milliseconds(250), timeout: seconds(15) } as const

describe('vigilance', () => {
  it('asks after so long a silence, once, and believes in it after all misses', () => {
    const vigilance = noticing({ probe: PROBE })
    vigilance.heard(at(10))
    assert.equal(vigilance.deadline(), at(70))
    assert.equal(vigilance.due(at(69)), undefined)
    const asked = vigilance.due(at(70))
    assert.ok(asked?.kind === 'ask')
    // The second question comes 60 s after the first, and is given 10 s.
    assert.equal(asked.within, seconds(70))
    assert.equal(vigilance.asks, true)
    // One question at a time.
    assert.equal(vigilance.deadline(), undefined)
    vigilance.heard(at(71))
    vigilance.answered()
    assert.deepEqual([vigilance.asks, vigilance.deadline()], [false, at(131)])
  })

  it('asks at regular times whatever was heard, where its policy says so', () => {
    const vigilance = noticing({ probe: { ...PROBE, when: 'always' } })
    vigilance.heard(at(50))
    assert.equal(vigilance.deadline(), at(60))
  })

  it('asks what became of a stanza, which it cannot without stream management', () => {
    const vigilance = noticing({ request: REQUEST })
    vigilance.said(at(5))
    vigilance.said(at(5.1))
    assert.deepEqual([vigilance.asks, vigilance.deadline()], [true, at(5.35)])
    const asked = vigilance.due(at(5.35))
    assert.ok(asked?.kind === 'ask')
    assert.equal(asked.element.name, 'r')
    const unmanaged = noticing({ request: REQUEST }, 'unmanaged')
    unmanaged.said(at(5))
    assert.deepEqual([unmanaged.asks, unmanaged.deadline()], [false, undefined])
  })

  it('pings where it would ask by <r/> and there is no stream management', () => {
    const vigilance = noticing({ probe: { ...PROBE, kind: 'sm-request' } }, 'unmanaged')
    const asked = vigilance.due(at(60))
    assert.equal(asked?.kind === 'ask' && asked.element.name, 'iq')
  })

  it('is content with anything where its policy is, in turn and out of turn, but not of <r/>', () => {
    const content = (satisfiedBy: 'answer' | 'anything') => {
      const vigilance = noticing({ probe: { ...PROBE, satisfiedBy }, request: REQUEST })
      const outOfTurn = vigilance.probe(seconds(4), at(1))
      vigilance.answered()
      vigilance.said(at(5))
      const request = vigilance.due(at(6))
      vigilance.answered()
      return [outOfTurn, request, vigilance.due(at(60))].map((order) =>
        order?.kind === 'ask' ? order.satisfiedBy : undefined,
      )
    }
    assert.deepEqual(content('answer'), ['answer', 'answer', 'answer'])
    assert.deepEqual(content('anything'), ['anything', 'answer', 'anything'])
  })

  it('says white space again and again', () => {
    const vigilance = noticing({ whiteSpace: { kind: 'every', every: seconds(300) } })
    assert.deepEqual(vigilance.due(at(300)), { kind: 'white-space' })
    assert.equal(vigilance.deadline(), at(600))
  })
})
