/**
 * ejabberd 24.12 with mod_auth_fast and mod_stream_mgmt, SCRAM-SHA-256 stored.
 *
 * Sources as for Prosody: transcripts of real sessions, typical medians on loopback. Two answers
 * were measured as distributions; the others are taken to spread as the TLS flight does.
 */
import { NO_TIME, type ProcessingTime, quantiles } from '../processing-time.ts'
import { OPENSSL_SERVER, STATEFUL_TICKET_OCTETS, type TlsServerBehaviour } from '../tls/settings.ts'
import { microseconds, milliseconds } from '../units.ts'
import { LIMITS_AFTER_AUTHENTICATION, LIMITS_BEFORE_AUTHENTICATION } from '../xml/xml.ts'
import { NO_EXTENSIONS } from '../xmpp/server/extension-settings.ts'
import type { Feature, ServerSettings } from '../xmpp/server/settings.ts'
import type { ServerHttp, ServerModel } from './model.ts'

const CAPS: Feature = {
  xml: "<c xmlns='http://jabber.org/protocol/caps' ver='iRMRUuadhZ8UpZukqhRZFz+sSr0=' node='https://www.process-one.net/ejabberd/' hash='sha-1'/>",
}
const SM_2: Feature = { xml: "<sm xmlns='urn:xmpp:sm:2'/>" }
const ROSTER_VERSIONING: Feature = { xml: "<ver xmlns='urn:xmpp:features:rosterver'/>" }
const CSI: Feature = { xml: "<csi xmlns='urn:xmpp:csi:0'/>" }

/** `median`: microseconds. Mean, 90th and 99th percentile are 1.14, 1.55 and 3.56 times as much. */
const spread = (median: number): ProcessingTime =>
  quantiles(
    [0, microseconds(0.6 * median)],
    [0.5, microseconds(median)],
    [0.8, microseconds(1.46 * median)],
    [0.9, microseconds(1.55 * median)],
    [0.99, microseconds(3.56 * median)],
    [1, microseconds(4.4 * median)],
  )
/** Mean 1.40 ms. */
const FAST_SUCCESS = quantiles(
  [0, milliseconds(0.7)],
  [0.5, milliseconds(1.12)],
  [0.6, milliseconds(1.7)],
  [0.9, milliseconds(1.77)],
  [0.99, milliseconds(3.9)],
  [1, milliseconds(4.9)],
)

const XMPP: ServerSettings = {
  think: {
    clearFeatures: spread(600), // 0.50–0.78 ms
    proceed: spread(340), // 0.28–0.43 ms
    features: spread(1_000), // 0.7–1.3 ms
    restart: spread(720), // 0.68–0.82 ms
    challenge: spread(350),
    success: spread(220),
    plainSuccess: spread(10_600),
    sasl2Success: spread(400),
    sasl2Bound: spread(600), // 0.46 ms without a token, 0.57–0.71 ms with one
    fastSuccess: FAST_SUCCESS,
    failure: spread(730), // 0.69–0.77 ms
    bind: spread(290),
    enabled: spread(230),
    resumed: spread(370),
    inlineResumed: NO_TIME,
    resumeFailed: spread(320), // 0.28–0.36 ms
    stanza: spread(250), // not measured; as bind and enable
  },
  capacity: 'unlimited',
  features: {
    clear: ['starttls'],
    secured: ['sasl1', 'channel-binding', 'sasl2'],
    authenticated: ['bind', 'session', CAPS, SM_2, 'sm', ROSTER_VERSIONING, CSI],
    // Stream management is offered again although Bind 2 may have enabled it.
    ready: [CAPS, SM_2, 'sm', ROSTER_VERSIONING, CSI],
  },
  framing: 'element',
  leftOutOfBodies: ['authentication', 'sasl-channel-binding'],
  streamId: 'decimal',
  steps: 'bare',
  legacyPipelining: 'never',
  silenceSeconds: 'unlimited',
  answers: 'in-full',
  session: 'optional',
  sasl: {
    mechanisms: ['PLAIN', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'],
    iterations: 4_096,
    saltOctets: 16,
    nonce: 'base64',
    announcementHash: 'sent',
    bindingTypes: ['tls-exporter', 'tls-server-end-point'],
    bindingTypes12: ['tls-exporter', 'tls-server-end-point', 'tls-unique'],
    lastWord: 'in-success',
    failureText: 'Invalid username or password',
    failuresAllowed: 3,
  },
  sasl2: {
    fromRequired: 'sasl2',
    inline: ['bind', 'sm', 'fast'],
    inlineBind: ['urn:xmpp:sm:3', 'urn:xmpp:carbons:2'],
    carbonsEnabled: 'silent',
    archive: undefined,
    identifier: 'last',
    resourceSeparator: '.',
    resourceLength: 10,
    featuresAfterResume: 'omitted',
    stanzasMeanwhile: 'kept',
  },
  fast: {
    forms: ['draft-09'],
    // Announces UNIQ on TLS 1.3 too, which does not define it; here it is left out there.
    mechanisms: ['HT-SHA-256-NONE', 'HT-SHA-256-UNIQ', 'HT-SHA-256-EXPR', 'HT-SHA-256-ENDP'],
    earlyData: 'refused',
    attemptsPerStream: 8,
    pinning: 'ignored',
    countChecked: 'in-early-data',
    expired: 'not-authorized',
    revoked: 'not-authorized',
    passwordChanged: 'not-authorized',
    retired: 'not-authorized',
    withoutUserAgent: 'close',
    lifetimeSeconds: 30 * 86_400,
    rotationSeconds: 86_400,
    requestOnResume: 'own',
    token: { prefix: '', octets: 32, encoding: 'base64' },
    expiryDigits: 0,
  },
  sm: {
    resumptionSeconds: 300,
    maxAsked: 'granted',
    acknowledgementSeconds: 60, // ack_timeout
    displaced: 'conflict',
    id: 'erlang-term',
    resumeValue: { legacy: 'true', inline: 'true' },
    failed: {
      inlineShape: 'direct',
      wrappedText: undefined,
      wrappedExpiredText: undefined,
      directText: "Invalid 'previd' value",
      directExpiredText: 'Previous session timed out',
      staleText: undefined,
      alreadyText: 'Stream management is already enabled',
      notYetText: 'Stream management is not enabled',
      earlyText: 'Unauthorized',
      count: 'sent',
      countAfterRestart: 'omitted',
    },
    earlyCondition: 'not-authorized',
    unauthenticated: 'failed',
    staleCount: 'resumed',
    requestAfterResume: 'sent',
    requestAfterStanza: 'sent',
  },
  // With mod_offline and mod_mam, and resend_on_timeout at its default, as heard from such a server.
  extensions: NO_EXTENSIONS,
  storage: {
    offline: {
      kind: 'stored',
      stamp: { by: 'domain', digits: 6, text: 'Offline storage' },
      comes: 'before-presence',
      afterQuery: 'sent',
      bind2: 'discarded',
    },
    leftOver: 'returned',
    resent: { kind: 'stamped', by: 'domain', digits: 6, text: 'Resent' },
    archive: {
      kind: 'kept',
      id: 'microseconds',
      pageDefault: 50,
      pageMost: 250,
      mark: 'archived-and-stanza-id',
      keeps: 'as-delivered',
      results: { from: 'account', stamp: 'behind-from-domain' },
      fin: { complete: 'of-all', count: 'sent' },
      unknownId: 'from-the-start',
    },
    roster: { version: 'sha-1', changes: 'in-full' },
  },
  limits: { before: LIMITS_BEFORE_AUTHENTICATION, after: LIMITS_AFTER_AUTHENTICATION },
}

/** Asks for a client certificate, never resumes its tickets, writes through memory BIOs. */
const TLS: TlsServerBehaviour = {
  ...OPENSSL_SERVER,
  requestsClientCertificate: true,
  acknowledgesServerName: true,
  tickets: { kind: 'useless', octets: STATEFUL_TICKET_OCTETS },
  ticketWrites: 'together',
  // Measured: mean, 90th and 99th percentile 0.99, 1.35, 3.1 ms.
  flightThink: spread(870),
}

/** Of its own HTTP server, which tells XMPP nothing of TLS. */
const HTTP: ServerHttp = {
  channel: 'hidden',
  webSocket: {
    target: '/xmpp-websocket',
    fields: [['Upgrade', 'websocket'], ['Connection', 'Upgrade'], 'protocol', 'accept'],
  },
  // From a transcript. It offers no SASL2 there.
  bosh: {
    target: '/http-bind',
    channel: 'hidden',
    fields: [
      'length',
      ['Access-Control-Allow-Headers', 'Content-Type'],
      ['Access-Control-Allow-Origin', '*'],
      ['Content-Type', 'text/xml; charset=utf-8'],
    ],
    attributes: {
      created: [
        ['xmpp:version', '1.0'],
        'authid',
        'sid',
        'wait',
        ['ver', '1.11'],
        ['polling', '2'],
        'inactivity',
        'hold',
        ['xmpp:restartlogic', 'true'],
        'requests',
        ['secure', 'true'],
        'maxpause',
        ['xmlns:xmpp', 'urn:xmpp:xbosh'],
        ['xmlns:stream', 'http://etherx.jabber.org/streams'],
        'from',
      ],
      restarted: [
        ['xmpp:version', '1.0'],
        'authid',
        ['xmlns:stream', 'http://etherx.jabber.org/streams'],
        ['xmlns:xmpp', 'urn:xmpp:xbosh'],
      ],
      others: [],
    },
    sid: 'hexadecimal-40',
    inactivitySeconds: 30,
    pauseAtMostSeconds: 120,
    waitAtMostSeconds: 300,
    answers: 'as-they-come',
    behindRestart: 'lost', // binding there is never answered
  },
}

export const EJABBERD_24_12: ServerModel = {
  name: 'ejabberd-24.12',
  summary: 'ejabberd 24.12, whose tickets never resume',
  tcp: {
    nagle: 'off',
    // It never asks for TCP_FASTOPEN; only bit 0x400 of net.ipv4.tcp_fastopen would force it on.
    fastOpen: 'refused',
  },
  tls: { starttls: TLS, direct: TLS },
  http: HTTP,
  xmpp: XMPP,
}
