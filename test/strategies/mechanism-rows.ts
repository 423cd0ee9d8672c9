/**
 * The rows of the table of minimum waits that are a base with a mechanism, written down from the
 * specifications and independent of the code. Played against the server `everything`.
 */
import type { Waits } from './minimum-waits.ts'

export interface MechanismRow {
  readonly row: string
  /** A base and the mechanism. */
  readonly strategy: string
  /** The mechanism that the client must get through by. */
  readonly by: string
  readonly serial: Waits
  readonly serialTotal: number
  readonly pipelined: Waits
  readonly pipelinedTotal: number
  readonly pipelinedTfo: number
  readonly earlyData?: number
  readonly earlyDataTfo?: number
}

/** What follows success is said in the same flight, and waited for last. */
const LEGACY_STARTTLS = {
  serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 1, restart: 1, bind: 1, sm: 1 },
  serialTotal: 9,
  // [header starttls] [ClientHello] [header auth header bind enable]
  pipelined: { tcp: 1, starttls: 1, tls: 1, sm: 1 },
  pipelinedTotal: 4,
  pipelinedTfo: 3,
}
const LEGACY_DIRECT = {
  serial: { tcp: 1, tls: 1, header: 1, auth: 1, restart: 1, bind: 1, sm: 1 },
  serialTotal: 7,
  pipelined: { tcp: 1, tls: 1, sm: 1 },
  pipelinedTotal: 3,
  pipelinedTfo: 2,
}
const RESUME_STARTTLS = {
  serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 1, restart: 1, sm: 1 },
  serialTotal: 8,
  pipelined: { tcp: 1, starttls: 1, tls: 1, sm: 1 },
  pipelinedTotal: 4,
  pipelinedTfo: 3,
}
const RESUME_DIRECT = {
  serial: { tcp: 1, tls: 1, header: 1, auth: 1, restart: 1, sm: 1 },
  serialTotal: 6,
  pipelined: { tcp: 1, tls: 1, sm: 1 },
  pipelinedTotal: 3,
  pipelinedTfo: 2,
}
/** Bound or resumed inline. */
const SASL2_DIRECT = {
  serial: { tcp: 1, tls: 1, header: 1, auth: 1 },
  serialTotal: 4,
  pipelined: { tcp: 1, tls: 1, auth: 1 },
  pipelinedTotal: 3,
  pipelinedTfo: 2,
}
/** With a challenge in between. */
const SASL2_DIRECT_CHALLENGED = {
  serial: { tcp: 1, tls: 1, header: 1, auth: 2 },
  serialTotal: 5,
  pipelined: { tcp: 1, tls: 1, auth: 2 },
  pipelinedTotal: 4,
  pipelinedTfo: 3,
}
const FAST = { ...SASL2_DIRECT, earlyData: 2, earlyDataTfo: 1 }

const rows = (
  row: string,
  waits: Omit<MechanismRow, 'row' | 'strategy' | 'by'>,
  strategies: Readonly<Record<string, string>>,
): readonly MechanismRow[] =>
  Object.entries(strategies).map(([strategy, by]) => ({ row, strategy, by, ...waits }))

export const MECHANISM_ROWS: readonly MechanismRow[] = [
  ...rows('C2', LEGACY_STARTTLS, {
    'legacy-starttls+plain': 'PLAIN',
    'legacy-starttls+external': 'EXTERNAL',
  }),
  ...rows('C4', LEGACY_DIRECT, {
    'legacy-direct+plain': 'PLAIN',
    'legacy-direct+external': 'EXTERNAL',
  }),
  ...rows('C8', SASL2_DIRECT, {
    'sasl2-direct+plain': 'PLAIN',
    'sasl2-direct+external': 'EXTERNAL',
    'sasl2-direct+oauthbearer': 'OAUTHBEARER',
  }),
  ...rows(
    'C16',
    {
      serial: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
      serialTotal: 8,
      // [header auth] [response header bind enable]
      pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
      pipelinedTotal: 4,
      pipelinedTfo: 3,
    },
    { 'legacy-direct+digest-md5': 'DIGEST-MD5' },
  ),
  ...rows('C17', SASL2_DIRECT_CHALLENGED, {
    'sasl2-direct+opaque': 'OPAQUE-A255SHA-PLUS',
  }),
  ...rows('C20', SASL2_DIRECT_CHALLENGED, { 'sasl2-direct+passkey': 'PASSKEY' }),
  ...rows('R2', RESUME_STARTTLS, {
    'legacy-resume-starttls+plain': 'PLAIN',
    'legacy-resume-starttls+external': 'EXTERNAL',
  }),
  ...rows('R4', RESUME_DIRECT, {
    'legacy-resume-direct+plain': 'PLAIN',
    'legacy-resume-direct+external': 'EXTERNAL',
  }),
  ...rows('R5', RESUME_STARTTLS, {
    'legacy-resume-starttls+external-resumed': 'EXTERNAL',
    'legacy-resume-starttls+external+tls-resumed': 'EXTERNAL',
  }),
  ...rows('R6', SASL2_DIRECT, {
    'sasl2-resume-direct+external-resumed': 'EXTERNAL',
    'sasl2-resume-direct+external+tls-resumed': 'EXTERNAL',
  }),
  ...rows('R7', RESUME_DIRECT, { 'legacy-resume-direct+digest-md5': 'DIGEST-MD5' }),
  ...rows('R15', SASL2_DIRECT, {
    'sasl2-resume-direct+client-key': 'CLIENT-KEY-PLUS',
    'sasl2-resume-direct+client-key+unbound': 'CLIENT-KEY',
  }),
  ...rows('R16', RESUME_DIRECT, {
    'legacy-resume-direct+x-token': 'X-TOKEN',
    'legacy-resume-direct+x-oauth': 'X-OAUTH',
    'legacy-resume-direct+hotp': 'HOTP',
  }),
  ...rows(
    'R17',
    {
      serial: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, sm: 1 },
      serialTotal: 7,
      pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
      pipelinedTotal: 4,
      pipelinedTfo: 3,
    },
    { 'legacy-resume-direct+devices-ocra': 'DEVICES-OCRA' },
  ),
  ...rows('R18', SASL2_DIRECT_CHALLENGED, {
    'sasl2-resume-direct+opaque': 'OPAQUE-A255SHA-PLUS',
    'sasl2-resume-direct+opaque+unbound': 'OPAQUE-A255SHA',
  }),
  ...rows('R19', SASL2_DIRECT, { 'sasl2-resume-direct+oauthbearer': 'OAUTHBEARER' }),
  // A client that reads its account's data, without carbons: nothing waits for them anyway.
  ...rows('C8', SASL2_DIRECT, { 'sasl2-direct+oauthbearer-restricted': 'OAUTHBEARER' }),
  ...rows('R19', SASL2_DIRECT, { 'sasl2-resume-direct+oauthbearer-restricted': 'OAUTHBEARER' }),
  // The document, one octet and the failure, then SCRAM: two waits each.
  ...rows(
    'R19',
    {
      serial: { tcp: 1, tls: 1, header: 1, auth: 4 },
      serialTotal: 7,
      pipelined: { tcp: 1, tls: 1, auth: 4 },
      pipelinedTotal: 6,
      pipelinedTfo: 5,
    },
    {
      'sasl2-resume-direct+oauthbearer-refused': 'SCRAM-SHA-256-PLUS',
      'sasl2-resume-direct+oauthbearer-expired': 'SCRAM-SHA-256-PLUS',
    },
  ),
  ...rows('R33', RESUME_DIRECT, { 'legacy-resume-direct+xtoken-hmac': 'XTOKEN-HMAC-SHA-256' }),
  ...rows('R34', FAST, {
    'fast-resume-direct+ht-02': 'HT-SHA-256-EXPR',
    'fast-resume-failed-direct+ht-02': 'HT-SHA-256-EXPR',
  }),
  // A larger proof: with early data it does not fit the SYN any more, see below.
  ...rows(
    'R10',
    { ...SASL2_DIRECT, earlyData: 2 },
    {
      'fast-resume-direct+ht-sha-512': 'HT-SHA-512-EXPR',
      'fast-resume-direct+ht-sha3-512': 'HT-SHA3-512-EXPR',
      'fast-resume-direct+ht-sha3-512+ht-02': 'HT-SHA3-512-EXPR',
    },
  ),
]
