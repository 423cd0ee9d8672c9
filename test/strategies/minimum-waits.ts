/**
 * The table of minimum waits, as data: what every base and modifier must cost, written down
 * from the specifications and independent of the code. Rows are those of the fact sheet.
 */
import { BASES } from '../../src/strategies/bases.ts'
import { MECHANISM_MODIFIERS } from '../../src/strategies/mechanism-modifiers.ts'
import { MODIFIER_NAMES, type ModifierName } from '../../src/strategies/modifiers.ts'
import type { Layer } from '../../src/transport.ts'
import { isApart } from './combinations.ts'
import { ROWS_OF_QUIC } from './minimum-waits-quic.ts'
import { SESSION_LAYERS } from './session-layers.ts'

export type Waits = Readonly<Partial<Record<Layer, number>>>

export interface Row {
  readonly row: string
  readonly base: string
  /** One step per wait. */
  readonly serial: Waits
  readonly serialTotal: number
  /** Everything at once that cached knowledge allows. */
  readonly pipelined: Waits
  readonly pipelinedTotal: number
  /** Undefined where there is no TCP. */
  readonly pipelinedTfo?: number
  /** With TLS 1.3 early data, pipelined; undefined where forbidden. */
  readonly earlyData?: number
  readonly earlyDataTfo?: number
}

export const ROWS: readonly Row[] = [
  ...SESSION_LAYERS,
  ...ROWS_OF_QUIC,
  {
    row: 'C1',
    base: 'legacy-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    serialTotal: 10,
    // [header starttls] [ClientHello] [header auth] [response header bind enable]
    pipelined: { tcp: 1, starttls: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C3',
    base: 'legacy-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    serialTotal: 8,
    pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'C7',
    base: 'sasl2-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2 },
    serialTotal: 7,
    // [header authenticate] [response]
    pipelined: { tcp: 1, starttls: 1, tls: 1, auth: 2 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C6',
    base: 'sasl2-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 2 },
    serialTotal: 5,
    pipelined: { tcp: 1, tls: 1, auth: 2 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R1',
    base: 'legacy-resume-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, sm: 1 },
    serialTotal: 9,
    pipelined: { tcp: 1, starttls: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R3',
    base: 'legacy-resume-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, sm: 1 },
    serialTotal: 7,
    pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R27',
    base: 'legacy-resume-failed-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 2 },
    serialTotal: 9,
    // as R3, then [bind enable] together
    pipelined: { tcp: 1, tls: 1, auth: 1, sm: 2 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R9',
    base: 'sasl2-resume-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2 },
    serialTotal: 7,
    pipelined: { tcp: 1, starttls: 1, tls: 1, auth: 2 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R8',
    base: 'sasl2-resume-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 2 },
    serialTotal: 5,
    pipelined: { tcp: 1, tls: 1, auth: 2 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R11',
    base: 'fast-resume-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 1 },
    serialTotal: 6,
    pipelined: { tcp: 1, starttls: 1, tls: 1, auth: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
    earlyData: 3,
    earlyDataTfo: 2,
  },
  {
    row: 'R10',
    base: 'fast-resume-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 1 },
    serialTotal: 4,
    pipelined: { tcp: 1, tls: 1, auth: 1 },
    pipelinedTotal: 3,
    pipelinedTfo: 2,
    earlyData: 2,
    earlyDataTfo: 1,
  },
  {
    row: 'R28',
    base: 'fast-resume-failed-direct',
    serial: { tcp: 1, tls: 1, header: 1, auth: 1 },
    serialTotal: 4,
    pipelined: { tcp: 1, tls: 1, auth: 1 },
    pipelinedTotal: 3,
    pipelinedTfo: 2,
    earlyData: 2,
    earlyDataTfo: 1,
  },
  {
    row: 'R12',
    base: 'fast-rejected-direct',
    // auth: the failed attempt, then SCRAM
    serial: { tcp: 1, tls: 1, header: 1, auth: 3 },
    serialTotal: 6,
    pipelined: { tcp: 1, tls: 1, auth: 3 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C11',
    base: 'legacy-websocket',
    // upgrade: RFC 6455 §4.1, nothing before the 101
    serial: { tcp: 1, tls: 1, upgrade: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    serialTotal: 9,
    pipelined: { tcp: 1, tls: 1, upgrade: 1, auth: 1, sm: 1 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C12',
    base: 'sasl2-websocket',
    serial: { tcp: 1, tls: 1, upgrade: 1, header: 1, auth: 2 },
    serialTotal: 6,
    pipelined: { tcp: 1, tls: 1, upgrade: 1, auth: 2 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R21',
    base: 'legacy-resume-websocket',
    serial: { tcp: 1, tls: 1, upgrade: 1, header: 1, auth: 2, restart: 1, sm: 1 },
    serialTotal: 8,
    pipelined: { tcp: 1, tls: 1, upgrade: 1, auth: 1, sm: 1 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R22',
    base: 'fast-resume-websocket',
    serial: { tcp: 1, tls: 1, upgrade: 1, header: 1, auth: 1 },
    serialTotal: 5,
    pipelined: { tcp: 1, tls: 1, upgrade: 1, auth: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'C18',
    base: 'legacy-quickstart-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    serialTotal: 10,
    // [header starttls ClientHello] [header auth] [response header bind enable]
    pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R26',
    base: 'legacy-resume-quickstart-starttls',
    serial: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, sm: 1 },
    serialTotal: 9,
    pipelined: { tcp: 1, tls: 1, auth: 1, sm: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'C13',
    base: 'legacy-bosh',
    // upgrade: the request that creates the session, which brings the features
    serial: { tcp: 1, tls: 1, upgrade: 1, auth: 2, restart: 1, bind: 1 },
    serialTotal: 7,
    // [create auth] [response restart bind]
    pipelined: { tcp: 1, tls: 1, auth: 1, bind: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
]

/** Rows of the fact sheet that are a base of above with modifiers, as totals. */
export const COMBINED: readonly { row: string; strategy: string; total: number }[] = [
  // C19: worst case, TLS 1.2 full and the session request of RFC 3921
  { row: 'C19 serial', strategy: 'legacy-starttls+tls12+session', total: 12 },
  { row: 'C19 pipelined', strategy: 'legacy-starttls+tls12+session+pipelined', total: 6 },
  { row: 'C19 pipelined + TFO', strategy: 'legacy-starttls+tls12+session+pipelined+tfo', total: 5 },
  { row: 'R29 serial', strategy: 'fast-resume-direct+tls12', total: 5 },
  { row: 'R29 pipelined', strategy: 'fast-resume-direct+tls12+pipelined', total: 4 },
  { row: 'R29 pipelined + TFO', strategy: 'fast-resume-direct+tls12+pipelined+tfo', total: 3 },
  { row: 'R29 resumed', strategy: 'fast-resume-direct+tls12+tls-resumed+pipelined', total: 3 },
  { row: 'R29 False Start', strategy: 'fast-resume-direct+tls12+false-start+pipelined', total: 3 },
  { row: 'R30 serial', strategy: 'fast-resume-direct+pq', total: 4 },
  { row: 'R30 pipelined', strategy: 'fast-resume-direct+pq+pipelined', total: 3 },
  { row: 'R30 pipelined + TFO', strategy: 'fast-resume-direct+pq+pipelined+tfo', total: 3 },
  { row: 'R30 0-RTT', strategy: 'fast-resume-direct+pq+pipelined+0rtt', total: 2 },
  { row: 'R30 0-RTT + TFO', strategy: 'fast-resume-direct+pq+pipelined+0rtt+tfo', total: 2 },
  { row: 'R31 0-RTT', strategy: 'fast-resume-direct+pipelined+0rtt-rejected', total: 3 },
  { row: 'R31 0-RTT + TFO', strategy: 'fast-resume-direct+pipelined+0rtt-rejected+tfo', total: 2 },
  { row: 'R31 HRR', strategy: 'fast-resume-direct+pipelined+0rtt-rejected+hrr', total: 4 },
]

/** Played on their own (hazards.test.ts): what one is bound to changes no wait. */
const HAZARDS = ['0rtt-login', 'bind-exporter', 'bind-unique', 'bind-end-point']

/** Those that are played in every combination; the mechanisms, and what is below TLS, have tests of their own. */
export const COMBINABLE: readonly ModifierName[] = MODIFIER_NAMES.filter(
  (name) =>
    !isApart(name) &&
    !HAZARDS.some((one) => one === name) &&
    !MECHANISM_MODIFIERS.some((one) => one.name === name),
)

/** What the modifiers change, whatever the base. */
export const expectedWaits = (
  row: Row,
  security: 'starttls' | 'direct',
  modifiers: ReadonlySet<ModifierName>,
): Waits => {
  const has = (modifier: ModifierName): boolean => modifiers.has(modifier)
  const waits: Partial<Record<Layer, number>> = {
    ...(has('pipelined') ? row.pipelined : row.serial),
  }
  waits.tls = tlsWaits(has) + (has('retry') ? 1 : 0)
  // SRV, then A/AAAA; SRV does not lead to a URI (XEP-0156).
  if (has('dns')) waits.dns = isOverHttp(row) ? 1 : 2
  // Fast Open saves the wait, unless a ClientHello beyond one segment has to wait for the
  // SYN-ACK anyway (R30); behind STARTTLS the SYN carries the clear header only.
  if (has('tfo') && !(has('pq') && security === 'direct')) waits.tcp = 0
  // A refusal is a round trip, unless another attempt has begun meanwhile.
  if (!has('happy-eyeballs')) {
    const refusals = [has('v6-refused'), has('first-refused')].filter(Boolean).length
    waits.tcp = (waits.tcp ?? 0) + refusals
  }
  // The session request is a step of its own in BIND; pipelined it goes along.
  if (has('session') && !has('pipelined')) waits.bind = (waits.bind ?? 0) + 1
  // Roster, archive; nothing behind a resumption, which has kept all of it.
  if (has('restore') && !keepsItsSession(row)) waits.data = has('pipelined') ? 1 : 2
  return withoutZeros(waits)
}

/** Without stream management carbons are asked for alone, in the same wait. */
const keepsItsSession = ({ base }: Row): boolean =>
  BASES.some(
    ({ name, start, aftermath }) =>
      name === base &&
      start.kind === 'reconnect' &&
      aftermath !== 'sm-session-lost' &&
      aftermath !== 'token-expired' &&
      aftermath !== 'client-revoked',
  )

const isOverHttp = ({ base }: Row): boolean => /-(websocket|bosh)$/.test(base)

const tlsWaits = (has: (modifier: ModifierName) => boolean): number => {
  if (has('tls12')) return has('tls-resumed') || has('false-start') ? 1 : 2
  // HelloRetryRequest forfeits early data (RFC 8446 §4.2.10) and costs one more.
  if (has('hrr')) return 2
  return has('0rtt') && !has('0rtt-rejected') ? 0 : 1
}

export const total = (waits: Waits): number =>
  Object.values(waits).reduce((sum, count) => sum + count, 0)

const withoutZeros = (waits: Waits): Waits =>
  Object.fromEntries(Object.entries(waits).filter(([, count]) => count > 0))
