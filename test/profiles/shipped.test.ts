import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import { loadProfile, loadShippedProfiles, PROFILES_FOLDER } from '../../src/files/profiles.ts'
import { figuresOf, listProfiles, profilesMarkdown } from '../../src/profiles/catalogue.ts'
import { describeProfile } from '../../src/profiles/describe.ts'
import { profileInResult } from '../../src/profiles/in-result.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { citedSources, profileJsonSchema } from '../../src/profiles/schema.ts'
import type { QuantilePoint } from '../../src/quantile-table.ts'
import type { Duration } from '../../src/units.ts'
import { shipped } from './shipped.ts'

const read = (name: string): string => readFileSync(new URL(name, PROFILES_FOLDER), 'utf8')

describe('the shipped profiles', () => {
  const loaded = loadShippedProfiles()
  if (!loaded.ok) assert.fail(loaded.error.message)
  const profiles = loaded.value

  it('are exactly the files of the folder', () => {
    const files = readdirSync(PROFILES_FOLDER).filter((file) => file.endsWith('.json'))
    const expected = [...PROFILE_NAMES.map((name) => `${name}.json`), 'profile.schema.json']
    assert.deepEqual(files.toSorted(), expected.toSorted())
  })

  it('cite every source they name and name every source they cite', () => {
    for (const profile of profiles) {
      const named = new Set(citedSources(profile).flatMap(({ sources }) => sources))
      assert.deepEqual([...named].toSorted(), Object.keys(profile.sources).toSorted(), profile.name)
    }
  })

  it('say of every assumption that it is one', () => {
    for (const profile of profiles) {
      for (const { name, status, sources } of figuresOf(profile)) {
        const hasOnlyAssumption = sources.every((source) => source === 'ASSUMED')
        if (hasOnlyAssumption) assert.equal(status, 'assumed', `${profile.name}: ${name}`)
      }
    }
  })

  it('are listed with their median round trip', () => {
    assert.deepEqual(
      listProfiles(profiles).map(
        ({ name, rtt, folklore }) => `${name} ${rtt}${folklore ? ' !' : ''}`,
      ),
      [
        'ideal 1000ms',
        'wifi_home 20ms',
        'wifi_campus_busy 40ms',
        'wifi_cafe_flaky 50ms',
        'nr_sa 49.7ms',
        'nr_sa_driving 49.7ms',
        'nr_nsa 49.4ms',
        'lte_good 45ms',
        'lte_weak 61ms',
        'lte_driving 58.3ms',
        'train 37.5ms',
        'hsr_lte 100ms',
        'umts_static 80ms',
        'umts_driving 123ms',
        'edge_industry 840ms !', // 440 ms up + 400 ms down
        'gprs_industry 1300ms !', // 2 × 650 ms
        'cell_bufferbloat 176ms', // 2 × 88 ms
        'remote_lossy 56ms', // 2 × 28 ms
        'leo_starlink_fixed 38ms',
        'leo_starlink_highway 59ms',
        'leo_starlink_moving 59ms',
        'geo_satellite 600ms',
        'inflight_geo 790ms',
        'inflight_leo 74ms',
      ],
    )
  })

  it('come with the JSON Schema and the README that their code makes', () => {
    assert.equal(read('profile.schema.json'), profileJsonSchema(), 'run npm run generate')
    const readme = read('README.md')
    assert.equal(
      readme,
      withGenerated(readme, 'profiles', profilesMarkdown(profiles)),
      'run npm run generate',
    )
    assert.ok(readme.includes('### lte_good'))
  })

  it('have jitter tables that are the lognormal distributions their notes state', () => {
    const zOf = new Map([
      [0.01, -2.32635],
      [0.05, -1.64485],
      [0.1, -1.28155],
      [0.25, -0.67449],
      [0.5, 0],
      [0.75, 0.67449],
      [0.9, 1.28155],
      [0.95, 1.64485],
      [0.99, 2.32635],
      [0.999, 3.09023],
    ])
    const tables: [string, number, number][] = [
      ['wifi_home', 3, 10],
      ['wifi_campus_busy', 20, 100],
      ['wifi_cafe_flaky', 20, 100],
    ]
    for (const [name, median, p90] of tables) {
      const { jitter } = resolveProfile(shipped(name))
      assert.equal(jitter.kind, 'table')
      const points: readonly QuantilePoint<Duration>[] = jitter.points
      assert.equal(points.length, zOf.size)
      for (const { quantile, value } of points) {
        const z = zOf.get(quantile) ?? Number.NaN
        // sigma = ln(p90 / median) / 1.28155; the file rounds to 0.01 ms, z here to 1e-5
        const expected = median * Math.exp((z * Math.log(p90 / median)) / 1.28155)
        assert.ok(Math.abs(value / 1e6 - expected) < 0.02, `${name} ${quantile}`)
      }
    }
  })

  it('survive a result file: what is resolved is plain data', () => {
    for (const profile of profiles) {
      const resolved = resolveProfile(profile)
      assert.deepEqual(JSON.parse(JSON.stringify(resolved)), resolved, profile.name)
      const { description, ...values } = profileInResult(resolved)
      assert.deepEqual(values, resolved)
      assert.deepEqual(description, describeProfile(resolved))
    }
  })
})

describe('a profile asked for', () => {
  it('by name, by an unknown name, by path', () => {
    const byName = loadProfile('lte_good')
    assert.ok(byName.ok && byName.value.name === 'lte_good')
    const byPath = loadProfile('profiles/lte_good.json')
    assert.deepEqual(byPath, byName)
  })

  it('that cannot be had is told in one line', () => {
    const lineOf = (asked: string): string => {
      const loaded = loadProfile(asked)
      return loaded.ok ? 'loaded' : loaded.error.message
    }
    assert.match(lineOf('lte_god'), /^profile: found "lte_god".*did you mean "lte_good"/)
    assert.equal(
      lineOf('./no.json'),
      './no.json: found no such file, expected a readable text file',
    )
    assert.equal(
      lineOf('./profiles'),
      './profiles: found a directory, expected a readable text file',
    )
    assert.equal(
      lineOf('package.json/x.json'),
      'package.json/x.json: found a file where a directory should be, expected a readable text file',
    )
    assert.match(lineOf('./package.json'), /^\.\/package\.json:\d+:\d+: /)
    // Nothing that an object inherits is a profile.
    assert.match(lineOf('constructor'), /^profile: found "constructor"/)
  })
})
