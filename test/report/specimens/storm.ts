/** A storm, hand-made: two parts by two policies, of ten clients one not back, in three steps of a second. */
import { type StormResult, stormSchema } from '../../../src/result/storm.ts'

const TALLY = {
  clients: 5,
  back: 5,
  waiting: 0,
  gaveUp: 0,
  unnoticed: 0,
  attempts: 5,
  dropped: 0,
  refused: 0,
  failures: {},
  wait: { mean: 400, p50: 380, p95: 700, p99: 700, max: 700 },
}

/** Three attempts in vain for one client that stays away, and for another. */
const UNLUCKY = {
  ...TALLY,
  ...{ back: 4, waiting: 1, attempts: 11, dropped: 4, refused: 2 },
  failures: { 'connection-refused': 2, timeout: 4 },
  wait: { mean: null, p50: 900.5, p95: null, p99: null, max: null },
}

const ALL = {
  ...UNLUCKY,
  ...{ clients: 10, back: 9, attempts: 16 },
  wait: { mean: null, p50: 700, p95: null, p99: null, max: null },
}

/** `name`: of the strategy, the profile and one of the policies. */
export const stormOf = (name: string): StormResult =>
  stormSchema.parse({
    schema: 'xmpp-rtt/storm@1.1',
    tool: { name: 'xmpp-rtt', version: '0.1.0', commit: 'abc1234' },
    command: `npx xmpp-rtt compare --storm 10 -p ${name} --seed 1`,
    seed: '1',
    occasion: { kind: 'server-restart', lastsMs: 2_000 },
    profile: { name, description: ['RTT 60 ms, jitter 5 ms, loss 0.1 %'] },
    server: 'prosody',
    timeoutMs: 300_000,
    host: {
      ...{ cores: 1, backlog: 4, synBacklog: 'unlimited', connections: 'unlimited' },
      ...{ connectRate: 5, passwords: 'hashed', sessions: 'lost', tickets: 'kept' },
    },
    cells: { count: 2, up: '50 Mbps', down: '100 Mbps', queue: '600 ms' },
    lastedMs: 300_000,
    backAfter: { p50: 700, p95: null, p99: null, p100: null },
    all: ALL,
    parts: [
      { strategy: name, policy: 'slixmpp', share: 0.5, loginMs: 4.25, ...TALLY },
      { strategy: name, policy: name, share: 0.5, loginMs: null, ...UNLUCKY },
    ],
    strategies: [{ strategy: name, ...ALL }],
    policies: [
      { policy: 'slixmpp', ...TALLY },
      { policy: name, ...UNLUCKY },
    ],
    series: {
      ...{ stepMs: 1_000, returnedMs: 1_000 },
      attempts: [2, 10, 4],
      dropped: [0, 4, 0],
      refused: [2, 0, 0],
      back: [0, 6, 3],
      busy: [0, 0.75, 0.2],
      lineMs: [0, 12.5, 0],
    },
  })
