/**
 * What a strategy presumes of the server it meets, brought about there: the account as it was before
 * anybody came, and what happened while the client was away.
 */
import { Random } from '../../random.ts'
import type { Against } from '../../strategies/against.ts'
import { START, seconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import type { NewAccount } from '../../xmpp/server/accounts.ts'
import { clientsOf, revokeClient } from '../../xmpp/server/client-management.ts'
import type { Domain } from '../../xmpp/server/domain.ts'
import { EPOCH_MILLISECONDS } from '../../xmpp/server/domain-state.ts'
import { tokenSecret } from '../../xmpp/server/identifiers.ts'
import { withUsed } from '../../xmpp/server/tokens.ts'

/** The way to keep a password that servers had before they had others. */
const OLD_HASH: readonly string[] = ['SCRAM-SHA-1']

/** As the server knows it. */
export const registered = (
  account: Account,
  { account: kind, grant }: Pick<Against, 'account' | 'grant'>,
): NewAccount => ({
  local: account.local,
  password: account.password,
  enrolled: account.enrolled,
  granted: GRANTED[grant],
  factor: kind === 'second-factor' ? account.secondFactor : undefined,
  keptAs: kind === 'old-hash' ? OLD_HASH : undefined,
})

/** As long as mod_http_oauth2 of Prosody has access tokens last, and longer than a session waits. */
const GRANT_LASTS = seconds(3_600)

const GRANTED: Readonly<Record<Against['grant'], NewAccount['granted']>> = {
  lasting: undefined,
  temporary: { scope: 'xmpp:client:normal', expires: EPOCH_MILLISECONDS + GRANT_LASTS / 1_000_000 },
  restricted: { scope: 'xmpp:account:read', expires: undefined },
}

/** Longer than a code of a second factor is good for, and shorter than any session waits. */
const A_WHILE = seconds(60)

export function undergo(domain: Domain, against: Against, account: Account): void {
  // A code is good for one use, and its step of time has to be over before there is another.
  if (against.account === 'second-factor') domain.advance(A_WHILE)
  // What the earlier session has made better is as it was.
  if (against.account === 'old-hash') domain.setPassword(registered(account, against))
  switch (against.aftermath) {
    case 'none':
      return
    case 'sm-session-lost':
      domain.forgetSessions()
      return
    case 'token-revoked':
      domain.revokeTokens(account.local)
      return
    case 'token-expired':
      domain.advance(seconds(domain.settings.fast.lifetimeSeconds + 1))
      return
    case 'token-replaced':
      replaceTokens(domain, account.local)
      return
    case 'grant-expired':
      domain.advance(GRANT_LASTS)
      return
    case 'client-revoked':
      revokeClients(domain, account.local)
      return
    case 'reconfigured':
      domain.reconfigure(withoutBestPassword(domain))
  }
}

/** All that there are: the owner has come by another one, which is not among them. */
const revokeClients = (domain: Domain, user: string): void => {
  const at = domain.wallClock(START)
  for (const { id } of clientsOf(user, domain, at)) revokeClient({ user, id }, domain, at)
}

/** Each client's by a newer one, which has been used. */
const replaceTokens = ({ accounts, settings }: Domain, user: string): void =>
  accounts.changeTokens(user, (slots, client) => {
    const held = slots.next ?? slots.current
    if (held === undefined) return slots
    const secret = tokenSecret(settings, Random.seeded(`replaced ${client}`))
    return withUsed(slots, { ...held, secret, count: 0 })
  })

/** The same, but for the best mechanism that a password is kept for, with and without binding. */
const withoutBestPassword = ({ settings, mechanisms }: Domain): Domain['settings'] => {
  const { sasl } = settings
  const offered = mechanisms
    .proving('password')
    .filter(({ name }) => sasl.mechanisms.includes(name))
  const best = offered.find(({ keeps }) => keeps !== undefined)?.keeps
  const dropped = offered.filter(({ keeps }) => keeps === best).map(({ name }) => name)
  const left = sasl.mechanisms.filter((name) => !dropped.includes(name))
  return left.length === 0 ? settings : { ...settings, sasl: { ...sasl, mechanisms: left } }
}
