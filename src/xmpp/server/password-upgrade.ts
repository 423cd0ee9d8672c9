/**
 * SASL Upgrade Tasks (XEP-0480 §4): a client that knows the password hashes it in a way that the
 * server has not kept yet, with a salt of the server's.
 */
import { fromBase64, toBase64 } from '../../sasl/octets.ts'
import { SCRAM_SCHEMES } from '../../sasl/scram/scram.ts'
import { element } from '../../xml/xml.ts'
import { SCRAM_UPGRADE } from '../namespaces.ts'
import type { Conversation } from './conversation.ts'
import type { Task } from './task.ts'

const PREFIX = 'UPGR-'

/** Undefined where the account has no need of it. */
export const passwordUpgrade = (
  name: string,
  user: string,
  { domain: { accounts, settings }, random }: Pick<Conversation, 'domain' | 'random'>,
): Task | undefined => {
  const scheme = SCRAM_SCHEMES.find((one) => PREFIX + one.name === name)
  if (scheme === undefined || !accounts.lacks(user, scheme)) return undefined
  const { iterations, saltOctets } = settings.sasl
  const salt = random.bytes(saltOctets)
  return {
    name,
    take(heard) {
      if (heard === undefined) {
        const text = toBase64(salt)
        const attributes = { iterations: String(iterations) }
        return { kind: 'more', data: element('salt', SCRAM_UPGRADE, attributes, text) }
      }
      const text = heard.is('hash', SCRAM_UPGRADE) ? heard.textAlone() : undefined
      const salted = text === undefined ? undefined : fromBase64(text)
      const made = salted && scheme.ofSalted(salted, salt, iterations)
      if (made === undefined) return { kind: 'failed', condition: 'malformed-request' }
      accounts.keepAlso(user, scheme, made)
      return { kind: 'done' }
    },
  }
}
