import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { InputError } from '../../src/json/input-error.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { readServe } from '../../src/words/reading/serve.ts'
import type { ServeWords } from '../../src/words/serve.ts'

const complaint = (words: object): string => {
  try {
    readServe(words)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message
  }
}

describe('the words of a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-serve-words-'))
  after(() => rmSync(folder, { recursive: true }))
  const file = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const accounts = (words: ServeWords) => readServe(words).accounts

  it('that are not said are the usual ones', () => {
    const { accounts, ...stand } = readServe({})
    assert.deepEqual(stand, {
      host: '127.0.0.1',
      ports: { starttls: 5222, direct: 5223 },
      domain: 'localhost',
      server: PROSODY,
      certificate: undefined,
      hold: 10_000_000,
      messages: undefined,
      lasts: undefined,
      over: undefined,
    })
    const [alice] = accounts
    assert.deepEqual([accounts.length, alice?.local, alice?.secret], [1, 'alice', 'made-up'])
    assert.match(alice?.password ?? '', /^[a-z2-9]{20}$/)
  })

  it('say how often a message goes out, and how long it lasts', () => {
    const { messages, lasts } = readServe({ messages: '30/min', lasts: '120s' })
    assert.deepEqual([messages?.every, lasts], [2_000_000_000, 120_000_000_000])
    for (const rate of ['0/s', '11/s']) {
      assert.throws(() => readServe({ messages: rate }), /messages: found .* at most 10\/s/)
    }
  })

  it('name a domain in any form, which is served with U-labels', () => {
    for (const domain of ['Bücher.LocalHost', 'xn--bcher-kva.localhost']) {
      assert.equal(readServe({ domain }).domain, 'bücher.localhost')
    }
  })

  it('name a server, or a file that says one', () => {
    const path = file(
      'mine.json',
      '{ "format": "xmpp-rtt/server@1", "name": "mine", "base": "ideal", "capacity": 2 }',
    )
    const { name, base, xmpp } = readServe({ server: path }).server
    assert.deepEqual([name, base, xmpp.capacity], ['mine', 'ideal', 2])
    assert.equal(readServe({ server: 'ejabberd' }).server.name, 'ejabberd')
    assert.throws(() => readServe({ server: 'ejaberd' }), /server: found "ejaberd".*"ejabberd"\?/)
  })

  it('give accounts a password, of their own or of all', () => {
    const accountFile = file('accounts', '# who\nbob:b:ob\r\n\ncarol: c\n')
    assert.deepEqual(accounts({ accountFile }), [
      { local: 'bob', password: 'b:ob', secret: 'given' },
      { local: 'carol', password: ' c', secret: 'given' },
    ])
    const mapped = file('mapped', 'Bob:secret\n')
    assert.deepEqual(
      accounts({ accounts: ['Alice', 'Jürgen'], accountFile: mapped }).map(({ local }) => local),
      ['alice', 'jürgen', 'bob'],
    )
    assert.throws(() => accounts({ accounts: ['Bob'], accountFile: mapped }), /"bob" twice/)
    assert.deepEqual(accounts({ accounts: ['dave'], password: 'x', accountFile }).length, 3)
    assert.deepEqual(accounts({ passwordFile: file('password', 'geheim\n') }), [
      { local: 'alice', password: 'geheim', secret: 'given' },
    ])
  })

  const bad = (lines: string) => ({ accountFile: file(`bad-${lines.length}`, lines) })
  const WRONG: readonly (readonly [string, object, RegExp])[] = [
    ['a port too large', { port: 65_536 }, /^port: found 65536, expected a whole number from 0 to/],
    ['a domain that is a path', { domain: 'a/b' }, /^domain: found "a\/b", expected a domain name/],
    ['a domain with a space', { domain: 'a b' }, /^domain: found "a b", expected a domain name/],
    ['luck without a link', { seed: 5 }, /^seed: found no profile, expected the profile of a link/],
    ['a long hold', { hold: '2s' }, /^hold: found "2s", expected at most 1s$/],
    ['a certificate without a key', { cert: 'x.pem' }, /^cert: found no key with it/],
    [
      'an account with a password',
      { accounts: ['alice:x'] },
      /^accounts\[0\]: .* a name of letters/,
    ],
    ['an account twice', { accounts: ['bob', 'bob'] }, /^accounts: found "bob" twice/],
    [
      'a port twice',
      { port: 5222, tlsPort: 5222 },
      /^tlsPort: found "5222" twice, expected a port/,
    ],
    [
      'a password for a name',
      bad('s3cr!t:alice\n'),
      /bad-13:1:1: found another name, expected name:/,
    ],
    ['a line without a name', bad('\n:geheim\n'), /bad-9:2:1: found another form, expected name:/],
    ['a file without an account', bad('# x\n\n'), /bad-5: found no account, expected name:/],
    [
      'an account twice in it',
      bad('a:b\nA:bcdef\n'),
      /bad-12:2:1: found "a" again, expected name:/,
    ],
    [
      'a name that is none',
      bad('a@b:geheim'),
      /bad-10:1:1: found another name, expected name:pass/,
    ],
    ['no certificate in a file', { cert: file('c', 'x'), key: file('k', 'x') }, /no certificate/],
    ['an empty password file', { passwordFile: file('e', '\nx') }, /found an empty first line/],
  ]
  for (const [what, words, line] of WRONG) {
    it(`refuse ${what}`, () => {
      assert.match(complaint(words), line)
      assert.doesNotMatch(complaint(words), /geheim/)
    })
  }
})
