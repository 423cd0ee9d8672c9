/** What programs without types hand in: each mistake is named, and none is taken for something else. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as library from '../../src/index.ts'

/** As JavaScript sees them. */
type Untyped = (...given: readonly unknown[]) => unknown
const callable = new Map<string, Untyped>(
  Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' ? [[name, value as Untyped] as const] : [],
  ),
)

const refusal = async (name: string, given: readonly unknown[]): Promise<string> => {
  try {
    const done = await callable.get(name)?.(...given)
    // What listens although it should have refused must not keep the tests from their end.
    if (name === 'serve' || name === 'proxy') await (done as library.Serving).close()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof library.InputError)) throw error
    return `${error.code} ${error.message}`
  }
}

const small = { profiles: ['ideal'], strategies: ['sasl2-direct'], trials: 1 }
const attempt = { profile: 'ideal', strategy: 'sasl2-direct' }
const open = { port: 0, tlsPort: 0 }
const text = 'expected a text'
const object = 'expected an object'
const result = 'expected a result, or the path of one'
const schema = 'expected a result of this tool ("xmpp-rtt/result@1.N")'

const unknown = (name: string, known: string): string =>
  `${name}: found an unknown field, expected "${known}"`

const REFUSED: readonly (readonly [name: string, given: readonly unknown[], said: string])[] = [
  ['compare', [small, { signal: 'x' }], 'signal: found "x", expected an AbortSignal'],
  ['compare', [small, { replay: 'false' }], 'replay: found "false", expected true or false'],
  ['compare', [small, { onProgress: 5 }], 'onProgress: found 5, expected a function'],
  ['compare', [small, null], `options: found null, ${object}`],
  ['compare', [small, 5], `options: found 5, ${object}`],
  ['compare', [small, { workers: 0 }], 'workers: found 0, expected a whole number from 1 to 256'],
  ['compare', [{ ...small, seed: 3n }], 'seed: found 3n, expected a text or a whole number'],
  ['compare', [{ ...small, seed: 1.5 }], 'seed: found 1.5, expected a text or a whole number'],
  ['compareShard', [small, { shard: '1/2', output: 'x' }, null], `options: found null, ${object}`],
  ['merge', [{ folders: ['x'] }, null], `options: found null, ${object}`],
  ['storm', [{ clients: 2 }, null], `options: found null, ${object}`],
  ['storm', [{ storm: 50 }], unknown('storm', 'clients')],
  ['trace', [{ ...attempt, tfoFault: 'stale' }], unknown('tfoFault', 'fastOpenFault')],
  ['serve', [{ for: '1s' }, {}], unknown('for', 'lasts')],
  ['captureTrace', [attempt, { pcapAt: 'server' }], unknown('pcapAt', 'at')],
  ['trace', [attempt, { signal: {} }], 'signal: found {}, expected an AbortSignal'],
  ['traceLife', [{ ...attempt, scenario: 'tunnel' }, 5], `options: found 5, ${object}`],
  ['captureTrace', [attempt, {}, { onProgress: 5 }], 'onProgress: found 5, expected a function'],
  ['captureTrace', [null], `found null, ${object}`],
  ['serve', [open], `options: found nothing, ${object}`],
  ['serve', [open, {}], 'onConnection: found nothing, expected a function'],
  ['proxy', [{ listen: [0], to: ['localhost:1'] }, 5], `options: found 5, ${object}`],
  ['check', [null], `found null, ${object}`],
  ['check', [{}, { signal: 5 }], 'signal: found 5, expected an AbortSignal'],
  ['check', [{ budgets: 5 }], `budgets: found 5, ${text}`],
  ['check', [{ result: 5 }], `result: found 5, ${result}`],
  ['check', [{ baseline: 5 }], `baseline: found 5, ${result}`],
  ['check', [{ served: 5 }], `served: found 5, ${text}`],
  ['diff', [{}, {}], `before.schema: found nothing, ${schema}`],
  ['diff', [undefined, {}], `before: found nothing, ${result}`],
  ['show', [undefined], `name: found nothing, ${text}`],
  ['report', [5], `fileOrFolder: found 5, ${text}`],
  ['readResult', [null], `fileOrFolder: found null, ${text}`],
]

describe('what is handed in beside words', () => {
  for (const [name, given, said] of REFUSED) {
    it(`is refused by ${name}: ${said}`, async () => {
      assert.equal(await refusal(name, given), `wrong-value ${said}`)
    })
  }

  it('is refused where it is not known, with what is', async () => {
    assert.match(
      await refusal('compare', [small, { worker: 1 }]),
      /^wrong-value worker: found an unknown field, expected .*did you mean "workers"\?/,
    )
    // Before what is missing for that.
    assert.match(
      await refusal('storm', [{ cilents: 50 }]),
      /^wrong-value cilents: found an unknown field, expected .*did you mean "clients"/,
    )
    assert.match(
      await refusal('report', ['x', 'htm']),
      /^wrong-value format: found "htm", .*"html"/,
    )
    assert.match(
      await refusal('show', ['ideal', 'foo']),
      /^wrong-value kind: found "foo", expected .*"profile"/,
    )
  })

  it('may be said to be nothing, and may come from another realm', async () => {
    const signal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} }
    const given = { signal, onProgress: undefined, workers: 1, replay: undefined }
    assert.equal(await refusal('compare', [small, given]), 'accepted')
  })

  it('may be a result that was never written', async () => {
    const { result: one } = await library.compare(small, { workers: 1 })
    assert.equal(await refusal('diff', [one, one]), 'accepted')
    const nothing = { ...one, cells: 5 }
    const said = 'wrong-value after.cells: found 5, expected a list'
    assert.equal(await refusal('diff', [one, nothing]), said)
    const [cell] = one.cells
    for (const [changes, expected] of [
      [{ milestones: null }, /^wrong-value after\.cells\[0\]\.milestones: found null/],
      [{ trials: '3' }, /^wrong-value after\.cells\[0\]\.trials: found "3"/],
    ] as const) {
      const changed = { ...one, cells: [{ ...cell, ...changes }] }
      assert.match(await refusal('diff', [one, changed]), expected)
    }
  })
})
