import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  addressText,
  aLabels,
  bareText,
  caseMapped,
  readAddress,
  sameDomain,
  uLabels,
} from '../src/address.ts'
import { CODE_POINT } from './code-point.ts'

describe('a domain', () => {
  it('is written in lower case, with U-labels in XML and A-labels elsewhere', () => {
    for (const [text, inXml, elsewhere] of [
      ['localhost', 'localhost', 'localhost'],
      ['Bench.LOCALHOST', 'bench.localhost', 'bench.localhost'],
      ['BÜCHER.localhost', 'bücher.localhost', 'xn--bcher-kva.localhost'],
      ['bu\u0308cher.localhost', 'bücher.localhost', 'xn--bcher-kva.localhost'],
      ['xn--bcher-kva.localhost', 'bücher.localhost', 'xn--bcher-kva.localhost'],
      ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
      ['2001:DB8::1', '2001:db8::1', '2001:db8::1'],
      // No number of a host, but a name of digits.
      ['1', '1', '1'],
    ] as const) {
      assert.deepEqual([uLabels(text), aLabels(text)], [inXml, elsewhere], text)
    }
  })

  it('is the same in any of its forms (RFC 7622 §3.2)', () => {
    assert.ok(sameDomain('bücher.localhost', 'XN--BCHER-KVA.LocalHost'))
    assert.ok(!sameDomain('bücher.localhost', 'bucher.localhost'))
    // What is no name at all is compared as it stands.
    assert.ok(!sameDomain('a/b', 'a'))
    assert.ok(!sameDomain('a%41', 'aa'))
    assert.ok(!sameDomain('', 'a'))
  })
})

describe('a localpart', () => {
  it('is case-mapped (RFC 8265 §3.3)', () => {
    for (const [text, mapped] of [
      ['alice', 'alice'],
      ['Alice', 'alice'],
      ['ＡＬＩＣＥ', 'alice'], // full width
      ['Ju\u0308rgen', 'jürgen'],
      ['Σ', 'σ'],
      ['ΣΑΣ', 'σας'],
      // ẞ has a lower case; that is all that is done to it.
      ['STRAẞE', 'straße'],
    ] as const) {
      assert.equal(caseMapped(text), mapped)
    }
  })
})

describe('an address', () => {
  it('has its parts in the form in which they are compared, the resource as it is', () => {
    assert.deepEqual(readAddress('Alice@Bench.LOCALHOST/Phone/A@b'), {
      local: 'alice',
      domain: 'bench.localhost',
      resource: 'Phone/A@b',
    })
    assert.deepEqual(readAddress('LocalHost'), {
      local: undefined,
      domain: 'localhost',
      resource: undefined,
    })
    assert.equal(bareText(readAddress('Alice@LOCALHOST/Phone')), 'alice@localhost')
    assert.equal(addressText(readAddress('Alice@LOCALHOST/Phone')), 'alice@localhost/Phone')
  })

  it('is not changed by being read again, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: CODE_POINT }), (text) => {
        const once = addressText(readAddress(text))
        assert.equal(addressText(readAddress(once)), once)
      }),
    )
  })
})
