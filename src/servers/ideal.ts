/**
 * A server that does everything the specifications offer, at once: no think time, every sound
 * mechanism, early data, and the specifications' own choice where servers differ.
 */
import { NO_TIME } from '../processing-time.ts'
import { OPENSSL_SERVER, type TlsServerBehaviour } from '../tls/settings.ts'
import { LIMITS_AFTER_AUTHENTICATION, LIMITS_BEFORE_AUTHENTICATION } from '../xml/xml.ts'
import { NO_EXTENSIONS } from '../xmpp/server/extension-settings.ts'
import type { ServerSettings } from '../xmpp/server/settings.ts'
import type { ServerHttp, ServerModel } from './model.ts'

const XMPP: ServerSettings = {
  think: {
    clearFeatures: NO_TIME,
    proceed: NO_TIME,
    features: NO_TIME,
    restart: NO_TIME,
    challenge: NO_TIME,
    success: NO_TIME,
    plainSuccess: NO_TIME,
    sasl2Success: NO_TIME,
    sasl2Bound: NO_TIME,
    fastSuccess: NO_TIME,
    failure: NO_TIME,
    bind: NO_TIME,
    enabled: NO_TIME,
    resumed: NO_TIME,
    inlineResumed: NO_TIME,
    resumeFailed: NO_TIME,
    stanza: NO_TIME,
  },
  capacity: 'unlimited',
  features: {
    clear: ['starttls'],
    secured: ['sasl2', 'sasl1', 'channel-binding'],
    authenticated: ['bind', 'session', 'sm', { xml: "<csi xmlns='urn:xmpp:csi:0'/>" }],
    ready: [{ xml: "<csi xmlns='urn:xmpp:csi:0'/>" }],
  },
  framing: 'flight',
  leftOutOfBodies: [],
  streamId: 'uuid',
  steps: 'bare',
  legacyPipelining: 'always',
  silenceSeconds: 'unlimited',
  answers: 'brief',
  session: 'optional',
  sasl: {
    // No PLAIN (XEP-0388 §6).
    mechanisms: ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'],
    iterations: 4_096, // the least that RFC 7677 §4 allows
    saltOctets: 16,
    nonce: 'base64',
    announcementHash: 'sent',
    bindingTypes: ['tls-exporter', 'tls-server-end-point'],
    bindingTypes12: ['tls-exporter', 'tls-server-end-point'],
    lastWord: 'in-success',
    failureText: undefined,
    failuresAllowed: 3,
  },
  sasl2: {
    fromRequired: 'nothing',
    inline: ['bind', 'sm', 'fast'],
    inlineBind: ['urn:xmpp:carbons:2', 'urn:xmpp:csi:0', 'urn:xmpp:sm:3'],
    carbonsEnabled: 'silent',
    // An archive of a year, as an account that is in use has one.
    archive:
      "<metadata xmlns='urn:xmpp:mam:2'><start id='3dGb1tmRBGyO' timestamp='2025-01-01T00:00:00Z'/><end id='VzYpTGqjXdkM' timestamp='2025-12-31T00:00:00Z'/></metadata>",
    identifier: 'first',
    resourceSeparator: '/',
    resourceLength: 12,
    featuresAfterResume: 'omitted',
    stanzasMeanwhile: 'refused',
  },
  fast: {
    forms: ['draft-09'],
    mechanisms: ['HT-SHA-256-EXPR', 'HT-SHA-256-ENDP', 'HT-SHA-256-NONE'],
    earlyData: 'announced',
    attemptsPerStream: 3,
    pinning: 'enforced',
    countChecked: 'always',
    expired: 'credentials-expired',
    revoked: 'credentials-expired',
    passwordChanged: 'credentials-expired',
    retired: 'credentials-expired',
    withoutUserAgent: 'malformed-request',
    lifetimeSeconds: 21 * 86_400,
    rotationSeconds: 86_400,
    requestOnResume: 'own',
    token: { prefix: '', octets: 24, encoding: 'base64url' },
    expiryDigits: 0,
  },
  sm: {
    resumptionSeconds: 600,
    maxAsked: 'granted',
    acknowledgementSeconds: 60,
    displaced: 'conflict',
    id: 'random-12',
    resumeValue: { legacy: 'true', inline: 'true' },
    failed: {
      inlineShape: 'direct',
      wrappedText: undefined,
      wrappedExpiredText: undefined,
      directText: undefined,
      directExpiredText: undefined,
      staleText: undefined,
      alreadyText: undefined,
      notYetText: undefined,
      earlyText: undefined,
      count: 'sent',
      countAfterRestart: 'sent',
    },
    earlyCondition: 'unexpected-request',
    unauthenticated: 'stream-error',
    staleCount: 'resumed',
    requestAfterResume: 'omitted',
    requestAfterStanza: 'sent',
  },
  storage: {
    offline: {
      kind: 'stored',
      stamp: { by: 'domain', digits: 0, text: undefined },
      comes: 'behind-presence',
      afterQuery: 'held-back',
      bind2: 'discarded',
    },
    leftOver: 'stored',
    resent: { kind: 'as-they-were' },
    archive: {
      kind: 'kept',
      id: 'uuid',
      pageDefault: 50,
      pageMost: 250,
      mark: 'stanza-id',
      keeps: 'as-sent',
      results: { from: 'account', stamp: 'before' },
      fin: { complete: 'of-the-last', count: 'sent' },
      unknownId: 'item-not-found',
    },
    roster: { version: 'number', changes: 'pushed' },
  },
  // What would change the announcement is left to those who ask for it (everything.ts).
  extensions: { ...NO_EXTENSIONS, secondFactor: 'asked' },
  limits: { before: LIMITS_BEFORE_AUTHENTICATION, after: LIMITS_AFTER_AUTHENTICATION },
}

/** Octets of early data that a server which takes any takes (OpenSSL's recommendation). */
const EARLY_DATA_LIMIT = 16_384

const TLS: TlsServerBehaviour = {
  ...OPENSSL_SERVER,
  maxEarlyData: EARLY_DATA_LIMIT,
  acceptsEarlyData: true,
}

/** The fields that RFC 6455 §4.2.2 asks for, and no others. */
const HTTP: ServerHttp = {
  channel: 'seen',
  webSocket: {
    target: '/xmpp-websocket',
    fields: [['Upgrade', 'websocket'], ['Connection', 'Upgrade'], 'accept', 'protocol'],
  },
  bosh: {
    target: '/http-bind',
    channel: 'hidden',
    fields: [['Content-Type', 'text/xml; charset=utf-8'], 'length'],
    attributes: {
      // All that XEP-0124 §7.2 and XEP-0206 §4 ask for.
      created: [
        ...(['sid', 'wait', 'requests', 'hold', 'inactivity', 'maxpause', 'from'] as const),
        ['ver', '1.11'],
        ['xmpp:version', '1.0'],
        ['xmlns:xmpp', 'urn:xmpp:xbosh'],
        ['xmlns:stream', 'http://etherx.jabber.org/streams'],
      ],
      restarted: [['xmlns:stream', 'http://etherx.jabber.org/streams']],
      others: [],
    },
    sid: 'hexadecimal-40',
    inactivitySeconds: 60,
    pauseAtMostSeconds: 120,
    waitAtMostSeconds: 60,
    answers: 'in-one',
    behindRestart: 'taken',
  },
}

export const IDEAL_SERVER: ServerModel = {
  name: 'ideal',
  summary: 'supports everything, early data included, and takes no time',
  tcp: { nagle: 'off', fastOpen: 'accepted' },
  tls: { starttls: TLS, direct: TLS },
  http: HTTP,
  xmpp: XMPP,
  quic: 'spoken',
}
