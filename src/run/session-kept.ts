/** The account of a client whose policy says for how long its sessions are to be kept. */
import type { Policy } from '../policy/policy.ts'
import { seconds } from '../units.ts'
import type { Account } from '../xmpp/account.ts'

export const askingFor = (account: Account, { limits }: Policy): Account =>
  limits.session === undefined ? account : { ...account, sessionKept: limits.session / seconds(1) }
