/**
 * ejabberd 24.12 with mod_auth_fast and mod_stream_mgmt, SCRAM-SHA-256 stored.
 *
 * Sources as for Prosody: transcripts of real sessions, typical medians on loopback.
 */
import { OPENSSL_SERVER, STATEFUL_TICKET_OCTETS, type TlsServerBehaviour } from '../tls/settings.ts'
import { microseconds } from '../units.ts'
import { LIMITS_AFTER_AUTHENTICATION, LIMITS_BEFORE_AUTHENTICATION } from '../xml/xml.ts'
import type { Feature, ServerSettings } from '../xmpp/server/settings.ts'
import type { ServerModel } from './model.ts'

const CAPS: Feature = {
  xml: "<c xmlns='http://jabber.org/protocol/caps' ver='iRMRUuadhZ8UpZukqhRZFz+sSr0=' node='https://www.process-one.net/ejabberd/' hash='sha-1'/>",
}
const SM_2: Feature = { xml: "<sm xmlns='urn:xmpp:sm:2'/>" }
const ROSTER_VERSIONING: Feature = { xml: "<ver xmlns='urn:xmpp:features:rosterver'/>" }
const CSI: Feature = { xml: "<csi xmlns='urn:xmpp:csi:0'/>" }

const XMPP: ServerSettings = {
  think: {
    clearFeatures: microseconds(600), // 0.50–0.78 ms
    proceed: microseconds(340), // 0.28–0.43 ms
    features: microseconds(1_000), // 0.7–1.3 ms
    restart: microseconds(720), // 0.68–0.82 ms
    challenge: microseconds(350),
    success: microseconds(220),
    plainSuccess: microseconds(10_600),
    sasl2Success: microseconds(400),
    sasl2Bound: microseconds(600), // 0.46 ms without a token, 0.57–0.71 ms with one
    fastSuccess: microseconds(900),
    failure: microseconds(730), // 0.69–0.77 ms
    bind: microseconds(290),
    enabled: microseconds(230),
    resumed: microseconds(370),
    resumeFailed: microseconds(320), // 0.28–0.36 ms
    stanza: microseconds(250), // not measured; as bind and enable
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
  streamId: 'decimal',
  steps: 'bare',
  legacyPipelining: 'never',
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
    failureText: 'Invalid username or password',
    failuresAllowed: 3,
  },
  sasl2: {
    fromRequired: 'sasl2',
    inline: ['bind', 'sm', 'fast'],
    inlineBind: ['urn:xmpp:sm:3', 'urn:xmpp:carbons:2'],
    carbonsEnabled: 'silent',
    resourceSeparator: '.',
    resourceLength: 10,
    featuresAfterResume: 'omitted',
    stanzasMeanwhile: 'kept',
  },
  fast: {
    // UNIQ is announced although TLS 1.3 does not define it.
    mechanisms: ['HT-SHA-256-NONE', 'HT-SHA-256-UNIQ', 'HT-SHA-256-EXPR', 'HT-SHA-256-ENDP'],
    earlyData: 'refused',
    attemptsPerStream: 8,
    pinning: 'ignored',
    countChecked: 'in-early-data',
    expired: 'not-authorized',
    revoked: 'not-authorized',
    passwordChanged: 'not-authorized',
    withoutUserAgent: 'close',
    lifetimeSeconds: 30 * 86_400,
    rotationSeconds: 86_400,
    requestOnResume: 'own',
    token: { prefix: '', octets: 32, encoding: 'base64' },
    expiryDigits: 0,
  },
  sm: {
    resumptionSeconds: 600,
    id: 'erlang-term',
    resumeValue: { legacy: 'true', inline: 'true' },
    failed: {
      inlineShape: 'direct',
      wrappedText: undefined,
      directText: "Invalid 'previd' value",
      alreadyText: 'Stream management is already enabled',
      count: 'sent',
    },
    requestAfterResume: 'sent',
    requestAfterStanza: 'sent',
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
  // Middle of the typical range 0.6–1.1 ms, measured on loopback.
  flightThink: microseconds(850),
}

export const EJABBERD: ServerModel = {
  name: 'ejabberd',
  summary: 'ejabberd 24.12, whose tickets never resume',
  tcp: {
    nagle: 'off',
    // It never asks for TCP_FASTOPEN; only bit 0x400 of net.ipv4.tcp_fastopen would force it on.
    fastOpen: 'refused',
  },
  tls: { starttls: TLS, direct: TLS },
  xmpp: XMPP,
}
