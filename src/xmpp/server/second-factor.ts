/**
 * TOTP (XEP-0400) as a task. The XEP was written before tasks had a form: the code, or the question
 * for it, stands here as the text of `<totp/>` in its namespace.
 */
import { element } from '../../xml/xml.ts'
import { MFA } from '../namespaces.ts'
import type { Domain } from './domain.ts'
import type { Task } from './task.ts'

/** Undefined for a user who is not enrolled (XEP-0400 §5.2: it is not offered then). */
export const secondFactor = (
  user: string,
  { accounts }: Pick<Domain, 'accounts'>,
): Task | undefined =>
  accounts.hasFactor(user)
    ? {
        name: 'TOTP',
        take(heard, now) {
          if (heard === undefined) return { kind: 'more', data: element('totp', MFA) }
          const code = heard.is('totp', MFA) ? heard.textAlone() : undefined
          if (code === undefined) return { kind: 'failed', condition: 'malformed-request' }
          return accounts.takeCode(user, code, now)
            ? { kind: 'done' }
            : { kind: 'failed', condition: 'not-authorized' }
        },
      }
    : undefined
