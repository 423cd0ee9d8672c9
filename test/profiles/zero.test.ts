/** Quantities of zero, of every kind of impairment: what the link does not take no profile may say. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { linkFor } from '../../src/profiles/draw.ts'
import { parseProfile } from '../../src/profiles/load.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { policerStage } from '../link/policer.ts'
import { benchOf } from '../link/stage-bench.ts'
import { allPairs, profileText, readTrace } from './listed.ts'
import { policer } from './policer.ts'

type Tree = string | number | boolean | readonly Tree[] | { readonly [key: string]: Tree }

/** In the place of a number or a quantity; undefined for any other text, and for yes or no. */
const zero = (value: string | number | boolean): string | number | undefined => {
  if (typeof value === 'number') return 0
  const unit = /^-?[\d.]+(\D+)$/.exec(String(value))?.[1]
  return unit === undefined ? undefined : `0${unit}`
}

/** As often as it has quantities, each time with another of them at zero. */
const zeroed = (value: Tree): readonly Tree[] => {
  if (typeof value !== 'object') {
    const none = zero(value)
    return none === undefined ? [] : [none]
  }
  if (Array.isArray(value))
    return value.flatMap((one, index) => zeroed(one).map((none) => value.with(index, none)))
  return Object.entries(value).flatMap(([key, one]) =>
    zeroed(one).map((none) => ({ ...value, [key]: none })),
  )
}

const beginLink = (written: object): 'refused' | 'begun' => {
  const parsed = parseProfile(profileText({ up: [written], down: [] }), 'my.json', readTrace)
  if (!parsed.ok) return 'refused'
  const random = Random.seeded('zero')
  const { link } = linkFor(resolveProfile(parsed.value), random)
  new Link({ settings: link, clock: new VirtualClock(), random })
  return 'begun'
}

const beginPolicer = (written: object): 'refused' | 'begun' => {
  const parsed = policer.written.safeParse(written)
  if (!parsed.success) return 'refused'
  benchOf((context) => policerStage(parsed.data, context))
  return 'begun'
}

const EXAMPLE = { kind: 'policer', interval: '10ms', burst: 3 }

describe('a quantity of zero', () => {
  const subjects = [
    ...allPairs.map(({ written }) => ({ written, begin: beginLink })),
    { written: EXAMPLE, begin: beginPolicer },
  ]
  for (const { written, begin } of subjects) {
    const cases = zeroed(written as Tree)
    if (cases.length === 0) continue
    it(`is refused by the profile, or taken by the link: ${JSON.stringify(written)}`, () => {
      assert.equal(begin(written), 'begun')
      for (const one of cases) assert.doesNotThrow(() => begin(one as object), JSON.stringify(one))
    })
  }

  it('is refused of a policer, whose packets have to come at intervals', () => {
    assert.deepEqual(zeroed(EXAMPLE), [
      { ...EXAMPLE, interval: '0ms' },
      { ...EXAMPLE, burst: 0 },
    ])
    const { error } = policer.written.safeParse({ ...EXAMPLE, interval: '0ms' })
    assert.deepEqual(
      error?.issues.map((issue) => issue.code === 'custom' && issue.params?.['expected']),
      ['a duration above 0ms'],
    )
  })
})
