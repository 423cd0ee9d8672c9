/**
 * What a capture told, hand-made: one connection read with its keys, one without, one never answered,
 * one refused, one with a packet missing, one whose keys were there and which is none of XMPP.
 */
import type { AnalysedConnection, Analysis } from '../../../src/capture/analysis/analysed.ts'
import { connectionOf } from './connection.ts'

const NONE = { up: 0, down: 0 }

const UNREAD: AnalysedConnection = {
  ...{ number: 1, client: '192.0.2.1 40000', server: '2001:db8::1 5223', beganMs: 0 },
  ...{
    established: true,
    refused: false,
    serverName: undefined,
    read: 'flights',
    session: undefined,
  },
  waits: { total: 5, byLayer: { tcp: 1, tls: 1, data: 3 } },
  ...{ octets: { untilReady: undefined, total: { up: 900, down: 4_000 } }, missing: NONE },
  ...{ packets: { up: 9, down: 8 }, retransmitted: { up: 1, down: 0 }, fastOpen: 'none' },
  tls: { version: '1.2', resumed: true, earlyData: 'none', unopened: true },
  ...{ rttMs: 60.25, capturedAt: 'client' },
}

/** `name`: what client and server call themselves. */
export const analysisOf = (name: string): Analysis => ({
  connections: [
    UNREAD,
    {
      ...UNREAD,
      ...{ number: 2, beganMs: 1_234.5, serverName: name, read: 'all', fastOpen: 'carried' },
      ...{ session: connectionOf(name), rttMs: undefined, capturedAt: undefined },
      waits: { total: 5, byLayer: { tcp: 1, tls: 1, header: 1, auth: 2 } },
      octets: { untilReady: { up: 1_475, down: 4_569 }, total: { up: 1_600, down: 4_700 } },
      tls: { version: '1.3', resumed: false, earlyData: 'rejected', unopened: false },
    },
    {
      ...UNREAD,
      ...{ number: 3, established: false, tls: undefined, rttMs: undefined },
      ...{ waits: { total: 0, byLayer: {} }, capturedAt: undefined },
    },
    {
      ...UNREAD,
      ...{ number: 4, established: false, refused: true, tls: undefined, rttMs: undefined },
      ...{ waits: { total: 1, byLayer: { tcp: 1 } }, capturedAt: undefined },
    },
    {
      ...UNREAD,
      ...{ number: 5, read: 'parts', tls: undefined, missing: { up: 0, down: 1_448 } },
      capturedAt: 'between',
      waits: { total: 3, byLayer: { tcp: 1, starttls: 1, data: 1 } },
    },
    {
      ...{ ...UNREAD, number: 6 },
      tls: { version: '1.3', resumed: false, earlyData: 'none', unopened: false },
    },
  ],
  others: { foreign: 2, begunBefore: 1, ofSessions: 1, tooMany: 0 },
  link: {
    rttsMs: [60.25, 61, 75.5],
    loss: { up: 0.0625, down: undefined },
    rate: { up: undefined, down: 2_400_000 },
    connections: 3,
  },
  cutShort: true,
  cutOff: 3,
  copies: 2,
  skipped: 4,
  strangeLinkTypes: [127],
})
