import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { loadProfile, PROFILES_FOLDER } from '../../src/files/profiles.ts'
import { listProfiles } from '../../src/profiles/catalogue.ts'
import { describeProfile, medianRoundTrip } from '../../src/profiles/describe.ts'
import { linkFor } from '../../src/profiles/draw.ts'
import { profileInResult } from '../../src/profiles/in-result.ts'
import type { ListedImpairment } from '../../src/profiles/listed-impairments.ts'
import { refusedOverride } from '../../src/profiles/overrides.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { bytes, milliseconds } from '../../src/units.ts'
import { within } from '../cli/within.ts'
import { specOf } from '../run/spec.ts'
import { allPairs, listedProfile, type Pair } from './listed.ts'

const writtenOf = (pairs: readonly Pair[]): object[] => pairs.map(({ written }) => written)
const resolvedOf = (pairs: readonly Pair[]): ListedImpairment[] =>
  pairs.map(({ resolved }) => resolved)

describe('a profile that lists its impairments', () => {
  for (const pair of allPairs) {
    it(`resolves to exactly what it says: ${JSON.stringify(pair.written)}`, () => {
      const link = { up: [pair.written], down: [] }
      assert.deepEqual(resolveProfile(listedProfile(link)), {
        kind: 'listed',
        name: 'mine',
        title: 'Mine',
        folklore: false,
        mtu: 1500,
        link: { up: [pair.resolved], down: [] },
      })
    })
  }

  it('keeps the order, whatever it is, and each as often as it stands there', () => {
    const some = fc.array(fc.constantFrom(...allPairs), { maxLength: 12 })
    fc.assert(
      fc.property(some, some, (up, down) => {
        const profile = listedProfile({ up: writtenOf(up), down: writtenOf(down) })
        const expected = { mtu: 1500, up: resolvedOf(up), down: resolvedOf(down) }
        assert.deepEqual(profile.link, expected)
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  it('may have a radio that does not sleep, or one that does at first', () => {
    const radio = { kind: 'radio', promotion: '300ms', idleAfter: '10s' }
    const times = { kind: 'radio', promotion: 300_000_000, idleAfter: 10_000_000_000 }
    const up = (stage: object) => listedProfile({ up: [stage], down: [] }).link.up
    assert.deepEqual(up({ ...radio, initially: 'idle' }), [{ ...times, initially: 'idle' }])
    const asleep = { ...radio, sleep: { after: '1s', wake: '40ms' }, initially: 'asleep' }
    const sleep = { after: 1_000_000_000, wake: 40_000_000 }
    assert.deepEqual(up(asleep), [{ ...times, sleep, initially: 'asleep' }])
  })

  it('says what the ends send at most, and may have what a profile of figures has', () => {
    const more = { description: 'Why', folklore: true, sources: { ME: 'me' } }
    const profile = listedProfile({ mtu: '1440B', up: [], down: [] }, more)
    assert.deepEqual(profile, {
      kind: 'listed',
      name: 'mine',
      title: 'Mine',
      ...more,
      unused: [],
      link: { mtu: 1440, up: [], down: [] },
    })
  })

  it('is the same link in every trial, but for where it begins', () => {
    const begins = ({ kind }: ListedImpairment) =>
      kind.endsWith('trace') || kind === 'outage' || kind === 'hold' || kind === 'radio'
    const pairs = allPairs.filter(({ resolved }) => !begins(resolved))
    const profile = resolveProfile(listedProfile({ up: writtenOf(pairs), down: [] }))
    const trials = [0, 1].map((trial) => linkFor(profile, Random.seeded('listed').fork(trial)))
    // 50 ms of delay, thrice 50 ms with jitter, 1 ms with a table: 201 ms up, nothing down.
    const expected = {
      link: { up: resolvedOf(pairs), down: [] },
      rtt: milliseconds(201),
      mtu: 1500,
    }
    assert.deepEqual(trials, [expected, expected])
    assert.equal(medianRoundTrip(profile), milliseconds(201))
  })

  it('is listed with the sum of its delays', () => {
    const stage = { kind: 'delay', delay: '50ms' }
    const profile = listedProfile({ up: [stage], down: [stage, stage] })
    // 50 ms + 2 × 50 ms
    assert.deepEqual(listProfiles([profile]), [
      { name: 'mine', title: 'Mine', folklore: false, rtt: '150ms' },
    ])
  })

  it('is plain data, in a result and on the way to a worker', () => {
    const everything = resolveProfile(listedProfile({ up: writtenOf(allPairs), down: [] }))
    assert.deepEqual(structuredClone(everything), everything)
    const pairs = allPairs.filter(({ resolved }) => !resolved.kind.endsWith('trace'))
    const profile = resolveProfile(listedProfile({ up: writtenOf(pairs), down: [] }))
    const { description, ...values } = profileInResult(profile)
    assert.deepEqual(values, profile)
    assert.deepEqual(description, describeProfile(profile))
  })

  it('has digests of its recordings in a result, and not the recordings', () => {
    const up = [
      { kind: 'trace', opportunitiesMs: [3, 90], queue: '5packets' },
      { kind: 'rate-trace', endsMs: [5, 9], bitsPerSecond: [1, 2] },
      { kind: 'delay-trace', endsMs: [5, 9], delaysUs: [10, 20] },
    ]
    const { link } = profileInResult(resolveProfile(listedProfile({ up, down: [] })))
    const recording = (text: string) => ({
      recording: { sha256: createHash('sha256').update(text).digest('hex'), lines: 2 },
    })
    assert.deepEqual(link, {
      up: [
        { kind: 'trace', queue: { kind: 'packets', limit: 5 }, ...recording('[[3,90]]') },
        { kind: 'rate-trace', queue: { kind: 'unlimited' }, ...recording('[[5,9],[1,2]]') },
        { kind: 'delay-trace', ...recording('[[5,9],[10,20]]') },
      ],
      down: [],
    })
  })

  it('refuses what the command line would change', () => {
    assert.equal(refusedOverride('mine', {}), undefined)
    const refused = refusedOverride('mine', { mtu: bytes(1400), loss: 0.02 })
    assert.equal(refused?.code, 'senseless')
    assert.equal(
      refused?.message,
      'loss: found it together with profile "mine", expected a profile of figures (this one lists its impairments explicitly; change its file)',
    )
  })

  it('refuses it in one line of the command line, with the exit code of wrong input', async () => {
    const { stderr, code } = await within(['-p', 'test/profiles/my_train.json', '--rtt', '1s'])
    assert.match(
      stderr,
      /^xmpp-rtt: --rtt: found it together with profile "my_train", expected .*\n$/,
    )
    assert.equal(code, 2)
  })

  it('carries attempts through every kind at once, the same each time', () => {
    // Both directions meet everything. The ends know the MTU, or their large packets would
    // vanish again and again; and not all of their first packets are on the list.
    const pairs = allPairs.filter(({ resolved }) => resolved.kind !== 'drop-list')
    const everything = [...writtenOf(pairs), { kind: 'drop-list', indices: [1, 40] }]
    const profile = resolveProfile(
      listedProfile({ mtu: '1400B', up: everything, down: everything }),
    )
    const cell = prepareCell(
      specOf('fast-resume-direct+pipelined', { profiles: [profile], servers: [PROSODY] }),
      0,
    )
    const run = (): TrialRecord[] =>
      Array.from({ length: 20 }, (_, trial) => new TrialRunner().run(cell, trial))
    const records = run()
    assert.deepEqual(run(), records)
    const ready = records.filter(({ outcome }) => outcome.kind === 'ready')
    // Bursts of loss beside outages: an attempt may well be given up, but most are not.
    assert.ok(ready.length > 10, `${ready.length}`)
    for (const { milestonesUs } of ready) {
      // Three waits of 2 × (50 + 3 × 50 + 1) ms, less what the jitters may take from each:
      // 10 ms, 3.47 × 2 ms, 0.78 × 10 ms and 1 ms, each way; and the radio's 300 ms.
      assert.ok((milestonesUs.ready ?? 0) > 3 * 2 * (201 - 26) * 1000 + 300_000)
    }
  })
})

describe('the example in profiles/README.md', () => {
  const path = 'test/profiles/my_train.json'
  const loaded = loadProfile(path)
  if (!loaded.ok) assert.fail(loaded.error.message)
  const profile = resolveProfile(loaded.value)

  it('is the file that is tested here', () => {
    const readme = readFileSync(new URL('README.md', PROFILES_FOLDER), 'utf8')
    const example = readFileSync(new URL('my_train.json', import.meta.url), 'utf8')
    assert.ok(readme.includes(`\`\`\`json\n${example}\`\`\``), `copy ${path}`)
  })

  it('reads its trace from beside it and is described in the order of the path', () => {
    assert.deepEqual(describeProfile(profile), [
      'RTT 70 ms, the sum of the delays', // 20 + 15 ms up, 35 ms down
      'up 1: outage of 500 ms from 4 s on, again every 30 s',
      'up 2: radio idle at first, wakes in 300 ms, idle after 10 s',
      'up 3: packets wait for 60 ms from 1 s on, again every 15 s',
      'up 4: loses packets above 1500 bytes',
      'up 5: loss 0.5%',
      'up 6: loses packet 7, counted from 0',
      // 19 × 1500 bytes × 8 / 60 ms
      'up 7: trace of 19 opportunities in 60 ms, 3.8 Mbps on average, begun anywhere, queue 64 kB',
      'up 8: delay 20 ms, jitter σ 2 ms (normal), packets may overtake',
      'up 9: delay 15 ms',
      'down 1: radio idle at first, wakes in 300 ms, idle after 10 s',
      'down 2: loss 0.5% in bursts of 2.5', // 0.2 / 40.2; 1 / 40 %
      'down 3: rate 6 Mbps, queue 600 ms',
      'down 4: delay 35 ms, jitter by quantiles −5 ms at 1%, 0 ms at 50%, 60 ms at 99%',
      'down 5: duplicates 0.1%',
      'down 6: holds 0.5% back by 8 ms',
      'MTU 1440 bytes at both ends',
    ])
  })

  it('runs', () => {
    const cell = prepareCell(specOf('sasl2-resume-direct', { profiles: [profile] }), 0)
    const { outcome, milestonesUs } = new TrialRunner().run(cell, 0)
    assert.deepEqual(outcome, { kind: 'ready' })
    // The radio wakes in 300 ms; then 5 waits of 70 ms, queues and jitter not counted.
    assert.ok((milestonesUs.ready ?? 0) > 600_000)
  })
})

describe('the table in profiles/README.md', () => {
  it('has a row for every kind of impairment', () => {
    const readme = readFileSync(new URL('README.md', PROFILES_FOLDER), 'utf8')
    const [table = ''] = /^\| `kind` \|.*?(?=\n\n)/ms.exec(readme) ?? []
    const rows = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, kind]) => kind)
    const kinds = new Set(allPairs.map(({ resolved }) => resolved.kind))
    assert.deepEqual(rows.sort(), ['kind', ...kinds].sort())
  })
})
