import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ocra, readSuite } from '../../src/sasl/device/ocra.ts'
import { countOctets, oneTimePassword } from '../../src/sasl/device/one-time-password.ts'

const DIGITS = '1234567890'
const key = (octets: number): Buffer => Buffer.from(DIGITS.repeat(7)).subarray(0, octets)

describe('one-time passwords', () => {
  it('are those of RFC 4226, appendix D', () => {
    const passwords = Array.from({ length: 10 }, (_, count) =>
      oneTimePassword(key(20), countOctets(count), { hash: 'sha1', digits: 6 }),
    )
    assert.deepEqual(passwords, [
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ])
  })

  it('are those of RFC 6238, appendix B, which counts steps of 30 s', () => {
    const at = (seconds: number): string[] =>
      (
        [
          ['sha1', 20],
          ['sha256', 32],
          ['sha512', 64],
        ] as const
      ).map(([hash, octets]) =>
        oneTimePassword(key(octets), countOctets(Math.floor(seconds / 30)), { hash, digits: 8 }),
      )
    assert.deepEqual(at(59), ['94287082', '46119246', '90693936'])
    assert.deepEqual(at(1_111_111_109), ['07081804', '68084774', '25091201'])
    assert.deepEqual(at(1_111_111_111), ['14050471', '67062674', '99943326'])
    assert.deepEqual(at(1_234_567_890), ['89005924', '91819424', '93441116'])
    assert.deepEqual(at(2_000_000_000), ['69279037', '90698825', '38618901'])
    assert.deepEqual(at(20_000_000_000), ['65353130', '77737706', '47863826'])
  })
})

describe('OCRA', () => {
  const answers = (name: string, octets: number, questions: readonly string[]): string[] => {
    const suite = readSuite(name)
    assert.ok(suite)
    return questions.map((question) => ocra(key(octets), suite, question))
  }

  it('answers the plain challenges of RFC 6287, appendix C.1', () => {
    const questions = Array.from({ length: 10 }, (_, digit) => String(digit).repeat(8))
    assert.deepEqual(answers('OCRA-1:HOTP-SHA1-6:QN08', 20, questions), [
      '237653',
      '243178',
      '653583',
      '740991',
      '608993',
      '388898',
      '816933',
      '224598',
      '750600',
      '294470',
    ])
  })

  it('answers the mutual challenges of RFC 6287, appendix C.2', () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:QA08'
    assert.deepEqual(answers(suite, 32, ['CLI22220SRV11110', 'CLI22221SRV11111']), [
      '28247970',
      '01984843',
    ])
    assert.deepEqual(answers(suite, 32, ['SRV11110CLI22220', 'SRV11111CLI22221']), [
      '15510767',
      '90175646',
    ])
  })

  it('knows no suites with anything but a question', () => {
    for (const name of [
      '',
      'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1',
      'OCRA-1:HOTP-SHA512-8:QN08-T1M',
      'OCRA-1:HOTP-MD5-8:QN08',
      'OCRA-1:HOTP-SHA1-3:QN08',
      'OCRA-1:HOTP-SHA1-6:QN65',
      'OCRA-2:HOTP-SHA1-6:QN08',
    ]) {
      assert.equal(readSuite(name), undefined, name)
    }
  })
})
