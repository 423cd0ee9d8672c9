import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Resolver, type ResolverOutput } from '../../src/stack/resolver.ts'
import { type Instant, instant, seconds } from '../../src/units.ts'

const at = (time: number): Instant => instant(seconds(time))

const drain = (resolver: Resolver): ResolverOutput[] => {
  const outputs: ResolverOutput[] = []
  for (let output = resolver.poll(); output !== undefined; output = resolver.poll()) {
    outputs.push(output)
  }
  return outputs
}

const kinds = (outputs: readonly ResolverOutput[]): string[] => outputs.map(({ kind }) => kind)

describe('a cold resolver', () => {
  it('asks for both SRV records at once, then for A and AAAA: two waits', () => {
    const resolver = new Resolver({ kind: 'service', domain: 'example.org' })
    resolver.handle({ kind: 'resolve' }, at(0))
    assert.deepEqual(kinds(drain(resolver)), ['query', 'query'])
    resolver.handle({ kind: 'answer', id: 0 }, at(1))
    assert.deepEqual(drain(resolver), [])
    resolver.handle({ kind: 'answer', id: 1 }, at(1))
    assert.deepEqual(kinds(drain(resolver)), ['waited', 'query', 'query'])
    resolver.handle({ kind: 'answer', id: 3 }, at(2))
    resolver.handle({ kind: 'answer', id: 2 }, at(2))
    assert.deepEqual(kinds(drain(resolver)), ['waited', 'resolved'])
    assert.equal(resolver.deadline(), undefined)
  })

  it('sends queries and is sent answers of the sizes that DNS gives them', () => {
    const resolver = new Resolver({ kind: 'service', domain: 'example.org' })
    resolver.handle({ kind: 'resolve' }, at(0))
    const [first] = drain(resolver)
    assert.ok(first?.kind === 'query')
    // IP 20 + UDP 8 + header 12 + "_xmpp-client._tcp.example.org" (29 octets) with a length
    // octet and the root, 31 + type and class 4
    assert.equal(first.query.size, 20 + 8 + 12 + 31 + 4)
    // and the answer: 12 of fixed fields, SRV's 6, the target "xmpp.example.org" 16 + 2
    assert.equal(first.query.answerSize, first.query.size + 12 + 6 + 18)
  })

  it('asks again for what was lost after 5 s, and for nothing else', () => {
    const resolver = new Resolver({ kind: 'service', domain: 'example.org' })
    resolver.handle({ kind: 'resolve' }, at(0))
    drain(resolver)
    resolver.handle({ kind: 'answer', id: 0 }, at(1))
    assert.equal(resolver.deadline(), at(5))
    resolver.wake(at(5))
    const again = drain(resolver)
    assert.deepEqual(
      again.map((output) => (output.kind === 'query' ? output.query.id : output.kind)),
      [1],
    )
    assert.equal(resolver.deadline(), at(10))
  })

  it('gives up after two attempts', () => {
    const resolver = new Resolver({ kind: 'service', domain: 'example.org' })
    resolver.handle({ kind: 'resolve' }, at(0))
    resolver.wake(at(5))
    drain(resolver)
    resolver.wake(at(10))
    assert.deepEqual(kinds(drain(resolver)), ['failed'])
    assert.equal(resolver.deadline(), undefined)
  })

  it('does not mind an answer that comes twice', () => {
    const resolver = new Resolver({ kind: 'service', domain: 'example.org' })
    resolver.handle({ kind: 'resolve' }, at(0))
    resolver.handle({ kind: 'answer', id: 0 }, at(1))
    resolver.handle({ kind: 'answer', id: 1 }, at(1))
    drain(resolver)
    resolver.handle({ kind: 'answer', id: 1 }, at(1))
    assert.deepEqual(drain(resolver), [])
  })
})
