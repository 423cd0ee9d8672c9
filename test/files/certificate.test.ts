/** A certificate and the key that is its own, or is not. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readAuthorities, readCertificate } from '../../src/files/certificate.ts'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import { InputError } from '../../src/json/input-error.ts'
import type { ServedCertificate } from '../../src/run/serve/serve.ts'

describe("a server's certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-certificate-'))
  after(() => rmSync(folder, { recursive: true }))
  let own: ServedCertificate
  before(async () => {
    own = await ownCertificate('localhost')
    writeFileSync(join(folder, 'cert.pem'), own.chain)
  })

  function withKey(key: string): ServedCertificate {
    writeFileSync(join(folder, 'key.pem'), key)
    return readCertificate(join(folder, 'cert.pem'), join(folder, 'key.pem'))
  }

  it('is taken with its key', () => {
    const { fingerprint, octets } = withKey(own.key)
    assert.deepEqual([fingerprint, octets.length], [own.fingerprint, 1])
  })

  const DAMAGED: readonly (readonly [string, (whole: string) => string])[] = [
    ['holds none', () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['is cut off', (whole) => whole.slice(0, whole.length / 2)],
  ]
  for (const [how, damaged] of DAMAGED) {
    it(`is named by its place in the file where it ${how}, whether served or trusted`, () => {
      const path = join(folder, 'damaged.pem')
      const keyPath = join(folder, 'key.pem')
      writeFileSync(keyPath, own.key)
      const chain = [own.chain, damaged(own.chain), own.chain]
      writeFileSync(path, chain.join('\n'))
      const message = `${path}: found certificate 2 of ${chain.length} damaged, expected PEM around the DER of a certificate (RFC 7468 §5)`
      assert.throws(() => readAuthorities(path), { name: 'InputError', message })
      assert.throws(() => readCertificate(path, keyPath), { message })
    })
  }

  const pem = { type: 'pkcs8', format: 'pem' } as const
  const encrypted = { ...pem, cipher: 'aes-128-cbc', passphrase: 'geheim' } as const
  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const another = 'the key of something else, expected the private key of the first certificate in '
  const WRONG: readonly (readonly [string, () => string, string])[] = [
    ['another of its kind', () => String(ec().export(pem)), another],
    ['one of another kind', () => String(rsa().export(pem)), another],
    ['an encrypted one', () => String(ec().export(encrypted)), 'an encrypted key, expected PEM, '],
    ['none', () => 'geheim', 'no private key, expected PEM, a private key without a passphrase'],
  ]
  for (const [what, key, line] of WRONG) {
    it(`is refused with a key that is ${what}`, () => {
      assert.throws(
        () => withKey(key()),
        (error) => {
          assert.ok(error instanceof InputError)
          assert.ok(error.message.startsWith(`${join(folder, 'key.pem')}: found ${line}`))
          assert.doesNotMatch(error.message, /\n|geheim/)
          return true
        },
      )
    })
  }
})
