/**
 * The certificate that `serve` shows: the user's own, or one made for this run, signed by
 * itself, P-256 like the leaf that servers were measured with.
 */
import 'reflect-metadata' // what the next one wants to find
import { createHash, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { readTextFile } from '../../files/text-file.ts'
import { accepted } from '../../json/input-error.ts'
import type { ServedCertificate } from '../../run/serve/serve.ts'
import { wrongOption } from '../exit.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000
const VALID_DAYS = 30

/** For a domain, and for the addresses of this machine. */
export async function ownCertificate(domain: string): Promise<ServedCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [domain] }],
    notBefore: new Date(now - DAY_MS), // clocks of test devices are wrong
    notAfter: new Date(now + VALID_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: domain },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ],
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const octets = Buffer.from(certificate.rawData)
  return {
    chain: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${lines(key.toString('base64'))}\n-----END PRIVATE KEY-----\n`,
    octets: [octets],
    fingerprint: fingerprint(octets),
  }
}

/** `--cert` and `--key`: PEM, the leaf first. */
export function readCertificate(certificatePath: string, keyPath: string): ServedCertificate {
  const chain = accepted(readTextFile(certificatePath))
  const key = accepted(readTextFile(keyPath))
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  try {
    const octets = blocks.map((block) => new NodeCertificate(block).raw)
    const [leaf] = octets
    if (leaf !== undefined) return { chain, key, octets, fingerprint: fingerprint(leaf) }
  } catch {
    // Said below: it is the same to the user whether there is none or none that can be read.
  }
  throw wrongOption('--cert', `no certificate in "${certificatePath}"`, 'PEM, the leaf first')
}

/** As `openssl x509 -fingerprint -sha256` prints it. */
const fingerprint = (leaf: Uint8Array): string =>
  (createHash('sha256').update(leaf).digest('hex').match(/../g) ?? []).join(':').toUpperCase()

const lines = (base64: string): string => base64.match(/.{1,64}/g)?.join('\n') ?? ''
