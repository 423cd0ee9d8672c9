/** A server's certificate and key from files, PEM, the leaf first. */
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { accepted, InputError } from '../json/input-error.ts'
import type { ServedCertificate } from '../run/serve/serve.ts'
import { readTextFile } from './text-file.ts'

export function readCertificate(certificatePath: string, keyPath: string): ServedCertificate {
  const chain = accepted(readTextFile(certificatePath))
  const key = accepted(readTextFile(keyPath))
  const [leaf, ...others] = certificatesIn(chain, certificatePath)
  if (leaf === undefined) {
    const found = 'no certificate'
    const expected = 'PEM, the leaf first'
    throw new InputError({ code: 'malformed', file: certificatePath, found, expected })
  }
  // With a key that is none of its own a server starts, and every handshake fails.
  if (!leaf.checkPrivateKey(privateKey(key, keyPath))) {
    const found = 'the key of something else'
    const expected = `the private key of the first certificate in ${certificatePath}`
    throw new InputError({ code: 'senseless', file: keyPath, found, expected })
  }
  const octets = [leaf, ...others].map(({ raw }) => raw)
  return { chain, key, octets, fingerprint: fingerprintOf(leaf.raw) }
}

/** Of those that are trusted, PEM. */
export function readAuthorities(path: string): string {
  const pem = accepted(readTextFile(path))
  if (certificatesIn(pem, path).length > 0) return pem
  const [found, expected] = ['no certificate', 'PEM, of one authority or more']
  throw new InputError({ code: 'malformed', file: path, found, expected })
}

/** One that has no end ends where another begins, or the file does. */
const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[\s\S]*?(?:-----END CERTIFICATE-----|(?=-----BEGIN )|$)/g

/** @throws {InputError} about the first that cannot be read. */
function certificatesIn(pem: string, file: string): readonly X509Certificate[] {
  const blocks = pem.match(CERTIFICATE) ?? []
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch {
      const found = `certificate ${index + 1} of ${blocks.length} damaged`
      const expected = 'PEM around the DER of a certificate (RFC 7468 §5)'
      throw new InputError({ code: 'malformed', file, found, expected })
    }
  })
}

function privateKey(key: string, file: string): KeyObject {
  try {
    return createPrivateKey(key)
  } catch {
    const isEncrypted = /^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(key)
    const found = isEncrypted ? 'an encrypted key' : 'no private key'
    const expected = 'PEM, a private key without a passphrase'
    throw new InputError({ code: 'malformed', file, found, expected })
  }
}

/** As `openssl x509 -fingerprint -sha256` prints it. */
export const fingerprintOf = (leaf: Uint8Array): string =>
  (createHash('sha256').update(leaf).digest('hex').match(/../g) ?? []).join(':').toUpperCase()
