/**
 * Prosody 13.0.1 with nagle = false, no_ticket = false, mod_sasl2, mod_sasl2_bind2, mod_sasl2_sm,
 * mod_sasl2_fast and mod_smacks.
 *
 * Sources: XML, sizes and framing from transcripts of real sessions. Think times have the tail of
 * Lua's collector, which as installed works in increments between other work: three answers were
 * measured as distributions, at 3 and at 25 reconnects a second alike, data in memory. Of the others
 * the medians are known (typical ones on loopback; the middle, where a range was seen), and the
 * pauses are taken to be those of the challenge.
 */
import { NO_TIME, type ProcessingTime, quantiles } from '../../processing-time.ts'
import { OPENSSL_SERVER, type TlsServerBehaviour } from '../../tls/settings.ts'
import { microseconds, milliseconds, sum } from '../../units.ts'
import { LIMITS_AFTER_AUTHENTICATION, LIMITS_BEFORE_AUTHENTICATION } from '../../xml/xml.ts'
import { NO_EXTENSIONS } from '../../xmpp/server/extension-settings.ts'
import type { Feature, ServerSettings } from '../../xmpp/server/settings.ts'
import type { ServerModel } from '../model.ts'
import { HTTP } from './http.ts'

export const LIMITS: Feature = {
  xml: "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>262144</max-bytes><idle-seconds>840</idle-seconds></limits>",
}
const CAPS: Feature = {
  xml: "<c xmlns='http://jabber.org/protocol/caps' ver='m4V0aqGCtmrfBxQKyxs41k1U1aM=' node='http://prosody.im' hash='sha-1'/>",
}
const PRE_APPROVAL: Feature = { xml: "<sub xmlns='urn:xmpp:features:pre-approval'/>" }
export const SM_2: Feature = { xml: "<sm xmlns='urn:xmpp:sm:2'><optional/></sm>" }
const ROSTER_VERSIONING: Feature = { xml: "<ver xmlns='urn:xmpp:features:rosterver'/>" }
const CSI: Feature = { xml: "<csi xmlns='urn:xmpp:csi:0'/>" }

/** Mean, 90th and 99th percentile: 2.96, 10.4, 17.8 ms. */
const FLIGHT = quantiles(
  [0, milliseconds(0.38)],
  [0.5, milliseconds(0.63)],
  [0.7, milliseconds(2.77)],
  [0.8, milliseconds(5.42)],
  [0.9, milliseconds(10.4)],
  [0.99, milliseconds(17.8)],
  [1, milliseconds(22.3)],
)
/** 2.65, 8.0, 18.5 ms. */
const CHALLENGE = quantiles(
  [0, milliseconds(0.47)],
  [0.5, milliseconds(0.79)],
  [0.7, milliseconds(2.36)],
  [0.8, milliseconds(4.31)],
  [0.9, milliseconds(8)],
  [0.99, milliseconds(18.5)],
  [1, milliseconds(23.1)],
)
/** 4.6, 15.0, 23.2 ms. */
const FAST_SUCCESS = quantiles(
  [0, milliseconds(0.94)],
  [0.5, milliseconds(1.56)],
  [0.7, milliseconds(4.3)],
  [0.8, milliseconds(7.89)],
  [0.9, milliseconds(15)],
  [0.99, milliseconds(23.2)],
  [1, milliseconds(29)],
)

/** What the collector adds to the challenge's median. */
const PAUSES = [
  [0.7, milliseconds(1.57)],
  [0.8, milliseconds(3.52)],
  [0.9, milliseconds(7.21)],
  [0.99, milliseconds(17.7)],
  [1, milliseconds(22.3)],
] as const

/** `median`: microseconds; the shortest was three fifths of it where that was measured. */
const paused = (median: number): ProcessingTime =>
  quantiles(
    [0, microseconds(0.6 * median)],
    [0.5, microseconds(median)],
    ...PAUSES.map(([quantile, pause]) => [quantile, sum(microseconds(median), pause)] as const),
  )

const XMPP: ServerSettings = {
  think: {
    clearFeatures: paused(670), // 0.50–1.03 ms over 12 STARTTLS runs
    proceed: paused(240), // 0.15–0.4 ms
    features: paused(1_650), // 1.0–2.3 ms
    restart: paused(530), // 0.37–0.63 ms
    challenge: CHALLENGE,
    success: paused(500),
    plainSuccess: paused(7_300),
    sasl2Success: paused(1_800),
    sasl2Bound: paused(5_000), // 2.1 ms without a token, 5.0–5.4 ms with one
    fastSuccess: FAST_SUCCESS,
    failure: paused(730), // 0.55–0.91 ms
    bind: paused(1_200),
    enabled: paused(800),
    resumed: paused(500),
    inlineResumed: NO_TIME,
    resumeFailed: paused(390), // 0.30–0.48 ms
    stanza: paused(300), // not measured; between the answers to <r/> and to bind
  },
  capacity: 'unlimited',
  features: {
    clear: ['starttls', LIMITS],
    secured: ['sasl2', 'sasl1', 'channel-binding', LIMITS],
    authenticated: [
      CAPS,
      PRE_APPROVAL,
      SM_2,
      'sm',
      ROSTER_VERSIONING,
      CSI,
      'bind',
      'session',
      LIMITS,
    ],
    // Its limits are of a stream that is restarted.
    unbound: [CAPS, PRE_APPROVAL, SM_2, 'sm', ROSTER_VERSIONING, CSI, 'bind', 'session'],
    ready: [CAPS, PRE_APPROVAL, ROSTER_VERSIONING, CSI],
  },
  framing: 'flight',
  leftOutOfBodies: ['limits'],
  streamId: 'uuid',
  steps: 'marked',
  legacyPipelining: 'declaration-free',
  silenceSeconds: 840, // read_timeout
  answers: 'addressed',
  session: 'optional',
  sasl: {
    mechanisms: ['PLAIN', 'SCRAM-SHA-1', 'OAUTHBEARER', 'SCRAM-SHA-1-PLUS'],
    iterations: 10_000,
    saltOctets: 36, // a UUID as text
    nonce: 'uuid',
    announcementHash: 'omitted',
    bindingTypes: ['tls-exporter'], // tls-server-end-point has to be configured
    bindingTypes12: ['tls-unique'],
    lastWord: 'in-success',
    failureText: undefined,
    failuresAllowed: 3,
  },
  sasl2: {
    fromRequired: 'fast',
    inline: ['bind', 'sm', 'fast'],
    inlineBind: ['urn:xmpp:carbons:2', 'urn:xmpp:csi:0', 'urn:xmpp:sm:3'],
    carbonsEnabled: 'confirmed',
    archive: undefined,
    identifier: 'last',
    resourceSeparator: '~',
    resourceLength: 12,
    featuresAfterResume: 'sent',
    stanzasMeanwhile: 'kept',
  },
  fast: {
    forms: ['draft-09'],
    mechanisms: ['HT-SHA-256-EXPR', 'HT-SHA-256-UNIQ', 'HT-SHA-256-NONE'],
    earlyData: 'refused',
    attemptsPerStream: 1,
    pinning: 'enforced',
    countChecked: 'in-early-data',
    expired: 'credentials-expired',
    revoked: 'not-authorized',
    passwordChanged: 'credentials-expired',
    retired: 'not-authorized',
    withoutUserAgent: 'malformed-request',
    lifetimeSeconds: 21 * 86_400,
    rotationSeconds: 86_400,
    requestOnResume: 'first',
    token: { prefix: 'secret-token:fast-', octets: 27, encoding: 'base64url' },
    expiryDigits: 6,
  },
  sm: {
    resumptionSeconds: 600,
    maxAsked: 'ignored',
    acknowledgementSeconds: 'unlimited',
    displaced: 'closed',
    id: 'random-12',
    resumeValue: { legacy: 'true', inline: '1' },
    failed: {
      inlineShape: 'wrapped-in-error',
      wrappedText: 'Unknown session',
      wrappedExpiredText: 'Session expired, and cannot be resumed',
      directText: undefined,
      directExpiredText: undefined,
      staleText: 'Client acknowledged less stanzas than already acknowledged',
      alreadyText: undefined,
      notYetText: undefined,
      earlyText: undefined,
      count: 'sent',
      countAfterRestart: 'sent',
    },
    earlyCondition: 'unexpected-request',
    unauthenticated: 'stream-error',
    staleCount: 'failed',
    requestAfterResume: 'sent',
    requestAfterStanza: 'sent',
  },
  // As read in mod_offline, mod_smacks, mod_mam and mod_roster, and heard from a server with them.
  extensions: NO_EXTENSIONS,
  storage: {
    offline: {
      kind: 'stored',
      stamp: { by: 'domain', digits: 0, text: undefined },
      comes: 'behind-presence',
      afterQuery: 'held-back',
      bind2: 'kept',
    },
    leftOver: 'stored',
    resent: { kind: 'stamped', by: 'account', digits: 0, text: undefined },
    archive: {
      kind: 'kept',
      id: 'uuid',
      pageDefault: 20,
      pageMost: 50,
      mark: 'stanza-id',
      keeps: 'as-sent',
      results: { from: 'unsaid', stamp: 'before' },
      fin: { complete: 'of-the-last', count: 'omitted' },
      unknownId: 'empty',
    },
    roster: { version: 'number', changes: 'in-full' },
  },
  limits: { before: LIMITS_BEFORE_AUTHENTICATION, after: LIMITS_AFTER_AUTHENTICATION },
}

/** Tickets as OpenSSL makes them. */
const TLS: TlsServerBehaviour = { ...OPENSSL_SERVER, flightThink: FLIGHT }

export const PROSODY_13_0_1: ServerModel = {
  name: 'prosody-13.0.1',
  summary: 'Prosody 13.0.1 with community modules, nagle = false and no_ticket = false',
  tcp: {
    nagle: 'off',
    // With tcp_fastopen = 256 (the queue's length) in network_settings, as measured, and Linux's
    // net.ipv4.tcp_fastopen at 3.
    fastOpen: 'accepted',
  },
  tls: {
    starttls: {
      ...TLS,
      tickets: { kind: 'resume', key: 'prosody starttls', octets: { '1.2': 160, '1.3': 208 } },
    },
    // A ticket of this port holds the server name (16 octets more, padded to a block, of TLS 1.2
    // 32) and does not resume on the other, nor the other way round.
    direct: {
      ...TLS,
      acknowledgesServerName: true,
      tickets: { kind: 'resume', key: 'prosody direct', octets: { '1.2': 192, '1.3': 224 } },
    },
  },
  http: HTTP,
  xmpp: XMPP,
}
