/** A small result, hand-made: two profiles, a theoretical strategy, failures, a dead cell. */
import type { Result, ResultCell, ResultLatency } from '../../src/result/result.ts'

/** A latency that never varies, but for its p95 and up. */
export const latency = (count: number, p50: number, p95: number): ResultLatency => ({
  count,
  mean: p50,
  min: p50,
  p50,
  p90: p50,
  p95,
  p99: p95,
  max: p95,
  ci95: { p50: [p50, p50], p90: [p50, p95], p95: [p50, p95], p99: [p95, p95] },
})

/** 987 of 1000: p99 is the 990th, which never got there; p95 lies between the 934th and the 963rd. */
const SOME_BEYOND: ResultLatency = {
  ...latency(987, 4654.3, 7200),
  p99: null,
  beyondMs: { p99: 60_000 },
  ci95: {
    p50: [4654.3, 4654.3],
    p90: [4654.3, 7200],
    p95: [4654.3, 7200],
    p99: [7200, { beyondMs: 60_000 }],
  },
}

const cell = (
  strategy: string,
  profile: string,
  ready: ResultLatency,
  waits: NonNullable<ResultCell['waits']>,
): ResultCell => ({
  strategy,
  profile,
  server: 'prosody',
  trials: 1000,
  completed: 1000,
  failures: {},
  waits,
  milestones: { connected: latency(1000, 60.25, 61), ready },
  bytes: { up: 2345.5, down: 6789.125 },
  linkBytes: { up: 3000, down: 8000 },
  packets: { up: 9.25, down: 8, retransmitted: 0.015 },
  waitsBehind: { service: 0, backend: 0 },
})

const LEGACY = {
  total: 9,
  byLayer: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, sm: 1 },
}
const FAST = { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 } }
const FAST_OPEN = { total: 2, byLayer: { tls: 1, auth: 1 } }

export const SAMPLE_RESULT: Result = {
  schema: 'xmpp-rtt/result@1.4',
  tool: { name: 'xmpp-rtt', version: '0.1.0', commit: 'abc1234' },
  command: 'npx xmpp-rtt compare -p lte_good edge --seed 1',
  seed: '1',
  settings: {
    timeoutMs: 60_000,
    server: { name: 'prosody', authThinkMs: 1.5 },
    tcp: { congestionControl: 'cubic', hz: 250 },
    tls: { version: '1.3' },
  },
  servers: { prosody: { summary: 'Prosody', settings: { nagle: 'off' } } },
  profiles: {
    lte_good: { description: ['RTT 60 ms, jitter 5 ms, loss 0.1 %'], rttMs: 60 },
    edge: { description: ['RTT 500 ms', '200 kbit/s down, 100 kbit/s up'], rttMs: 500 },
  },
  strategies: {
    'legacy-resume-starttls': {
      summary: 'RFC 6120 with STARTTLS, XEP-0198 resumption',
      start: 'reconnect',
      standing: 'deployed',
      settings: {},
    },
    'fast-resume-direct+pipelined+tfo': {
      summary: 'SASL2 and FAST in one flight',
      start: 'reconnect',
      standing: 'theoretical',
      remark: 'no server in use answers a Fast Open SYN',
      settings: { tfo: true },
    },
  },
  cells: [
    cell('legacy-resume-starttls', 'lte_good', latency(1000, 543.21, 720), LEGACY),
    cell('fast-resume-direct+pipelined+tfo', 'lte_good', latency(1000, 121.5, 180.125), {
      ...FAST_OPEN,
      others: [{ ...FAST, trials: 12 }],
    }),
    {
      ...cell('legacy-resume-starttls', 'edge', SOME_BEYOND, LEGACY),
      completed: 987,
      failures: { 'connection-reset': 1, timeout: 12 },
    },
    {
      strategy: 'fast-resume-direct+pipelined+tfo',
      profile: 'edge',
      server: 'prosody',
      trials: 1000,
      completed: 0,
      failures: { timeout: 1000 },
      waits: null,
      milestones: {},
      bytes: null,
      linkBytes: null,
      packets: null,
      waitsBehind: null,
    },
  ],
}
