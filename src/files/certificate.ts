/** A server's certificate and key from files, PEM, the leaf first. */
import { createHash, X509Certificate } from 'node:crypto'
import { accepted, InputError } from '../json/input-error.ts'
import type { ServedCertificate } from '../run/serve/serve.ts'
import { readTextFile } from './text-file.ts'

export function readCertificate(certificatePath: string, keyPath: string): ServedCertificate {
  const chain = accepted(readTextFile(certificatePath))
  const key = accepted(readTextFile(keyPath))
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  try {
    const octets = blocks.map((block) => new X509Certificate(block).raw)
    const [leaf] = octets
    if (leaf !== undefined) return { chain, key, octets, fingerprint: fingerprintOf(leaf) }
  } catch {
    // Said below: it is the same to the user whether there is none or none that can be read.
  }
  throw new InputError({
    code: 'malformed',
    file: certificatePath,
    found: 'no certificate',
    expected: 'PEM, the leaf first',
  })
}

/** As `openssl x509 -fingerprint -sha256` prints it. */
export const fingerprintOf = (leaf: Uint8Array): string =>
  (createHash('sha256').update(leaf).digest('hex').match(/../g) ?? []).join(':').toUpperCase()
