/** Links that are too narrow for IPv6 (RFC 8200 §5), whatever is run over them. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { InputError } from '../../src/json/input-error.ts'
import { readCompare } from '../../src/words/reading/compare.ts'
import { readLive } from '../../src/words/reading/live.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { readStorm } from '../../src/words/reading/storm.ts'
import { readLifeTrace, readTrace } from '../../src/words/reading/trace.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('narrow-words')

const file = (name: string, content: object): string => {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const ideal = JSON.parse(readFileSync('profiles/ideal.json', 'utf8')) as { readonly mtu: object }
const withMtu = (name: string, value: string): string =>
  file(name, { ...ideal, $schema: undefined, name, mtu: { ...ideal.mtu, value } })

const narrow = withMtu('narrow', '1279B')
const wide = withMtu('wide', '1280B')
const into = (profile: string): string =>
  file(`into_${profile === narrow ? 'narrow' : 'wide'}`, {
    ...{ format: 'xmpp-rtt/scenario@1', name: 'elsewhere', summary: 'a network of its own' },
    events: [{ do: 'profile-change', at: '20s', profile }],
  })

const refusal = (read: () => unknown): string => {
  try {
    read()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message
  }
}

const LEAST = 'expected at least 1280B (RFC 8200 §5)'
const strategy = 'fast-resume-direct'
const address = 'xmpp://alice@localhost'
const routes = { listen: [0], to: ['127.0.0.1:1'] }

/** What each reads, with the link that it is told. */
const SEVERAL: Readonly<Record<string, (link: object) => unknown>> = {
  'a comparison': (link) => readCompare({ strategies: [strategy], ...link }),
  'a live run': (link) => readLive({ address, strategies: [strategy], ...link }),
  'a storm': (link) => readStorm({ clients: 9, ...link }),
}
const ONE: Readonly<Record<string, (link: object) => unknown>> = {
  'a trace': (link) => readTrace({ strategy, ...link }),
  'a proxy': (link) => readProxy({ ...routes, ...link }),
}

describe('a link too narrow for IPv6', () => {
  for (const [what, read] of Object.entries({ ...SEVERAL, ...ONE })) {
    it(`is refused where its MTU is given: ${what}`, () => {
      const given = (mtu: string, ipv6 = true) => refusal(() => read({ rtt: '1s', mtu, ipv6 }))
      assert.equal(given('1279B'), `mtu: found 1279B with IPv6, ${LEAST}`)
      assert.deepEqual([given('1280B'), given('68B', false)], ['accepted', 'accepted'])
    })

    it(`is refused where a profile has it: ${what}`, () => {
      const isOne = Object.hasOwn(ONE, what)
      const over = (path: string, ipv6 = true) =>
        refusal(() => read({ ...(isOne ? { profile: path } : { profiles: [path] }), ipv6 }))
      const field = isOne ? 'profile' : 'profiles'
      assert.equal(over(narrow), `${field}: found narrow, of MTU 1279B with IPv6, ${LEAST}`)
      assert.deepEqual([over(wide), over(narrow, false)], ['accepted', 'accepted'])
    })
  }

  const LED: Readonly<Record<string, (path: string, ipv6: boolean) => unknown>> = {
    'a comparison': (path, ipv6) =>
      readCompare({ strategies: [strategy], scenarios: [path], rtt: '1s', ipv6 }),
    'a life': (path, ipv6) => readLifeTrace({ strategy, scenario: path, rtt: '1s', ipv6 }),
    'a live run': (path, ipv6) =>
      readLive({ address, strategies: [strategy], scenarios: [path], peer: 'bob', ipv6 }),
    'a proxy': (path, ipv6) => readProxy({ ...routes, scenario: path, ipv6 }),
  }
  for (const [what, read] of Object.entries(LED)) {
    it(`is refused where a scenario leads into it: ${what}`, () => {
      const led = (profile: string, ipv6 = true) => refusal(() => read(into(profile), ipv6))
      assert.match(led(narrow), /^scenarios?: found narrow, of MTU 1279B with IPv6, expected/)
      assert.deepEqual([led(wide), led(narrow, false)], ['accepted', 'accepted'])
    })
  }

  it('is refused where somebody moves into it: a proxy', () => {
    const { profileNamed } = readProxy({ ...routes, ipv6: true })
    assert.equal(
      refusal(() => profileNamed(narrow)),
      `profile: found narrow, of MTU 1279B with IPv6, ${LEAST}`,
    )
    assert.equal(profileNamed(wide).name, 'wide')
    assert.equal(readProxy(routes).profileNamed(narrow).name, 'narrow')
  })
})
