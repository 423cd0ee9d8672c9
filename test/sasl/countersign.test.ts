/** A mechanism that nobody knew before: one file, and one line in a list. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { MECHANISMS, Mechanisms } from '../../src/sasl/mechanisms.ts'
import { overSecured } from '../../src/strategies/over.ts'
import type { Account } from '../../src/xmpp/account.ts'
import { BLANK } from '../../src/xmpp/dialogue/memory.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import { ACCOUNT, KEYS, Pair } from '../dialogue/pair.ts'
import { strategyNamed } from '../dialogue/scene.ts'
import { IDEAL } from '../server/behaviours.ts'
import { COUNTERSIGN } from './countersign.ts'

const KNOWN = new Mechanisms([COUNTERSIGN, ...MECHANISMS.proving('password')])

/** A client of today at a server that announces these. */
const meet = (name: string, announced: readonly string[], change: Partial<Account> = {}): Pair => {
  const strategy = strategyNamed(name)
  const server = new Server({
    name: ACCOUNT.domain,
    settings: { ...IDEAL, sasl: { ...IDEAL.sasl, mechanisms: announced } },
    random: Random.seeded('server'),
    accounts: [ACCOUNT],
    keys: KEYS,
    mechanisms: KNOWN,
  })
  const connection = server.accept({
    random: Random.seeded('attempt'),
    mode: overSecured(strategy).security,
  })
  const account = { ...ACCOUNT, mechanisms: KNOWN, ...change }
  const pair = new Pair(strategy.said.script(account, BLANK), connection, strategy)
  pair.run()
  return pair
}

const mechanismOf = ({ outcome }: Pair): string | undefined =>
  outcome?.kind === 'ready' ? outcome.stream.mechanism : outcome?.failure.detail

describe('a mechanism of one file and one line', () => {
  for (const name of ['legacy-direct', 'sasl2-direct']) {
    it(`authenticates a client at the embedded server: ${name}`, () => {
      const pair = meet(name, ['COUNTERSIGN'])
      assert.equal(mechanismOf(pair), 'COUNTERSIGN')
      // Its word is waited for, and then the outcome.
      assert.equal(pair.waits.auth, 2)
      // The server speaks first: nothing is sent along with the name.
      assert.doesNotMatch(pair.writes.join(), /<initial-response|<auth [^>]*[^/]>[^<]/)
    })

    it(`lets nobody in with another password: ${name}`, () => {
      const pair = meet(name, ['COUNTERSIGN'], { password: 'another password' })
      assert.equal(mechanismOf(pair), 'COUNTERSIGN refused: not-authorized')
    })
  }

  it('is chosen by its rank, before PLAIN and behind SCRAM', () => {
    assert.equal(mechanismOf(meet('sasl2-direct', ['PLAIN', 'COUNTERSIGN'])), 'COUNTERSIGN')
    const all = ['COUNTERSIGN', 'SCRAM-SHA-1', 'PLAIN']
    assert.equal(mechanismOf(meet('sasl2-direct', all)), 'SCRAM-SHA-1')
  })

  it('is nothing to a client that has never heard of it', () => {
    const pair = meet('legacy-direct', ['COUNTERSIGN'], { mechanisms: MECHANISMS })
    assert.match(mechanismOf(pair) ?? '', /^expected SCRAM.*, found COUNTERSIGN$/)
  })

  it('stands in the README as it is here', () => {
    const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    const code = file('./countersign.ts')
    const shown = code.slice(code.indexOf('/** A mechanism'))
    assert.ok(file('../../src/sasl/README.md').includes(`\`\`\`ts\n${shown}\`\`\``))
  })
})
