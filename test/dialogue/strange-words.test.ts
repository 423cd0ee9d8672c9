/** What a server may not say, or may say although few do: cases met with in the field. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../../src/transport.ts'
import type { Meddle, Pair } from './pair.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

/** What comes of an attempt in which the server's text is changed. */
const run = (name: string, meddle: Meddle): Pair => {
  const pair = attempt(setScene(strategyNamed(name)), { meddle })
  pair.run()
  return pair
}

const failure = (name: string, meddle: Meddle): Failure => {
  const { outcome } = run(name, meddle)
  assert.ok(outcome?.kind === 'failed', `${name}: ${JSON.stringify(outcome)}`)
  return outcome.failure
}

const changing =
  (change: (text: string) => string): Meddle =>
  (bytes) => [Buffer.from(change(Buffer.from(bytes).toString()))]

const replacing = (pattern: RegExp, by: string): Meddle =>
  changing((text) => text.replace(pattern, by))

describe('what a server says of the client', () => {
  const cases: readonly (readonly [string, string, RegExp, string])[] = [
    [
      'another user has logged in',
      'sasl2-direct',
      /(<authorization-identifier>)alice/,
      '$1mallory',
    ],
    ['another domain has', 'sasl2-direct', /(<authorization-identifier>alice@)[^/<]+/, '$1x'],
    [
      'another user has resumed',
      'fast-resume-direct',
      /(<authorization-identifier>)alice/,
      '$1mallory',
    ],
    ['another user was bound', 'legacy-direct', /<jid>alice/, '<jid>mallory'],
    ['the stream is of another domain', 'legacy-direct', /from='bench.localhost'/, "from='x'"],
    ['the stream in the clear is', 'sasl2-starttls', /from='bench.localhost'/, "from='x'"],
  ]
  for (const [what, name, pattern, by] of cases) {
    it(`is not believed: ${what}`, () => {
      assert.equal(failure(name, replacing(pattern, by)).code, 'server-not-authentic')
    })
  }

  it('is compared without regard to case', () => {
    const loud = (text: string): string =>
      text.replace(/from='bench.localhost'|<jid>alice@bench.localhost/g, (found) =>
        found.replace(/[a-z.]+@[a-z.]+|bench.localhost/, (address) => address.toUpperCase()),
      )
    assert.equal(run('legacy-direct', changing(loud)).outcome?.kind, 'ready')
  })
})

describe('words of an authentication', () => {
  it('do not come once more when it is over', () => {
    const twice = replacing(/<success.*<\/success>/, '$&$&')
    assert.equal(failure('legacy-direct', twice).code, 'protocol-violation')
    // With SASL2 the first one was all there was to wait for: the stream that is ready ends.
    const { outcome, end } = run('sasl2-direct', twice)
    assert.equal(outcome?.kind, 'ready')
    assert.equal(end?.kind === 'lost' ? end.failure.code : end?.kind, 'protocol-violation')
  })

  it('are no challenge to a token, which would be waited on for ever', () => {
    const challenge = "<challenge xmlns='urn:xmpp:sasl:2'>Zm9v</challenge>"
    const asked = replacing(/<success.*<\/success>/, challenge)
    assert.equal(failure('fast-resume-direct', asked).code, 'protocol-violation')
  })

  for (const name of ['legacy-direct', 'sasl2-direct']) {
    it(`are no second challenge: ${name}`, () => {
      let first = ''
      const again = changing((text) => {
        const challenge = /<challenge.*<\/challenge>/.exec(text)?.[0]
        first = challenge ?? first
        return text.replace(/<success.*<\/success>/, first)
      })
      assert.equal(failure(name, again).code, 'protocol-violation')
    })
  }

  it('may carry the server’s signature as a challenge, success behind it', () => {
    const parted = replacing(
      /(<success[^>]*>)<additional-data>([^<]*)<\/additional-data>/,
      "<challenge xmlns='urn:xmpp:sasl:2'>$2</challenge>$1",
    )
    assert.equal(run('sasl2-direct', parted).outcome?.kind, 'ready')
  })

  it('are data of no octets where `=` stands for it (RFC 6120 §6.4.6)', () => {
    const empty = replacing(/(<success[^>]*>)[^<]+/, '$1=')
    assert.equal(failure('legacy-direct', empty).code, 'server-not-authentic')
  })

  it('are not base64 when an element stands between', () => {
    for (const name of ['legacy-direct', 'sasl2-direct']) {
      const split = replacing(/(<challenge[^>]*>[^<]{8})/, '$1<x/>')
      const { code, detail } = failure(name, split)
      assert.equal(code, 'protocol-violation')
      assert.equal(detail, 'expected base64 in <challenge/>')
    }
  })

  it('bring a token together with the date of its expiry', () => {
    const yesterday = replacing(/expiry='[^']*'/, "expiry='yesterday'")
    assert.equal(failure('sasl2-direct', yesterday).code, 'protocol-violation')
  })
})

describe('stream management that is refused', () => {
  it('is told with its condition, in Bind 2 and behind it', () => {
    const refusal =
      "<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
    for (const name of ['sasl2-direct', 'legacy-direct']) {
      assert.deepEqual(failure(name, replacing(/<enabled [^>]*\/>/, refusal)), {
        code: 'bind-failed',
        detail: 'expected <enabled/>, found <failed/> with item-not-found',
      })
    }
  })
})

describe('what comes in the clear behind <proceed/>', () => {
  it('ends the attempt, be it whole or begun only (RFC 6120 §5.4.3.3)', () => {
    for (const more of ['<x/>', '<x>', '<x', '<']) {
      const { code } = failure('legacy-starttls', replacing(/<proceed [^>]*\/>/, `$&${more}`))
      assert.equal(code, 'protocol-violation', more)
    }
    assert.equal(
      run('legacy-starttls', replacing(/<proceed [^>]*\/>/, '$& ')).outcome?.kind,
      'ready',
    )
  })
})

describe('where a server would rather be met', () => {
  it('is told, and not gone to', () => {
    const elsewhere =
      "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>other.example:5223</see-other-host></stream:error>"
    assert.deepEqual(failure('legacy-direct', replacing(/<challenge.*/, elsewhere)), {
      code: 'stream-error',
      detail: 'the server ended the stream: see-other-host (other.example:5223)',
    })
    const redirect =
      "<iq type='error' id='b1'><error type='modify'><redirect xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:a@other.example</redirect></error></iq>"
    assert.deepEqual(failure('legacy-direct', replacing(/<iq.*<\/iq>/, redirect)), {
      code: 'bind-failed',
      detail: 'expected a bound resource, found redirect (xmpp:a@other.example)',
    })
  })
})
