/**
 * Every modifier, in canonical order, which is the order in a strategy's name. A new one is one
 * value and its place in the list.
 */
import {
  firstDead,
  firstRefused,
  happyEyeballs,
  hostMeta,
  primaryDead,
  uriLookup,
  uriLookupReused,
  v6Broken,
  v6Refused,
} from './address-modifiers.ts'
import type { Base } from './base.ts'
import { boundToOne, unbound } from './binding-modifiers.ts'
import { encryptedHellos } from './encrypted-hello-modifiers.ts'
import { oauthbearerRestricted, oauthFirst, revokeGrant } from './grant-modifiers.ts'
import { MECHANISM_MODIFIERS } from './mechanism-modifiers.ts'
import { type Modifier, NO_TLS } from './modifier.ts'
import { ability } from './needs.ts'
import { isOverBosh, overHttp } from './over.ts'
import { retry } from './retry.ts'
import { resumed } from './tls-resumed.ts'

const onOctets =
  (why: string) =>
  ({ language }: Base): string | undefined =>
    language === 'octets' ? why : undefined

const isQuickstart = ({ entry }: Base): boolean => entry.parts.includes('quickstart')

/**
 * What is said behind `<success/>` goes before it, on the stream that it restarts. In a WebSocket that
 * stream is a message of its own, which both measured servers take.
 */
const restartsEarly = ({ language, over }: Base): boolean =>
  language === 'sasl1' && (isOverBosh(over) || !overHttp(over))

const pipelined = {
  name: 'pipelined',
  summary: 'everything that cached knowledge allows to be computed is sent at once',
  unfit: onOctets('what may be sent at once is in the dialogue’s own flights'),
  clashes: [
    { modifier: oauthFirst, why: 'before a first login (XEP-0493) nothing is known of the server' },
  ],
  manner: { pace: 'pipelined' },
  cached: ['features'],
  parts: (base) => {
    if (isQuickstart(base)) return [] // it is that way already
    return restartsEarly(base) ? ['pipelining', 'early-restart'] : ['pipelining']
  },
  theoretical: (base) => {
    if (isQuickstart(base) || !restartsEarly(base)) return undefined
    return isOverBosh(base.over)
      ? NO_EARLY_RESTART
      : 'a stream restarted before <success/> has arrived works with Prosody only, without an XML declaration, and only for what is sent along with it: whatever comes later ends the stream (unsupported-stanza-type); ejabberd never answers'
  },
} as const satisfies Modifier

const NO_EARLY_RESTART =
  'a stream restarted in the request of the response (XEP-0305) is not what XEP-0206 §5 says, which has that request empty: Prosody binds and announces features once more, behind it, ejabberd never answers'

const tls12 = {
  name: 'tls12',
  summary: 'TLS 1.2 instead of 1.3',
  tls: { version: '1.2' },
  earlier: 'shared',
} as const satisfies Modifier

const falseStart = {
  name: 'false-start',
  summary: 'TLS 1.2 False Start (RFC 7918): data behind the client’s Finished',
  requires: {
    modifier: tls12,
    why: 'False Start is a property of TLS 1.2 handshakes (RFC 7918): write tls12+false-start',
  },
  clashes: [
    {
      modifier: resumed,
      why: 'a resumed TLS 1.2 handshake takes one round trip already; False Start (RFC 7918) shortens full ones',
    },
  ],
  tls: { falseStart: true },
  parts: () => ['false-start'],
} as const satisfies Modifier

const earlyData = {
  name: '0rtt',
  summary: 'FAST in TLS 1.3 early data, with a ticket from earlier',
  implies: [resumed],
  clashes: [{ modifier: tls12, why: 'early data exists only in TLS 1.3 (RFC 8446 §2.3)' }],
  unfit: ({ earlyData }) => (earlyData.kind === 'barred' ? earlyData.why : undefined),
  tls: { earlyData: true },
  tokens: { binding: 'early' },
  needs: [ability('early-data')],
  parts: () => ['early-data'],
  theoretical: () =>
    'no released Prosody, ejabberd or Openfire accepts early data; MongooseIM does without announcing it',
} as const satisfies Modifier

/** Whatever it would save, nobody may send it, and no sound server takes it. */
const earlyLogin = {
  name: '0rtt-login',
  summary: 'authentication other than FAST in TLS 1.3 early data, with a ticket from earlier',
  implies: [resumed],
  clashes: [{ modifier: tls12, why: 'early data exists only in TLS 1.3 (RFC 8446 §2.3)' }],
  unfit: ({ earlyData, language }) => {
    if (language === 'octets') return 'there is no authentication in it'
    return earlyData.kind === 'barred'
      ? undefined
      : 'what FAST says may ride in early data as it is (XEP-0484 §3.4): write 0rtt'
  },
  tls: { earlyData: true },
  needs: [ability('early-data')],
  parts: () => ['early-data'],
  theoretical: () => 'servers refuse authentication in early data (XEP-0388 §2.6)',
  hazard: {
    where: 'everywhere',
    why: 'authentication in early data, which anybody on the path can replay with all that it asks for: XEP-0388 §2.6 forbids it, and nothing guards it as the counter of XEP-0484 does (RFC 8446 App. E.5)',
  },
} as const satisfies Modifier

const earlyDataRejected = {
  name: '0rtt-rejected',
  summary: 'early data is sent, but rejected by the server',
  implies: [earlyData, resumed],
  against: { earlyDataRejected: true },
} as const satisfies Modifier

const helloRetryRequest = {
  name: 'hrr',
  summary: 'the server asks for another key share (HelloRetryRequest)',
  clashes: [{ modifier: tls12, why: 'HelloRetryRequest exists only in TLS 1.3 (RFC 8446 §4.1.4)' }],
  unfit: ({ over }) => (over.kind === 'tcp' ? NO_TLS : undefined),
  against: { helloRetryRequest: true },
} as const satisfies Modifier

const postQuantum = {
  name: 'pq',
  summary: 'post-quantum key share in the ClientHello (X25519MLKEM768)',
  clashes: [{ modifier: tls12, why: 'X25519MLKEM768 is a key share of TLS 1.3; TLS 1.2 has none' }],
  tls: { postQuantum: true },
} as const satisfies Modifier

const fastOpen = {
  name: 'tfo',
  summary: 'TCP Fast Open with a cached cookie',
  opening: { fastOpen: true },
  cached: ['cookie'],
  needs: [ability('fast-open')],
  parts: () => ['fast-open'],
} as const satisfies Modifier

const dns = {
  name: 'dns',
  summary: 'cold DNS: SRV, then A/AAAA; over HTTP A/AAAA alone',
  opening: { dns: true },
} as const satisfies Modifier

const session = {
  name: 'session',
  summary: 'the session request of RFC 3921 after binding',
  unfit: ({ start, language }) =>
    start.kind === 'cold' && language === 'sasl1'
      ? undefined
      : 'the session request of RFC 3921 follows legacy resource binding; it is offered with legacy-starttls and legacy-direct only',
  manner: { session: 'requested' },
  parts: () => ['session'],
} as const satisfies Modifier

/** What is not managed cannot be come back to, and what a dead connection swallows is lost. */
const noManagement = {
  name: 'no-sm',
  summary: 'no stream management, even where it is offered: messages can be lost',
  unfit: ({ start, language, over }) => {
    if (language === 'octets') return 'there are no stanzas to manage'
    if (isOverBosh(over)) return 'there is no stream management in BOSH (XEP-0124) as it is'
    return start.kind === 'reconnect' && start.cached.includes('session')
      ? 'without stream management (XEP-0198) there is no session to resume'
      : undefined
  },
  manner: { management: 'never' },
  entry: { standsForReady: 'bound, with carbons: there is no stream management to be confirmed' },
} as const satisfies Modifier

const restore = {
  name: 'restore',
  summary: 'a session that is bound anew is brought up to date: archive, roster, presence',
  unfit: onOctets('there is no account whose state could be restored'),
  clashes: [
    {
      modifier: oauthbearerRestricted,
      why: 'what was said while a client was away is beyond the scope of its grant (XEP-0493 §3.1)',
    },
  ],
  manner: { afterBinding: 'restored' },
  cached: ['state'],
  earlier: 'shared',
} as const satisfies Modifier

const LIST = [
  ...MECHANISM_MODIFIERS,
  pipelined,
  tls12,
  falseStart,
  resumed,
  earlyData,
  earlyLogin,
  earlyDataRejected,
  helloRetryRequest,
  postQuantum,
  ...encryptedHellos(tls12),
  fastOpen,
  dns,
  v6Broken,
  v6Refused,
  firstDead,
  firstRefused,
  primaryDead,
  happyEyeballs(fastOpen),
  hostMeta(dns),
  uriLookup,
  uriLookupReused,
  unbound,
  ...boundToOne(tls12, [earlyData, earlyLogin]),
  session,
  noManagement,
  restore,
  revokeGrant,
  retry,
] as const

export type ModifierName = (typeof LIST)[number]['name']
export const MODIFIERS: readonly (Modifier & { readonly name: ModifierName })[] = LIST
export const MODIFIER_NAMES: readonly ModifierName[] = LIST.map(({ name }) => name)
