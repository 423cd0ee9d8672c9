import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { InputError } from '../../src/json/input-error.ts'
import { readLive, refuseVainTime } from '../../src/words/reading/live.ts'

const complaint = (words: object): string => {
  try {
    readLive({ strategies: ['sasl2-direct'], ...words })
    return 'accepted'
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message
  }
}

describe('the words of a live run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-live-words-'))
  after(() => rmSync(folder, { recursive: true }))
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, 'geheim\r\nand more\n')

  it('mean by a group all that a server can be met with as it is, and say why by name', () => {
    const address = 'xmpp://alice@localhost'
    const { spec } = readLive({ address, strategies: ['catalogue'] })
    const names = new Set(spec.strategies.map(({ name }) => name))
    assert.ok(names.has('legacy-bosh') && names.has('fast-resume-direct'))
    for (const ours of ['fast-expired-direct', 'sasl2-totp-direct']) {
      assert.ok(!names.has(ours))
      assert.match(complaint({ address, strategies: [ours] }), /met with as it is/)
    }
  })

  it('may say how long each address is given, which is in vain where there is but one', () => {
    const refusal = (strategy: string, ...hosts: readonly string[]): string => {
      const address = 'xmpp://alice@localhost'
      const { spec } = readLive({ address, strategies: [strategy], connectTimeout: '3s' })
      const addresses = hosts.map(
        (host) => ({ host, port: 5222, priority: 0, ip: 'ipv4' }) as const,
      )
      const at = { host: 'a.test', port: 5222 }
      const starttls = hosts.length < 2 ? at : { ...at, addresses }
      const others = { direct: undefined, websocket: undefined, bosh: undefined }
      try {
        refuseVainTime(spec, { starttls, ...others })
        return 'accepted'
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        return error.message
      }
    }
    assert.match(
      refusal('legacy-starttls', '192.0.2.1'),
      /found one address of the server, and no strategy with several/,
    )
    assert.equal(refusal('legacy-starttls', '192.0.2.1', '192.0.2.2'), 'accepted')
    assert.equal(refusal('legacy-starttls+v6-broken', '192.0.2.1'), 'accepted')
  })

  it('say whose account it is, and where', () => {
    const target = (address: string) => readLive({ address }).target
    assert.deepEqual(target('xmpp://al%40ice@example.org'), {
      local: 'al@ice',
      domain: 'example.org',
      starttls: undefined,
      direct: undefined,
      ways: 'both',
      websocket: undefined,
      bosh: undefined,
    })
    assert.deepEqual(target('xmpps://alice@[::1]:5223/'), {
      local: 'alice',
      domain: '::1',
      starttls: undefined,
      direct: { host: '::1', port: 5223 },
      ways: 'direct',
      websocket: undefined,
      bosh: undefined,
    })
    assert.deepEqual(target('xmpp://Alice@BÜCHER.localhost:5222'), {
      local: 'alice',
      domain: 'bücher.localhost',
      starttls: { host: 'xn--bcher-kva.localhost', port: 5222 },
      direct: undefined,
      ways: 'both',
      websocket: undefined,
      bosh: undefined,
    })
    const { starttls, direct } = readLive({
      address: 'xmpp://alice@example.org:5222',
      direct: '[::1]:25223',
    }).target
    assert.deepEqual(starttls, { host: 'example.org', port: 5222 })
    assert.deepEqual(direct, { host: '::1', port: 25223 })
  })

  it('have a password, or a file with one in its first line, or none', () => {
    const password = (words: object) =>
      readLive({ address: 'xmpp://alice@localhost', ...words }).password
    assert.equal(password({}), undefined)
    assert.equal(password({ password: 'secret' }), 'secret')
    assert.equal(password({ passwordFile }), 'geheim')
  })

  it('say where a WebSocket is, by its URI', () => {
    const { target, command } = readLive({
      address: 'xmpp://a@b',
      websocket: 'wss://bücher.example/ws?x=1',
      strategies: ['sasl2-websocket'],
    })
    const name = 'xn--bcher-kva.example'
    assert.deepEqual(target.websocket, { host: name, port: 443, name, target: '/ws?x=1' })
    assert.match(command, / --websocket 'wss:/)
  })

  it('become a command line with everything but the password', () => {
    const { command } = readLive({
      address: 'xmpp://alice@localhost',
      password: 'secret',
      direct: 'localhost:25223',
      insecure: true,
      rtt: '300ms',
      strategies: ['fast-resume-direct+tfo+pipelined'],
      trials: 3,
      think: '2ms',
      rate: 100,
      timeout: '5s',
    })
    assert.equal(readLive({ address: 'xmpp://a@b' }).spec.showPassword, 'never')
    const plain = readLive({
      address: 'xmpp://a@b',
      allowPlain: true,
      strategies: ['sasl2-direct'],
    })
    assert.equal(plain.spec.showPassword, 'if-needed')
    assert.match(plain.command, /^npx xmpp-rtt live xmpp:\/\/a@b --allow-plain -p /)
    assert.equal(
      command,
      'npx xmpp-rtt live xmpp://alice@localhost --direct localhost:25223 --insecure --rtt 300ms -s fast-resume-direct+pipelined+tfo -n 3 --think 2ms --rate 100 --timeout 5s --seed 1',
    )
  })

  const WRONG: readonly (readonly [object, RegExp])[] = [
    [{}, /^address: found nothing, expected a text$/],
    [{ address: 'alice@localhost' }, /^address: found "alice@localhost", expected an address like/],
    [
      { address: 'xmpp://alice:x@localhost' },
      /^address: found one with a password in it, expected an address like/,
    ],
    [
      { address: 'http://x' },
      /^address: found one that begins with http:, expected an address like/,
    ],
    [{ address: 'xmpp:alice@localhost' }, /^address: found one without \/\/ behind xmpp:, exp/],
    [{ address: 'foo:bar' }, /^address: found one with something behind a colon that is no port, /],
    [{ address: 'xmpp://al ice@localhost' }, /^address: found one with white space in it, exp/],
    [{ address: 'xmpp://a@localhost/phone' }, /^address: found one with something behind it, exp/],
    [{ address: 'xmpp://a@b', direct: 'foo:bar' }, /^direct: found one with something behind a/],
    [{ address: 'xmpp://alice@localhost:99999' }, /^address: .* a port from 1 to 65535$/],
    [{ address: 'xmpp://a%ZZ@localhost' }, /^address: found a stray %/],
    [{ address: 'xmpp://a@b', direct: 'here' }, /^direct: found "here", expected HOST:PORT$/],
    [{ address: 'xmpp://a@b', bosh: 'http://b/' }, /^bosh: .*, expected https:\/\/HOST/],
    [{ address: 'xmpp://a@b', bosh: 'wss://b/' }, /^bosh: .*, expected https:\/\/HOST/],
    [{ address: 'xmpp://a@b', websocket: 'ws://b/' }, /^websocket: .*, expected wss:\/\/HOST/],
    [{ address: 'xmpp://a@b', websocket: 'wss://b:0/' }, /^websocket: .* a port from 1 to 65535$/],
    [{ address: 'xmpp://a@b', starttls: 'h:0' }, /^starttls: .* a port from 1 to 65535$/],
    [{ address: 'xmpp://a@b', server: 'prosody' }, /^server: found an unknown field/],
    [{ address: 'xmpp://a@b', think: '61s' }, /^think: found "61s", expected from 0ms to 60000ms$/],
    [{ address: 'xmpp://a@b', password: '' }, /^password: found an empty one/],
    [
      { address: 'xmpp://a@b', strategies: ['test/scripted/fast.dialogue.json'] },
      /^strategies: found a scripted dialogue \(fast\)/,
    ],
    [
      { address: 'xmpp://a@b', fastOpenFault: 'stale' },
      /^fastOpenFault: found no strategy with \+tfo/,
    ],
    [
      { address: 'xmpp://a@b', serverFastOpen: 'yes' },
      /^serverFastOpen: found "yes", expected "accepted" or "refused"/,
    ],
    [
      { address: 'xmpp://a@b', allowPlain: true, insecure: true },
      /^allowPlain: found it beside insecure, expected a server whose certificate is verified/,
    ],
    [
      { address: 'xmpp://a@b', ca: passwordFile, insecure: true },
      /^ca: found it beside insecure, expected one of them/,
    ],
    [{ address: 'xmpp://a@b', ca: folder }, /: found a directory, expected/],
    [{ address: 'xmpp://a@b', ca: passwordFile }, /: found no certificate, expected PEM/],
  ]
  for (const [words, line] of WRONG) {
    it(`refuse ${JSON.stringify(words)}`, () => {
      assert.match(complaint(words), line)
    })
  }

  const LEAKS: readonly object[] = [
    { address: 'xmpp://alice:geheim@localhost' },
    { address: 'alice:geheim@localhost' },
    { address: 'xmpp:alice:geheim@localhost' },
    { address: 'xmpp://alice:ge/h@geheim@localhost' },
    { address: 'xmpp://alice@localhost?password=geheim' },
    { address: 'xmpp://alice@localhost;geheim' },
    { address: 'alice:geheim' },
    { address: 'xmpp:alice:geheim' },
    { address: 'xmpp:geheim@localhost' },
    { address: 'http:geheim' },
    { address: '//geheim@localhost' },
    { address: 'xmpp://alice@localhost:geheim' },
    { address: 'xmpp://alice:geheim' },
    { address: 'xmpp//alice:geheim@localhost' },
    { address: 'xmpp:/alice:geheim@localhost' },
    { address: 'xmpp://alice/geheim@localhost' },
    { address: 'xmpp://alice@geheim@localhost' },
    { address: 'xmpp://alice geheim@localhost' },
    { address: 'xmpp://alice%3Ageheim@localhost' },
    { address: 'http://alice:geheim@localhost' },
    { address: 'XMPP://ALICE:geheim@localhost' },
    { address: 'xmpp://alice:geheim\n@localhost' },
    { address: 'xmpp://a@b', direct: 'alice:geheim@localhost' },
    { address: 'xmpp://a@b', websocket: 'wss://alice:geheim@localhost/ws' },
    { address: 'xmpp://a@b', bosh: 'https://alice:geheim@localhost/http-bind' },
    { address: 'xmpp://a@b', starttls: 'xmpp://alice:geheim@localhost:5222' },
    { address: 'xmpp://a@b', password: ['geheim'] },
    { address: 'xmpp://a@b', password: 'geheim', passwordFile },
  ]
  for (const words of LEAKS) {
    it(`never repeat a password: ${JSON.stringify(words)}`, () => {
      const line = complaint(words)
      assert.notEqual(line, 'accepted')
      assert.doesNotMatch(line, /geheim/)
    })
  }
})
