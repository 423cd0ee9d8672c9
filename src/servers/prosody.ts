/**
 * Prosody 13.0.1 with nagle = false, no_ticket = false, mod_sasl2, mod_sasl2_bind2, mod_sasl2_sm, mod_sasl2_fast and mod_smacks.
 *
 * Sources: XML, sizes and framing from transcripts of real sessions; think times are the typical
 * medians on loopback (the middle, where a range was seen), direct TLS, busy two-core machine.
 */
import { OPENSSL_SERVER, type TlsServerBehaviour } from '../tls/settings.ts'
import { microseconds } from '../units.ts'
import { LIMITS_AFTER_AUTHENTICATION, LIMITS_BEFORE_AUTHENTICATION } from '../xml/xml.ts'
import type { Feature, ServerSettings } from '../xmpp/server/settings.ts'
import type { ServerModel } from './model.ts'

const LIMITS: Feature = {
  xml: "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>262144</max-bytes><idle-seconds>840</idle-seconds></limits>",
}
const CAPS: Feature = {
  xml: "<c xmlns='http://jabber.org/protocol/caps' ver='m4V0aqGCtmrfBxQKyxs41k1U1aM=' node='http://prosody.im' hash='sha-1'/>",
}
const PRE_APPROVAL: Feature = { xml: "<sub xmlns='urn:xmpp:features:pre-approval'/>" }
const SM_2: Feature = { xml: "<sm xmlns='urn:xmpp:sm:2'><optional/></sm>" }
const ROSTER_VERSIONING: Feature = { xml: "<ver xmlns='urn:xmpp:features:rosterver'/>" }
const CSI: Feature = { xml: "<csi xmlns='urn:xmpp:csi:0'/>" }

const XMPP: ServerSettings = {
  think: {
    clearFeatures: microseconds(670), // 0.50–1.03 ms over 12 STARTTLS runs
    proceed: microseconds(240), // 0.15–0.4 ms
    features: microseconds(1_650), // 1.0–2.3 ms
    restart: microseconds(530), // 0.37–0.63 ms
    challenge: microseconds(500),
    success: microseconds(500),
    plainSuccess: microseconds(7_300),
    sasl2Success: microseconds(1_800),
    sasl2Bound: microseconds(5_000), // 2.1 ms without a token, 5.0–5.4 ms with one
    fastSuccess: microseconds(3_700),
    failure: microseconds(730), // 0.55–0.91 ms
    bind: microseconds(1_200),
    enabled: microseconds(800),
    resumed: microseconds(500),
    resumeFailed: microseconds(390), // 0.30–0.48 ms
    stanza: microseconds(300), // not measured; between the answers to <r/> and to bind
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
    ready: [CAPS, PRE_APPROVAL, ROSTER_VERSIONING, CSI],
  },
  framing: 'flight',
  streamId: 'uuid',
  steps: 'marked',
  legacyPipelining: 'declaration-free',
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
    failureText: undefined,
    failuresAllowed: 3,
  },
  sasl2: {
    fromRequired: 'fast',
    inline: ['bind', 'sm', 'fast'],
    inlineBind: ['urn:xmpp:carbons:2', 'urn:xmpp:csi:0', 'urn:xmpp:sm:3'],
    carbonsEnabled: 'confirmed',
    resourceSeparator: '~',
    resourceLength: 12,
    featuresAfterResume: 'sent',
    stanzasMeanwhile: 'kept',
  },
  fast: {
    mechanisms: ['HT-SHA-256-EXPR', 'HT-SHA-256-NONE'],
    earlyData: 'refused',
    attemptsPerStream: 1,
    pinning: 'enforced',
    countChecked: 'in-early-data',
    expired: 'credentials-expired',
    revoked: 'not-authorized',
    passwordChanged: 'credentials-expired',
    withoutUserAgent: 'malformed-request',
    lifetimeSeconds: 21 * 86_400,
    rotationSeconds: 86_400,
    requestOnResume: 'first',
    token: { prefix: 'secret-token:fast-', octets: 27, encoding: 'base64url' },
    expiryDigits: 6,
  },
  sm: {
    resumptionSeconds: 600,
    id: 'random-12',
    resumeValue: { legacy: 'true', inline: '1' },
    failed: {
      inlineShape: 'wrapped-in-error',
      wrappedText: 'Unknown session',
      directText: undefined,
      alreadyText: undefined,
      count: 'sent',
    },
    requestAfterResume: 'sent',
    requestAfterStanza: 'sent',
  },
  limits: { before: LIMITS_BEFORE_AUTHENTICATION, after: LIMITS_AFTER_AUTHENTICATION },
}

/** Tickets as OpenSSL makes them; the middle of the flight's typical range, 0.6–1.2 ms. */
const TLS: TlsServerBehaviour = { ...OPENSSL_SERVER, flightThink: microseconds(900) }

export const PROSODY: ServerModel = {
  name: 'prosody',
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
      tickets: { kind: 'resume', key: 'prosody starttls', octets: { '1.2': 176, '1.3': 208 } },
    },
    // A ticket of this port holds the server name (16 octets more) and does not resume on the
    // other, nor the other way round.
    direct: {
      ...TLS,
      acknowledgesServerName: true,
      tickets: { kind: 'resume', key: 'prosody direct', octets: { '1.2': 192, '1.3': 224 } },
    },
  },
  xmpp: XMPP,
}
