import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FAILURE_CODES } from '../../src/transport.ts'
import type { Meddle, Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const NAMES = [
  'legacy-starttls',
  'legacy-resume-failed-direct+pipelined',
  'sasl2-resume-starttls',
  'fast-resume-direct+pipelined',
  'fast-rejected-direct+unbound',
]
const SCENES: readonly Scene[] = NAMES.map((name) => setScene(strategyNamed(name)))
const SECRETS: readonly string[] = ['correct horse battery staple']

/** Cuts at the given places, in thousandths of the length. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = places.map((place) => Math.floor((place * bytes.length) / 1000)).sort((a, b) => a - b)
  const ends = [...at, bytes.length]
  return ends.map((end, index) => bytes.subarray(at[index - 1] ?? 0, end))
}

const places = fc.array(fc.nat(1000), { maxLength: 6 })

describe('chunk boundaries', () => {
  it('one octet at a time makes no difference', () => {
    for (const scene of SCENES) {
      const whole = attempt(scene)
      const single = attempt(scene, {
        meddle: (bytes) => Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)),
      })
      whole.run()
      single.run()
      assert.deepEqual(
        [single.outcome?.kind, single.waits, single.reached, single.said, single.heard],
        ['ready', whole.waits, whole.reached, whole.said, whole.heard],
      )
    }
  })

  it('anywhere make no difference', () => {
    const wholes = SCENES.map((scene) => {
      const pair = attempt(scene)
      pair.run()
      return pair
    })
    fc.assert(
      fc.property(fc.nat(SCENES.length - 1), places, (index, at) => {
        const [scene, whole] = [SCENES[index], wholes[index]]
        if (scene === undefined || whole === undefined) return
        const pair = attempt(scene, { meddle: (bytes) => cut(bytes, at) })
        assert.equal(pair.run()?.kind, 'ready')
        assert.deepEqual([pair.waits, pair.heard], [whole.waits, whole.heard])
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

interface Mutation {
  readonly answer: number
  readonly kind: 'flip' | 'delete' | 'insert' | 'repeat' | 'cut' | 'swap'
  readonly at: number
  readonly length: number
  readonly text: string
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  answer: fc.nat(8),
  kind: fc.constantFrom('flip', 'delete', 'insert', 'repeat', 'cut', 'swap'),
  at: fc.nat(1000),
  length: fc.integer({ min: 1, max: 60 }),
  text: fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      '</stream:stream>',
      '<',
      '>',
      "'",
      '&#0;',
      '<!--',
      '<![CDATA[',
      "<r xmlns='urn:xmpp:sm:3'/>",
      "<a xmlns='urn:xmpp:sm:3' h='4294967295'/>",
      "<failed xmlns='urn:xmpp:sm:3'/>",
      "<success xmlns='urn:xmpp:sasl:2'/>",
      "<failure xmlns='urn:xmpp:sasl:2'/>",
      "<challenge xmlns='urn:xmpp:sasl:2'/>",
      "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
      "<iq type='get' id='b1'/><iq type='result' id='b1'/><iq type='error' id='c1'/>",
      '<stream:error/>',
      '<stream:features/>',
      '<stream:stream>',
    ),
  ),
})

const mutate = (bytes: Uint8Array, { kind, at, length, text }: Mutation): Uint8Array => {
  const place = Math.floor((at * bytes.length) / 1001)
  const before = bytes.subarray(0, place)
  const part = bytes.subarray(place, place + length)
  const after = bytes.subarray(place + length)
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, part.map((byte) => byte ^ (length % 256)), after])
    case 'delete':
      return Buffer.concat([before, after])
    case 'insert':
      return Buffer.concat([before, Buffer.from(text), part, after])
    case 'repeat':
      return Buffer.concat([before, part, part, after])
    case 'cut':
      return before
    case 'swap':
      return Buffer.concat([after, part, before])
  }
}

/** However it went: the attempt has ended or waits, and what it says about it is in order. */
const inOrder = (pair: Pair, scene: Scene): void => {
  const { outcome } = pair
  if (outcome?.kind === 'failed') {
    assert.ok(FAILURE_CODES.includes(outcome.failure.code))
    assert.ok(outcome.failure.detail.length < 400)
    for (const secret of [...SECRETS, scene.memory.token?.secret ?? SECRETS[0] ?? '']) {
      assert.ok(!outcome.failure.detail.includes(secret))
    }
  }
  assert.ok(pair.said.length < 100)
  // Whoever is still waiting learns of the connection's end.
  pair.tell({ kind: 'closed' })
  assert.notEqual(pair.outcome, undefined)
}

describe('a server that says anything', () => {
  it('altered answers end in a typed failure, in success or in waiting', () => {
    fc.assert(
      fc.property(
        fc.nat(SCENES.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        places,
        (index, mutations, at) => {
          const scene = SCENES[index]
          if (scene === undefined) return
          let answers = 0
          const meddle: Meddle = (bytes) => {
            let altered = bytes
            for (const one of mutations) {
              if (one.answer === answers) altered = mutate(altered, one)
            }
            answers += 1
            return cut(altered, at)
          }
          const pair = attempt(scene, { meddle })
          pair.run()
          inOrder(pair, scene)
        },
      ),
      { seed: 2, numRuns: 2000 },
    )
  })

  it('octets of any kind do', () => {
    fc.assert(
      fc.property(fc.nat(SCENES.length - 1), fc.nat(6), fc.uint8Array(), (index, from, noise) => {
        const scene = SCENES[index]
        if (scene === undefined) return
        let answers = 0
        const pair = attempt(scene, {
          meddle: (bytes) => {
            answers += 1
            return answers > from ? [noise] : [bytes]
          },
        })
        pair.run()
        inOrder(pair, scene)
      }),
      { seed: 3, numRuns: 600 },
    )
  })

  it('the same answers again and again do not make it talk for ever', () => {
    for (const scene of SCENES) {
      const pair = attempt(scene, { meddle: (bytes) => [bytes, bytes, bytes] })
      pair.run()
      inOrder(pair, scene)
    }
  })
})

describe('secrets', () => {
  it('are in no trace', () => {
    for (const scene of SCENES) {
      const pair = attempt(scene)
      const outcome = pair.run()
      const trace = [...pair.said.map((said) => said.xml), ...pair.heard].join('\n')
      const session = outcome?.kind === 'ready' ? outcome.stream : undefined
      const tokens = [scene.memory.token?.secret, session?.token?.secret]
      for (const secret of [...SECRETS, ...tokens]) {
        if (secret !== undefined) assert.ok(!trace.includes(secret))
      }
      // what authenticates is base64 longer than any identifier here: none may be left
      assert.doesNotMatch(trace, />[A-Za-z0-9+/]{40,}=*</)
    }
  })
})
