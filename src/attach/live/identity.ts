/** Whether somebody could present what is in a file: a certificate, and the key to it. */
import { createSecureContext } from 'node:tls'
import { briefly } from '../../foreign-text.ts'

/** What is wrong with it, as OpenSSL says it; undefined: nothing. */
export const whyNoIdentity = (pem: string): string | undefined => {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'no private key'
  if (!/-----BEGIN [A-Z ]*CERTIFICATE-----/.test(pem)) return 'no certificate'
  try {
    createSecureContext({ cert: pem, key: pem })
    return undefined
  } catch (error) {
    return error instanceof Error ? briefly(reasonOf(error), 100) : 'nothing'
  }
}

/** Its own message has the file of a source in it. */
const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
