import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cases } from '../cases.ts'
import { cut, INSERTED, inOrder, type Mutation, mutate, SCENES, SECRETS } from './altered.ts'
import type { Meddle } from './pair.ts'
import { attempt } from './scene.ts'

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
      { seed: 1, numRuns: cases(300) },
    )
  })
})

const mutation: fc.Arbitrary<Mutation> = fc.record({
  answer: fc.nat(8),
  kind: fc.constantFrom('flip', 'delete', 'insert', 'repeat', 'cut', 'swap'),
  at: fc.nat(1000),
  length: fc.integer({ min: 1, max: 60 }),
  text: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(...INSERTED)),
})

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
      { seed: 2, numRuns: cases(2000) },
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
      { seed: 3, numRuns: cases(600) },
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
