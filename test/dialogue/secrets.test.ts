/**
 * No secret is ever part of a failure's detail, nor of what a trace shows: every base, fed with
 * everything that can go wrong, with a password and tokens that would be recognised.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tokenText } from '../../src/sasl/device/x-token.ts'
import { SaltedKeys } from '../../src/sasl/scram/keys.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { MECHANISM_MODIFIERS } from '../../src/strategies/mechanism-modifiers.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { FAILURE_CODES } from '../../src/transport.ts'
import type { Memory } from '../../src/xmpp/dialogue/memory.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import { BASES_THAT_CONNECT } from '../strategies/bases-by-carrier.ts'
import { ACCOUNT, type Meddle, type Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const PASSWORD = 'Zebra-7-Quagga'
const TYPED = 'Okapi-9-Tapir'
const TOKEN = 'Axolotl-3-Olm-token-as-long-as-others'
const ACCESS_TOKEN = 'Quokka-5-Numbat-access-token'
const DEVICE_KEY = Buffer.from('Potoroo-6-Bilby-key-of-32-octets')
const OWNER = {
  ...ACCOUNT,
  password: PASSWORD,
  saltedKeys: new SaltedKeys(),
  enrolled: { accessToken: ACCESS_TOKEN, device: { id: 'rig', key: DEVICE_KEY } },
}

/** As it is, and as it travels: alone, behind PLAIN's two NULs, at any offset of base64. */
const SECRETS = [PASSWORD, TYPED, TOKEN, ACCESS_TOKEN, String(DEVICE_KEY)]
const FORBIDDEN: readonly string[] = [...SECRETS, tokenText(DEVICE_KEY)].flatMap((secret) => [
  secret,
  Buffer.from(secret).toString('hex'),
  ...[0, 1, 2].map((offset) =>
    // The first and last characters of base64 mix with what is beside the secret.
    Buffer.from('\0'.repeat(offset) + secret)
      .toString('base64')
      .slice(4, -4),
  ),
])

const { sasl, sasl2, fast, features, sm } = IDEAL
const SERVERS: readonly ServerSettings[] = [
  IDEAL,
  { ...IDEAL, sasl: { ...sasl, mechanisms: ['PLAIN'] } },
  { ...IDEAL, sasl: { ...sasl, mechanisms: ['OAUTHBEARER'] } },
  { ...IDEAL, features: { ...features, secured: ['sasl1'], clear: [] } },
  { ...IDEAL, features: { ...features, secured: ['sasl2'], authenticated: ['bind'] } },
  { ...IDEAL, sasl2: { ...sasl2, inlineBind: [] } },
  { ...IDEAL, fast: { ...fast, mechanisms: [] } },
  { ...IDEAL, sm: { ...sm, failed: { ...sm.failed, inlineShape: 'wrapped-in-error' } } },
]

interface Alteration {
  readonly of: RegExp
  /** What stands there instead; `said` is what the client has said last. */
  readonly to: string | ((said: string) => string)
}

/** What is altered of what the server says. */
const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'forged proof': {
    of: /(<(?:success|additional-data)[^>]*>)[^<]+/,
    to: '$1dj1mb3JnZWQ=',
  },
  'no proof': { of: /<additional-data>[^<]+<\/additional-data>/, to: '' },
  'no base64': { of: /(<challenge[^>]*>)[^<]+/, to: '$1????' },
  'no SCRAM': { of: /(<challenge[^>]*>)[^<]+/, to: '$1Zm9v' },
  'no count': { of: /(<resumed[^>]*) h='[^']*'/, to: '$1' },
  'another session': { of: /previd='[^']*'/, to: "previd='x'" },
  'a failure': { of: /<(challenge|success).*/s, to: "<failure xmlns='urn:xmpp:sasl:2'/>" },
  'a task': { of: /<success.*/s, to: "<continue xmlns='urn:xmpp:sasl:2'/>" },
  'the end': { of: /<(challenge|success).*/s, to: '</stream:stream>' },
  'not bound': { of: /<bound.*<\/bound>|<jid>[^<]*<\/jid>/, to: '' },
  'broken XML': { of: /<(challenge|success)/, to: '<$1<' },
  'an echo': { of: /<(challenge|success).*/s, to: (said) => said },
  'an echo in an error': {
    of: /<(challenge|success).*/s,
    to: (said) =>
      `<stream:error><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>${said}</text></stream:error>`,
  },
}

const altered = (text: string, { of, to }: Alteration, said: () => string): string =>
  typeof to === 'string' ? text.replace(of, to) : text.replace(of, () => to(said()))

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** The token that the client holds is another one: a secret that only this test knows. */
const withToken = (memory: Memory): Memory =>
  memory.token === undefined ? memory : { ...memory, token: { ...memory.token, secret: TOKEN } }

const leaks = (text: string): boolean => FORBIDDEN.some((secret) => text.includes(secret))

describe('secrets', () => {
  const codes = new Set<string>()
  let failures = 0

  const check = (pair: Pair, where: string): void => {
    let outcome = pair.run()
    if (outcome === undefined) {
      // It waits for an answer that has been taken away; then the connection breaks.
      pair.tell({ kind: 'closed' })
      outcome = pair.outcome
    }
    for (const { xml } of pair.said) assert.ok(!leaks(xml), `${where} shows ${xml}`)
    for (const xml of pair.heard.filter(() => !where.includes('echo'))) {
      assert.ok(!leaks(xml), `${where} shows ${xml}`)
    }
    if (outcome?.kind !== 'failed') return
    failures += 1
    codes.add(outcome.failure.code)
    assert.ok(!leaks(outcome.failure.detail), `${where}: ${outcome.failure.detail}`)
  }

  /** Attempts at one scene with the right password and another, and with a token made up. */
  const checkAll = (scene: Scene, where: string): void => {
    const { memory } = scene
    const made = withToken(memory)
    for (const [password, remembered] of [
      [PASSWORD, memory],
      [TYPED, memory],
      ...(made === memory ? [] : [[PASSWORD, made] as const]),
    ] as const) {
      const settings = { ...scene, memory: remembered }
      const account = { ...OWNER, password }
      const answers: string[] = []
      const listening: Meddle = (bytes) => {
        answers.push(textOf(bytes))
        return [bytes]
      }
      check(attempt(settings, { account, meddle: listening }), `${where}, nothing altered`)
      for (const [how, alteration] of Object.entries(ALTERATIONS)) {
        // Where there is nothing to alter it would be the same attempt again.
        if (!answers.some((answer) => alteration.of.test(answer))) continue
        let pair: Pair | undefined
        const said = (): string => pair?.writes.at(-1) ?? ''
        const meddle: Meddle = (bytes) => [Buffer.from(altered(textOf(bytes), alteration, said))]
        pair = attempt(settings, { account, meddle })
        check(pair, `${where}, ${how}`)
      }
    }
  }

  for (const { name } of BASES_THAT_CONNECT) {
    for (const modifiers of ['', '+pipelined', '+unbound', '+pipelined+unbound']) {
      if (parseStrategy(name + modifiers).kind === 'strategy-error') continue
      it(`are in no detail of ${name}${modifiers}`, () => {
        const strategy = strategyNamed(name + modifiers)
        for (const [index, settings] of SERVERS.entries()) {
          // What is remembered is of the very server, if one can log in there, or of another.
          const { memory } = setScene(strategy, EVERYTHING.xmpp, OWNER)
          const { server } = setScene({ ...strategy, earlier: undefined }, settings, OWNER)
          checkAll({ strategy, server, memory }, `${name}${modifiers} at server ${index}`)
          if (memory.features === undefined) continue
          checkAll(
            { strategy, server, memory: { ...memory, features: undefined } },
            `${name}${modifiers} at server ${index}, nothing remembered of it`,
          )
        }
      })
    }
  }

  for (const { name } of MECHANISM_MODIFIERS) {
    const base = 'sasl2-resume-direct'
    for (const modifiers of ['', '+pipelined']) {
      if (parseStrategy(`${base}+${name}${modifiers}`).kind === 'strategy-error') continue
      it(`are in no detail of ${base}+${name}${modifiers}`, () => {
        const strategy = strategyNamed(`${base}+${name}${modifiers}`)
        checkAll(setScene(strategy, EVERYTHING.xmpp, OWNER), strategy.name)
      })
    }
  }

  it('would have been noticed', () => {
    const text = (before: string): string => Buffer.from(before + PASSWORD).toString('base64')
    assert.ok(['', 'a', '\0user\0', '\0longer\0'].every((before) => leaks(text(before))))
    assert.ok(!leaks('SCRAM-SHA-256 refused: not-authorized'))
    assert.ok(failures > 1_000, String(failures))
    const expected = FAILURE_CODES.filter((code) => codes.has(code))
    assert.deepEqual(expected, [
      'connection-closed',
      'stream-error',
      'malformed-xml',
      'protocol-violation',
      'feature-missing',
      'authentication-failed',
      'server-not-authentic',
      'bind-failed',
    ])
  })
})
