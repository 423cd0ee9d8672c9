/** The cipher suites that can be decrypted: those with authenticated encryption. */
import type { CipherGCMTypes } from 'node:crypto'

export interface Suite {
  readonly id: number
  readonly version: '1.2' | '1.3'
  readonly cipher: CipherGCMTypes | 'chacha20-poly1305'
  readonly keyOctets: number
  readonly hash: 'sha256' | 'sha384'
}

const AES_128 = { cipher: 'aes-128-gcm', keyOctets: 16, hash: 'sha256' } as const
const AES_256 = { cipher: 'aes-256-gcm', keyOctets: 32, hash: 'sha384' } as const
const CHACHA = { cipher: 'chacha20-poly1305', keyOctets: 32, hash: 'sha256' } as const

/** RFC 8446 App. B.4, RFC 5288, RFC 5289, RFC 7905. */
export const SUITES: readonly Suite[] = [
  { id: 0x1301, version: '1.3', ...AES_128 },
  { id: 0x1302, version: '1.3', ...AES_256 },
  { id: 0x1303, version: '1.3', ...CHACHA },
  ...[0x009c, 0x009e, 0xc02b, 0xc02f].map((id) => ({ id, version: '1.2', ...AES_128 }) as const),
  ...[0x009d, 0x009f, 0xc02c, 0xc030].map((id) => ({ id, version: '1.2', ...AES_256 }) as const),
  ...[0xcca8, 0xcca9, 0xccaa].map((id) => ({ id, version: '1.2', ...CHACHA }) as const),
]

export const suiteOf = (id: number): Suite | undefined => SUITES.find((suite) => suite.id === id)

/** As a suite that has to be known: of those above. */
export const knownSuite = (id: number): Suite => {
  const suite = suiteOf(id)
  if (suite === undefined) throw new RangeError(`Expected a known cipher suite, got ${id}`)
  return suite
}
