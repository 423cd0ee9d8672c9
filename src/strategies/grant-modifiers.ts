/**
 * Modifiers of those who have been granted access (XEP-0493): the token of a grant that is good, that is
 * had first, that is good no more, or whose scope is less than all.
 */
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { Base } from './base.ts'
import { DEPLOYED } from './entry.ts'
import { login } from './login-modifier.ts'
import type { Modifier } from './modifier.ts'

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
  rows: { 'sasl2-direct': ['C8'], 'sasl2-resume-direct': ['R19'] },
  manner: { ...oauthbearer.manner, carbons: 'never' },
  against: { grant: 'restricted' },
  entry: {
    ...oauthbearer.entry,
    standsForReady:
      'bound or resumed, with stream management; without carbons, which are beyond its scope (XEP-0493 §3)',
  },
} as const satisfies Modifier

export const GRANT_MODIFIERS = [
  oauthbearer,
  oauthFirst,
  oauthbearerRefused,
  oauthbearerExpired,
  oauthbearerRestricted,
] as const
