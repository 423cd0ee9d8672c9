/** Minimum waits of what session layers have been thought of besides the usual ones, as data. */
import type { Row } from './minimum-waits.ts'

const direct = { tcp: 1, tls: 1 } as const

export const SESSION_LAYERS: readonly Row[] = [
  {
    row: 'C5',
    base: 'sasl2-alone-direct',
    serial: { ...direct, header: 1, auth: 2, bind: 1, sm: 1 },
    serialTotal: 7,
    // [header authenticate] [response] [bind enable]
    pipelined: { ...direct, auth: 2, sm: 1 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C9',
    base: 'sasl2-totp-direct',
    serial: { ...direct, header: 1, auth: 3 },
    serialTotal: 6,
    // [header authenticate] [response] [next with the code]
    pipelined: { ...direct, auth: 3 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'C9', // "+1 more if the task needs a task-data exchange"
    base: 'sasl2-totp-asked-direct',
    serial: { ...direct, header: 1, auth: 4 },
    serialTotal: 7,
    pipelined: { ...direct, auth: 4 },
    pipelinedTotal: 6,
    pipelinedTfo: 5,
  },
  {
    row: 'C10',
    base: 'sasl2-upgrade-direct',
    serial: { ...direct, header: 1, auth: 4 },
    serialTotal: 7,
    // [header authenticate] [response] [next] [hash]
    pipelined: { ...direct, auth: 4 },
    pipelinedTotal: 6,
    pipelinedTfo: 5,
  },
  {
    row: 'R8', // what is remembered is stale: a refusal more, where it was relied on
    base: 'sasl2-resume-stale-direct',
    serial: { ...direct, header: 1, auth: 2 },
    serialTotal: 5,
    pipelined: { ...direct, auth: 3 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R12',
    base: 'fast-replaced-direct',
    serial: { ...direct, header: 1, auth: 3 },
    serialTotal: 6,
    pipelined: { ...direct, auth: 3 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R8', // the token is not tried, the password is in its place
    base: 'fast-expired-direct',
    serial: { ...direct, header: 1, auth: 2 },
    serialTotal: 5,
    pipelined: { ...direct, auth: 2 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R12', // its session is over, too: bound in the same request
    base: 'fast-client-revoked-direct',
    serial: { ...direct, header: 1, auth: 3 },
    serialTotal: 6,
    pipelined: { ...direct, auth: 3 },
    pipelinedTotal: 5,
    pipelinedTfo: 4,
  },
  {
    row: 'R10', // whoever proves a token is asked for no second factor
    base: 'fast-known-device-direct',
    serial: { ...direct, header: 1, auth: 1 },
    serialTotal: 4,
    pipelined: { ...direct, auth: 1 },
    pipelinedTotal: 3,
    pipelinedTfo: 2,
    earlyData: 2,
    earlyDataTfo: 1,
  },
  {
    row: 'R32',
    base: 'fast-iap-direct',
    serial: { ...direct, header: 1, auth: 1 },
    serialTotal: 4,
    pipelined: { ...direct, auth: 1 },
    pipelinedTotal: 3,
    pipelinedTfo: 2,
    earlyData: 2,
    earlyDataTfo: 1,
  },
  {
    row: 'R13',
    base: 'fast-iap-mismatch-direct',
    serial: { ...direct, header: 1, auth: 1 },
    serialTotal: 4,
    // [header authenticate], refused, [authenticate]
    pipelined: { ...direct, auth: 2 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'C3', // and a token
    base: 'legacy-isr-direct',
    serial: { ...direct, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    serialTotal: 8,
    pipelined: { ...direct, auth: 1, sm: 1 },
    pipelinedTotal: 4,
    pipelinedTfo: 3,
  },
  {
    row: 'R14',
    base: 'isr-direct',
    serial: { ...direct, header: 1, auth: 1 },
    serialTotal: 4,
    pipelined: { ...direct, auth: 1 },
    pipelinedTotal: 3,
    pipelinedTfo: 2,
  },
]
