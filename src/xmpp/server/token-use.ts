/** What one authentication does to the tokens of one client (XEP-0484 §3.3). */

import type { SaslCondition } from '../../sasl/condition.ts'
import type { TokenForm, TokenRecords, TokenVerdict } from '../../sasl/records.ts'
import type { Conversation, Turn } from './conversation.ts'
import type { ServerSettings } from './settings.ts'
import { type Checked, checkToken, type IssuedToken } from './tokens.ts'

export interface TokenRequest {
  readonly mechanism: string
  /** The client that owns the tokens. */
  readonly client: string
  readonly count: number | undefined
}

export class TokenUse implements TokenRecords {
  readonly #request: TokenRequest
  readonly #conversation: Conversation
  readonly #turn: Turn
  #used: IssuedToken | undefined

  constructor(request: TokenRequest, conversation: Conversation, turn: Turn) {
    this.#request = request
    this.#conversation = conversation
    this.#turn = turn
  }

  /** The token, once it has been accepted. */
  get used(): IssuedToken | undefined {
    return this.#used
  }

  get forms(): readonly TokenForm[] {
    return this.#conversation.domain.settings.fast.forms
  }

  use(username: string, fits: (secret: string) => boolean): TokenVerdict {
    const { domain } = this.#conversation
    const { accounts, settings } = domain
    const { mechanism, client, count } = this.#request
    const { early } = this.#turn
    const { fast } = settings
    // Of what is heard now: who has begun may have taken time over it.
    const now = domain.wallClock(this.#conversation.now)
    const checked = checkToken(accounts.tokens(username, client), {
      fits: ({ mechanism: issuedFor, secret }) =>
        (fast.pinning === 'ignored' || issuedFor === mechanism) && fits(secret),
      count,
      counted: early || (fast.countChecked === 'always' && count !== undefined),
      now,
      stands: ({ grant }) =>
        grant === undefined || domain.enrolments.grants.holding(grant, now) !== undefined,
    })
    if (checked.kind === 'refused') {
      return { kind: 'refused', condition: conditionOf(checked.reason, settings) }
    }
    accounts.setTokens(username, client, checked.slots)
    this.#used = checked.token
    return { kind: 'accepted', token: checked.token.secret }
  }
}

const conditionOf = (
  reason: Extract<Checked, { kind: 'refused' }>['reason'],
  { fast }: ServerSettings,
): SaslCondition => {
  switch (reason) {
    case 'expired':
      return fast.expired
    case 'revoked':
      return fast.revoked
    case 'password-changed':
      return fast.passwordChanged
    case 'retired':
      return fast.retired
    case 'unknown':
    case 'replayed':
      return 'not-authorized'
  }
}
