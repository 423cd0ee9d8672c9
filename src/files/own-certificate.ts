/**
 * A certificate for a server that was given none: made for this run, signed by itself, P-256
 * like the leaf that servers were measured with.
 */
import 'reflect-metadata' // what the next one wants to find
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { aLabels } from '../address.ts'
import type { ServedCertificate } from '../run/serve/serve.ts'
import { fingerprintOf } from './certificate.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000
const VALID_DAYS = 30

/** For a domain, and for the addresses of this machine. */
export async function ownCertificate(domain: string): Promise<ServedCertificate> {
  const name = aLabels(domain)
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    notBefore: new Date(now - DAY_MS), // clocks of test devices are wrong
    notAfter: new Date(now + VALID_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: name },
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
    fingerprint: fingerprintOf(octets),
  }
}

const lines = (base64: string): string => base64.match(/.{1,64}/g)?.join('\n') ?? ''
