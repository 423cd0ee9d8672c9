/** Which results are of the same links in the same scenarios, and what they are told apart by. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { compare, diff, InputError } from '../../src/index.ts'
import { incomparable } from '../../src/result/difference/comparable.ts'
import { firstApart } from '../../src/result/difference/first-apart.ts'
import type { Result } from '../../src/result/result.ts'
import { within } from '../cli/within.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('apart')

const { result } = await compare(
  {
    profiles: ['lte_good'],
    strategies: ['sasl2-direct'],
    scenarios: ['tunnel'],
    policies: ['gajim'],
    trials: 1,
  },
  { commit: false, workers: 1 },
)

/** The same with another text in the place of one that is there once. */
function altered(text: string, by: string, of: Result = result): Result {
  const all = JSON.stringify(of)
  assert.equal(all.split(text).length, 2, text)
  return JSON.parse(all.replace(text, by))
}

const link = (settings: object, description: readonly string[] = ['all alike']): Result => ({
  ...result,
  profiles: { lte_good: { description: [...description], ...settings } },
})

describe('two links under one name', () => {
  it('are told apart by any of their values, also one that no line for people has', () => {
    const other = altered(
      '{"quantile":0.25,"value":38000000}',
      '{"quantile":0.25,"value":39000000}',
    )
    const { lte_good } = result.profiles
    assert.deepEqual(other.profiles['lte_good']?.description, lte_good?.description)
    assert.deepEqual(incomparable(result, other), {
      ...{ what: 'link under the name lte_good', field: 'rtt.p25', before: '38ms', after: '39ms' },
    })
  })

  it('are the same however they are described or were asked for', () => {
    assert.equal(
      incomparable(result, altered('RTT 45 ms median', 'a median RTT of 45 ms')),
      undefined,
    )
    assert.equal(
      incomparable(result, altered('"overridden":[]', '"overridden":["mtu"]')),
      undefined,
    )
    assert.equal(incomparable(result, altered('LTE with good signal', 'LTE')), undefined)
  })

  it('are told apart by what is said of them where an older result has nothing else', () => {
    const lines = ['RTT 60 ms', 'MTU 1280 bytes']
    const apart = incomparable(link({}, lines), link({ kind: 'figures' }, lines.slice(0, 1)))
    assert.deepEqual([apart?.before, apart?.after], ['MTU 1280 bytes', 'nothing'])
    assert.equal(incomparable(link({}, lines), link({ kind: 'figures' }, lines)), undefined)
    // What only the later one knows is taken to be as it was.
    assert.equal(incomparable(link({ mtu: 1280 }), link({ mtu: 1280, hold: 'none' })), undefined)
  })

  it('over recordings are told apart by their digests, where both have one', () => {
    const of = (recorded: object): Result =>
      link({ link: { up: [{ kind: 'trace', ...recorded }] } })
    const digest = (sha256: string): Result => of({ recording: { sha256, lines: 3 } })
    assert.deepEqual(incomparable(digest('ab'), digest('cd')), {
      what: 'link under the name lte_good',
      ...{ field: 'link.up[0].recording.sha256', before: 'ab', after: 'cd' },
    })
    assert.equal(incomparable(of({ opportunitiesMs: [1, 2, 3] }), digest('ab')), undefined)
  })
})

describe('what differs first', () => {
  const cases: readonly (readonly [unknown, unknown, ...(readonly string[])])[] = [
    [{ late: 10_000_000_000 }, { late: 1_000_000_000 }, 'late', '10s', '1s'],
    [
      { up: { rate: { value: 2_400_000 } } },
      { up: { rate: { value: 800 } } },
      'up.rate',
      '2.4Mbps',
      '800bps',
    ],
    [{ mtu: 1440 }, { mtu: 1280 }, 'mtu', '1440B', '1280B'],
    [
      { loss: { probability: 0.0004 } },
      { loss: { probability: 0 } },
      'loss.probability',
      '0.04%',
      '0',
    ],
    [
      { queue: { kind: 'bytes', limit: 64_000 } },
      { queue: { kind: 'bytes', limit: 128_000 } },
      ...['queue.limit', '64kB', '128kB'],
    ],
    [
      { queue: { kind: 'time', limit: 600_000_000 } },
      { queue: { kind: 'packets', limit: 100 } },
      ...['queue.kind', 'time', 'packets'],
    ],
    [{ up: { perHour: 240 } }, { up: { perHour: 3600 } }, 'up.perHour', '240', '3600'],
    [
      {
        rtt: {
          points: [
            { quantile: 0, value: 1_000_000 },
            { quantile: 1, value: 2_000_000 },
          ],
        },
      },
      { rtt: { points: [{ quantile: 0, value: 1_000_000 }] } },
      ...['rtt.max', '2ms', 'nothing'],
    ],
    [
      { events: [{ what: 'outage' }] },
      {
        events: [
          { what: 'outage' },
          { what: 'hold', lasts: { kind: 'fixed', value: 5_000_000_000 } },
        ],
      },
      ...['events[1]', 'nothing', 'what hold, lasts kind fixed, value 5s'],
    ],
    [{ told: { kind: 'nothing' } }, {}, 'told', 'kind nothing', 'nothing'],
  ]
  for (const [before, after, field, then, now] of cases) {
    it(`is named in the units that people write: ${field}`, () => {
      assert.deepEqual(firstApart(before, after), { field, before: then, after: now })
    })
  }

  it('is nothing of the same members in another order', () => {
    assert.equal(firstApart({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }), undefined)
  })

  it('is in the line that refuses, both sides of it, with the file', async () => {
    const [before, after] = [join(folder, 'before.json'), join(folder, 'after.json')]
    const late = altered('"late":10000000000', '"late":1000000000')
    writeFileSync(before, JSON.stringify(result))
    writeFileSync(after, JSON.stringify(late))
    const line =
      'found another scenario under the name tunnel (messages.late: 10s before, 1s after)'
    const told = await within(['diff', before, after])
    assert.deepEqual(told, {
      ...{ stdout: '', code: 2 },
      stderr: `xmpp-rtt: ${after}: ${line}, expected the same in both results\n`,
    })
    assert.throws(
      () => diff(result, late),
      (error) =>
        error instanceof InputError && error.message.startsWith(line) && error.file === undefined,
    )
    const long = altered('"told":{', `"told":{"x":"${'y'.repeat(200)}",`)
    const cut = `events[0].what.told.x: nothing before, ${'y'.repeat(59)}… after)`
    assert.throws(
      () => diff(result, long),
      (error) => error instanceof InputError && error.message.includes(cut),
    )
  })
})
