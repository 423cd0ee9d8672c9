/** What live runs of tests have in common: patience, and no waiting between connections. */
import type { LiveLimits } from '../../src/attach/live/settings.ts'
import type { Trust } from '../../src/attach/live/tls.ts'
import { type ResolvedProfile, resolveBare } from '../../src/profiles/resolve.ts'
import { duration } from '../../src/quantities/quantity.ts'
import type { HttpEndpoint, LiveSpec } from '../../src/run/live/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { milliseconds, seconds } from '../../src/units.ts'

export const PASSWORD = 'correct horse battery staple'

export const strategiesNamed = (...names: readonly string[]): readonly Strategy[] =>
  names.map((name) => {
    const strategy = parseStrategy(name)
    if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
    return strategy
  })

/** A link with nothing but a round-trip time, as in `300ms`. */
export function bareLink(rtt: string): ResolvedProfile {
  const parsed = duration.parse(rtt)
  if (!parsed.ok) throw new Error(parsed.error.expected)
  const profile = resolveBare({ rtt: parsed.value })
  if (!profile.ok) throw new Error(profile.error.expected)
  return profile.value
}

/** So that nobody is given up for being slow, on however busy a machine. */
export const PATIENT: LiveLimits = {
  patience: seconds(600),
  settle: milliseconds(10),
  farewell: seconds(600),
  octets: 200_000,
}

export interface LiveServer {
  readonly domain: string
  readonly host: string
  readonly starttlsPort?: number | undefined
  readonly directPort?: number | undefined
  readonly httpsPort?: number | undefined
  readonly trust: Trust
}

export const specFor = (
  server: LiveServer,
  strategies: readonly Strategy[],
  change: Partial<LiveSpec> = {},
): LiveSpec => {
  const { host, starttlsPort, directPort } = server
  return {
    seed: '1',
    guest: `test ${process.pid} ${process.hrtime.bigint()}`,
    trials: 2,
    timeoutMs: 60_000,
    tcp: DEFAULT_TCP,
    hostTime: 'none',
    fastOpenFault: undefined,
    serverFastOpen: 'accepted',
    strategies,
    profiles: [bareLink('300ms')],
    local: 'alice',
    domain: server.domain,
    password: PASSWORD,
    peer: undefined,
    courses: [],
    showPassword: 'never',
    endpoints: {
      starttls: starttlsPort === undefined ? undefined : { host, port: starttlsPort },
      direct: directPort === undefined ? undefined : { host, port: directPort },
      websocket: httpEndpoint(server, '/xmpp-websocket'),
      bosh: httpEndpoint(server, '/http-bind'),
    },
    trust: server.trust,
    identity: undefined,
    think: { kind: 'measured' },
    limits: PATIENT,
    absence: seconds(600),
    concurrency: 2,
    perSecond: 1000,
    ...change,
  }
}

const httpEndpoint = (
  { domain: name, host, httpsPort: port }: LiveServer,
  target: string,
): HttpEndpoint | undefined => (port === undefined ? undefined : { host, port, name, target })
