/** The server's ends of mechanisms, made ready for one exchange on one connection. */

import { readAddress } from '../../address.ts'
import type { SaslCondition } from '../../sasl/condition.ts'
import { announcementHash } from '../../sasl/downgrade.ts'
import type {
  Mechanism,
  Proof,
  Records,
  ServerMechanism,
  ServerStart,
} from '../../sasl/mechanism.ts'
import type { TokenRecords } from '../../sasl/records.ts'
import type { AuthenticateRequest } from './authenticate-request.ts'
import { type ChannelOffer, channelOffer, identifiedBy, offerName } from './channel.ts'
import type { Conversation, Turn } from './conversation.ts'
import { offersTokens } from './features.ts'
import { GrantUse } from './grants.ts'
import { serverNonce } from './identifiers.ts'
import { TokenUse } from './token-use.ts'

/** A mechanism, and the server's end of it, under way. */
export interface Authentication {
  readonly mechanism: Mechanism
  readonly end: ServerMechanism
  /** What it does to the client's tokens; undefined where it has nothing to do with them. */
  readonly tokens: TokenUse | undefined
  /** What has been redeemed in it; undefined where nothing is. */
  readonly grants: GrantUse | undefined
}

/** One of those announced for logging in; a condition says why there is none. */
export const loginMechanism = (
  conversation: Conversation,
  name: string,
): Authentication | SaslCondition => {
  const { domain, tls, from } = conversation
  const channel = channelOffer(domain, tls, from)
  if (!channel.mechanisms.includes(name)) return 'invalid-mechanism'
  const mechanism = domain.mechanisms.named(name)
  const { grants: granted } = domain.enrolments
  const grants =
    mechanism?.proves === 'grant'
      ? new GrantUse(granted, () => domain.wallClock(conversation.now))
      : undefined
  const end = mechanism && loginEnd(mechanism, grants, conversation, channel)
  if (mechanism === undefined || end === undefined) return 'temporary-auth-failure'
  return { mechanism, end, tokens: undefined, grants }
}

/** By what it proves; undefined for one of FAST, which takes more. */
const loginEnd = (
  mechanism: Mechanism,
  grants: GrantUse | undefined,
  conversation: Conversation,
  channel: ChannelOffer,
): ServerMechanism | undefined => {
  const { accounts, enrolments } = conversation.domain
  switch (mechanism.proves) {
    case 'password':
      return mechanism.server(startWith(accounts, conversation, channel))
    case 'certificate':
      return mechanism.server(
        startWith({ identified: () => identity(conversation) }, conversation, channel),
      )
    case 'grant':
      return grants && mechanism.server(startWith(grants, conversation, channel))
    case 'device':
      return mechanism.server(startWith(enrolments, conversation, channel))
    case 'token':
      return undefined
  }
}

/** The user whom TLS has identified, if it is one of this domain. */
const identity = ({ domain, tls }: Conversation): string | undefined => {
  const address = identifiedBy(domain, tls)
  if (address === undefined) return undefined
  const { local, domain: where } = readAddress(address)
  const isKnown = local !== undefined && where === domain.name && domain.accounts.has(local)
  return isKnown ? local : undefined
}

/** One of those of FAST (XEP-0484 §3.4), which takes more than a name. */
export const tokenMechanism = (
  { mechanism: name, agent: { id: client }, fast: asked }: AuthenticateRequest,
  conversation: Conversation,
  turn: Turn,
): Authentication | SaslCondition | 'close' => {
  const { domain, tls, framing } = conversation
  const { settings, mechanisms } = domain
  const { fast } = settings
  const channel = channelOffer(domain, tls, conversation.from)
  const from = conversation.from === undefined ? 'unknown' : 'known'
  const mechanism = mechanisms.named(name)
  if (mechanism?.proves !== 'token' || !channel.tokens.includes(name)) return 'invalid-mechanism'
  if (!offersTokens({ settings, from, channel, framing: framing.name })) return 'invalid-mechanism'
  conversation.fastAttempts += 1
  if (conversation.fastAttempts > fast.attemptsPerStream) return 'malformed-request'
  if (client === '') return fast.withoutUserAgent
  if (asked === undefined) return 'malformed-request'
  if (turn.early && fast.earlyData === 'refused') return 'not-authorized'
  const tokens = new TokenUse({ mechanism: name, client, count: asked.count }, conversation, turn)
  const end = mechanism.server(startWith(tokens, conversation, channel))
  return { mechanism, end, tokens, grants: undefined }
}

/** One that proves the token of a session (XEP-0397); undefined where it proves something else. */
export const instantEnd = (
  name: string,
  records: TokenRecords,
  conversation: Conversation,
): ServerMechanism | undefined => {
  const { domain, tls, from } = conversation
  const mechanism = domain.mechanisms.named(name)
  return mechanism?.proves === 'token'
    ? mechanism.server(startWith(records, conversation, channelOffer(domain, tls, from)))
    : undefined
}

/** What every mechanism may want to know, whatever it proves. */
const startWith = <Proven extends Proof>(
  records: Records[Proven],
  conversation: Conversation,
  announced: ChannelOffer,
): ServerStart<Proven> => {
  const { domain, random, tls, from } = conversation
  const { settings } = domain
  return {
    records,
    domain: domain.name,
    notes: domain.notes,
    tls,
    bindingTypes: announced.types,
    announced,
    nonce: () => serverNonce(settings, random),
    announcementHash(hash) {
      if (settings.sasl.announcementHash === 'omitted') return undefined
      return domain.text(`h ${hash} ${offerName(domain, tls, from)}`, () =>
        announcementHash(hash, announced),
      )
    },
  }
}
