/**
 * Every modifier, in canonical order, which is the order in a strategy's name. A new one is one
 * value and its place in the list.
 */
import type { Base } from './base.ts'
import { type Modifier, NO_TLS } from './modifier.ts'
import { ability } from './needs.ts'
import { EARLY_TOKENS, UNBOUND_TOKENS } from './tokens.ts'

const onOctets =
  (why: string) =>
  ({ language }: Base): string | undefined =>
    language === 'octets' ? why : undefined

const pipelined = {
  name: 'pipelined',
  summary: 'everything that cached knowledge allows to be computed is sent at once',
  unfit: onOctets('what may be sent at once is in the dialogue’s own flights'),
  manner: { pace: 'pipelined' },
  cached: ['features'],
  theoretical: ({ language }) =>
    language === 'sasl1'
      ? 'a stream restarted before <success/> has arrived works with Prosody only, without an XML declaration, and only for what is sent along with it: whatever comes later ends the stream (unsupported-stanza-type); ejabberd never answers'
      : undefined,
} as const satisfies Modifier

const tls12 = {
  name: 'tls12',
  summary: 'TLS 1.2 instead of 1.3',
  tls: { version: '1.2' },
  earlier: 'shared',
} as const satisfies Modifier

const resumed = {
  name: 'tls-resumed',
  summary: 'a TLS session ticket from earlier is accepted',
  tls: { resumed: true },
  cached: ['ticket'],
  needs: [ability('tickets')],
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
} as const satisfies Modifier

const earlyData = {
  name: '0rtt',
  summary: 'FAST in TLS 1.3 early data, with a ticket from earlier',
  implies: [resumed],
  clashes: [{ modifier: tls12, why: 'early data exists only in TLS 1.3 (RFC 8446 §2.3)' }],
  unfit: ({ earlyData }) => (earlyData.kind === 'barred' ? earlyData.why : undefined),
  tls: { earlyData: true },
  manner: { tokens: EARLY_TOKENS },
  needs: [ability('early-data')],
  theoretical: () =>
    'no released Prosody, ejabberd or Openfire accepts early data; MongooseIM does without announcing it',
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
} as const satisfies Modifier

const dns = {
  name: 'dns',
  summary: 'cold DNS: SRV, then A/AAAA',
  opening: { dns: true },
} as const satisfies Modifier

const unbound = {
  name: 'unbound',
  summary: 'no channel binding, even where it is offered: SCRAM-…, HT-…-NONE',
  unfit: onOctets('there is no authentication to bind'),
  manner: { binding: 'unbound', tokens: UNBOUND_TOKENS },
  earlier: 'shared',
} as const satisfies Modifier

const session = {
  name: 'session',
  summary: 'the session request of RFC 3921 after binding',
  unfit: ({ start, language }) =>
    start.kind === 'cold' && language === 'sasl1'
      ? undefined
      : 'the session request of RFC 3921 follows legacy resource binding; it is offered with legacy-starttls and legacy-direct only',
  manner: { session: 'requested' },
} as const satisfies Modifier

/** What is not managed cannot be come back to, and what a dead connection swallows is lost. */
const noManagement = {
  name: 'no-sm',
  summary: 'no stream management, even where it is offered: messages can be lost',
  unfit: ({ start, language }) => {
    if (language === 'octets') return 'there are no stanzas to manage'
    return start.kind === 'reconnect' && start.cached.includes('session')
      ? 'without stream management (XEP-0198) there is no session to resume'
      : undefined
  },
  manner: { management: 'never' },
} as const satisfies Modifier

const restore = {
  name: 'restore',
  summary: 'a session that is bound anew is brought up to date: archive, roster, presence',
  unfit: onOctets('there is no account whose state could be restored'),
  manner: { afterBinding: 'restored' },
  cached: ['state'],
  earlier: 'shared',
} as const satisfies Modifier

const retry = {
  name: 'retry',
  summary: 'the server wants a proof of the client’s address first (Retry, RFC 9000 §8.1.2)',
  unfit: ({ over }) => (over.kind === 'quic' ? undefined : 'Retry is a packet of QUIC'),
  against: { retry: true },
} as const satisfies Modifier

const LIST = [
  pipelined,
  tls12,
  falseStart,
  resumed,
  earlyData,
  earlyDataRejected,
  helloRetryRequest,
  postQuantum,
  fastOpen,
  dns,
  unbound,
  session,
  noManagement,
  restore,
  retry,
] as const

export type ModifierName = (typeof LIST)[number]['name']
export const MODIFIERS: readonly (Modifier & { readonly name: ModifierName })[] = LIST
export const MODIFIER_NAMES: readonly ModifierName[] = LIST.map(({ name }) => name)
