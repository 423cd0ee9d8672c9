/** What passed a proxy, hand-made: a connection, and an episode of two attempts with numbered messages. */
import type { ProxiedReport } from '../../../src/capture/analysis/proxied.ts'
import type { LikenedEpisode } from '../../../src/watch/visit-episode.ts'
import { connectionOf } from './connection.ts'

export const PASSED: ProxiedReport = {
  ...{ number: 1, route: 0, beganMs: 0, connectedMs: 60, answeredMs: 400, lastedMs: 900 },
  ...{ read: 'flights', waits: { total: 5, byLayer: { tcp: 1, tls: 1, data: 3 } } },
  ...{ octets: { untilReady: undefined, total: { up: 900, down: 4_000 } }, session: undefined },
  unreached: undefined,
}

/** One that met nobody behind the link. `server`: where it was looked for. */
export const refusedPassage = (server: string): ProxiedReport => ({
  ...PASSED,
  ...{ number: 2, connectedMs: undefined, answeredMs: undefined, lastedMs: 110 },
  ...{ waits: { total: 0, byLayer: {} }, unreached: { server, code: 'ECONNREFUSED' } },
  octets: { untilReady: undefined, total: { up: 0, down: 0 } },
})

/** The same where the keys of its TLS are ours. */
export const readPassed = (name: string): ProxiedReport => ({
  ...PASSED,
  ...{ read: 'all', session: connectionOf(name) },
  octets: { ...PASSED.octets, untilReady: { up: 800, down: 3_900 } },
})

/** Noticed after 12 s, back 1.5 s after the network, by the last attempt; another had been made beside the first. */
export const EPISODE: LikenedEpisode = {
  ...{
    number: 1,
    beganMs: 60_000,
    mendedMs: 30_000,
    brokenMs: 30_000,
    noticeableMs: 0,
    noticedMs: 12_000,
  },
  attempts: [
    {
      ...{ connection: 2, beganMs: 12_000, afterMs: 0, isBeside: false, connected: false },
      ...{ readyMs: undefined, waits: 0, served: undefined },
    },
    {
      ...{ connection: 3, beganMs: 12_200, afterMs: 200, isBeside: true, connected: false },
      ...{ readyMs: undefined, waits: 0, served: undefined },
    },
    {
      ...{ connection: 4, beganMs: 30_500, afterMs: 1_000, isBeside: false, connected: true },
      ...{ readyMs: 1_000, waits: 4 },
      served: { number: 2, outcome: 'resumed', resent: 2, savable: 1 },
    },
  ],
  ...{ backMs: 1_500, by: 'new-connection', recoveredMs: 2_500 },
  messages: {
    down: { sent: 10, acknowledged: 9, resent: 2, doubled: 0, lost: 0, waiting: 1 },
    up: { came: 3, doubled: 1, missing: 0 },
  },
  watchedMs: 64_500,
  looksLike: ['xmpp.js', 'slixmpp'],
}

export const LATENESS = { tasks: 812, p50: 0.4, p99: 2.1, max: 6.5, tooBusy: false } as const
