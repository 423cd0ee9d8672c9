/**
 * Modifiers of those who have been granted access (XEP-0493): the token of a grant that is good, that is
 * had first, that is good no more, or whose scope is less than all.
 */
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { Base } from './base.ts'
import { DEPLOYED } from './entry.ts'
import { login } from './login-modifier.ts'
import type { Modifier } from './modifier.ts'
import { isOverBosh } from './over.ts'

const oauthbearer = login('oauthbearer', {
  summary: 'OAUTHBEARER: an access token',
  mechanisms: ['OAUTHBEARER'],
  status: DEPLOYED,
  replay: 'tls',
  rows: { 'sasl2-direct': ['C8'], 'sasl2-resume-direct': ['R19'] },
})

/** XEP-0493: what a client does that has an account's name and nothing else. */
export const oauthFirst = {
  name: 'oauth-first',
  summary:
    'first login by OAuth: OAUTHBEARER is refused and says where, two HTTPS fetches bring a token, then OAUTHBEARER',
  rows: { 'sasl2-direct': ['C21'] },
  oneOf: 'login',
  unfit: ({ name }) =>
    name === 'sasl2-direct'
      ? undefined
      : 'a first login by OAuth (XEP-0493) is played with sasl2-direct, without anything from before',
  manner: { login: ['OAUTHBEARER'] },
  opening: { grant: 'fetched' },
  entry: { status: DEPLOYED, replay: 'tls', downgrade: 'pinned' },
} as const satisfies Modifier

const afterARefusal = ({ language, start }: Base): string | undefined => {
  if (language !== 'sasl2') return 'what follows a refusal is played with SASL2 (XEP-0388)'
  return start.kind === 'cold' ? 'a grant ends between one visit and the next' : undefined
}

/** RFC 7628 §3.2.3: the document of discovery, one octet, the failure, and only then the password. */
const oauthbearerRefused = {
  name: 'oauthbearer-refused',
  summary: 'OAUTHBEARER is refused, with its document of discovery; SCRAM on the same stream',
  rows: { 'sasl2-resume-direct': ['R19'] },
  oneOf: 'login',
  unfit: afterARefusal,
  manner: { login: ['OAUTHBEARER'], whenRefused: 'password' },
  against: { aftermath: 'token-revoked' },
  needs: [
    { kind: 'mechanism', of: 'sasl2', anyOf: MECHANISMS.usual('password').map(({ name }) => name) },
  ],
  entry: { status: DEPLOYED, replay: 'tls', downgrade: 'remembered' },
} as const satisfies Modifier

/** The same, of a grant for a time that is over; so is the session, which was not kept as long. */
const oauthbearerExpired = {
  ...oauthbearerRefused,
  name: 'oauthbearer-expired',
  summary: 'OAUTHBEARER with a token that has expired; SCRAM on the same stream',
  against: { aftermath: 'grant-expired', grant: 'temporary' },
} as const satisfies Modifier

/** Who may read an account's data, and asks for no more. */
export const oauthbearerRestricted = {
  ...oauthbearer,
  name: 'oauthbearer-restricted',
  summary: 'OAUTHBEARER with a grant of xmpp:account:read: no messages, no carbons, no archive',
  manner: { ...oauthbearer.manner, carbons: 'never' },
  against: { grant: 'restricted' },
  entry: {
    ...oauthbearer.entry,
    standsForReady:
      'bound or resumed, with stream management; without carbons, which are beyond its scope (XEP-0493 §3)',
  },
} as const satisfies Modifier

/** XEP-0494: who was granted access and does not use it loses it. */
export const revokeGrant = {
  name: 'revoke-grant',
  summary: 'once ready, asks who has access to the account, and revokes a grant that is not used',
  unfit: ({ language, over }) => {
    if (language === 'octets') return 'there is no account to have access to'
    return isOverBosh(over)
      ? 'behind being ready a client of BOSH would need a second connection, which is not modelled'
      : undefined
  },
  clashes: [oauthbearer, oauthFirst, oauthbearerRestricted].map((modifier) => ({
    modifier,
    why: 'who has access is not for those to say who were granted theirs (XEP-0494 §1, XEP-0493 §3)',
  })),
  manner: { access: 'revoked' },
  parts: () => ['cam'],
  entry: {
    status: {
      kind: 'specified',
      why: 'no server that was read answers in the namespace of XEP-0494; Prosody has it in one of its own (mod_client_management)',
    },
  },
} as const satisfies Modifier

export const GRANT_MODIFIERS = [
  oauthbearer,
  oauthFirst,
  oauthbearerRefused,
  oauthbearerExpired,
  oauthbearerRestricted,
] as const
