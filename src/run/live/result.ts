/** Puts a live run into the shape that results have: that of a simulated run. */
import { profileInResult } from '../../profiles/in-result.ts'
import { toCell } from '../../result/cell.ts'
import { withSavings } from '../../result/difference/saving.ts'
import type { Result } from '../../result/result.ts'
import { toMilliseconds } from '../../units.ts'
import { tcpInResult } from '../tcp-in-result.ts'
import {
  coursesInResult,
  type Provenance,
  resultHead,
  strategyInResult,
  type Telling,
} from '../to-result.ts'
import type { LiveRun } from './live.ts'
import type { Endpoint, HttpEndpoint, LiveSpec } from './spec.ts'

export function toLiveResult(
  spec: LiveSpec,
  run: LiveRun,
  provenance: Provenance,
  { extent = 'sums', chosen = [] }: Telling = {},
): Result {
  const server = nameInResult(spec, run)
  const { connectTimeout } = spec.tcp
  return {
    ...resultHead(spec.seed, run.interrupted, provenance),
    ...(chosen.length === 0 ? {} : { percentiles: [...chosen] }),
    settings: {
      timeoutMs: spec.timeoutMs,
      server: { name: server, ...serverInResult(spec, run) },
      tcp: {
        ...tcpInResult(spec.tcp),
        ...(connectTimeout === undefined
          ? {}
          : { connectTimeoutMs: toMilliseconds(connectTimeout) }),
        nagle: spec.tcp.nagle ?? 'off',
        hostTime: spec.hostTime ?? null,
        serverFastOpen: spec.serverFastOpen ?? null,
        fastOpenFault: spec.fastOpenFault ?? null,
      },
      tls: { trust: spec.trust.kind === 'anybody' ? INSECURE : spec.trust.kind },
    },
    servers: {
      [server]: {
        summary: `what answers for ${spec.domain}`,
        settings: { mode: 'live', domain: spec.domain },
      },
    },
    profiles: Object.fromEntries(
      spec.profiles.map((profile) => [profile.name, profileInResult(profile)]),
    ),
    strategies: Object.fromEntries(
      run.runnable.map(({ name }) => [name, strategyInResult(name, run.offered)]),
    ),
    ...coursesInResult(spec),
    cells: withSavings(
      run.cells.map(({ stats, notDone, ...names }) => {
        const name = { ...names, server, notDone: [...notDone] }
        return { cell: toCell(name, stats, spec.timeoutMs, extent, chosen), log: stats.outcomes }
      }),
    ),
  }
}

const INSECURE = 'insecure: the certificate was not verified'

/** As it was given: which of its addresses it was is the machine's matter. */
const uriInResult = ({ host, port, name, target }: HttpEndpoint) => ({ host, port, name, target })

function serverInResult(spec: LiveSpec, run: LiveRun): Result['settings']['server'] {
  const { think, limits, endpoints } = spec
  return {
    mode: 'live',
    software: run.software?.name ?? null,
    version: run.software?.version ?? null,
    domain: spec.domain,
    starttls: endpointInResult(endpoints.starttls),
    direct: endpointInResult(endpoints.direct),
    ...(endpoints.websocket === undefined ? {} : { websocket: uriInResult(endpoints.websocket) }),
    ...(endpoints.bosh === undefined ? {} : { bosh: uriInResult(endpoints.bosh) }),
    tlsVersions: { ...run.versions },
    think: think.kind === 'fixed' ? { fixedMs: toMilliseconds(think.time) } : 'measured',
    settleMs: toMilliseconds(limits.settle),
    patienceMs: toMilliseconds(limits.patience),
    concurrency: spec.concurrency,
    connectionsPerSecond: spec.perSecond,
    cannotRun: Object.fromEntries(run.obstacles),
    givenUp: Object.fromEntries([...run.givenUp].map(([name, { detail }]) => [name, detail])),
  }
}

export const nameInResult = (
  { trust }: Pick<LiveSpec, 'trust'>,
  run: Pick<LiveRun, 'software'>,
): string => serverName(run) + (trust.kind === 'anybody' ? ' (live, insecure)' : ' (live)')

export const serverName = ({ software }: Pick<LiveRun, 'software'>): string =>
  software === undefined
    ? 'a server that does not say its name'
    : [software.name, software.version].filter((part) => part !== undefined).join(' ')

/** As it is called; which of its addresses was reached is this network's matter. */
const endpointInResult = (endpoint: Endpoint | undefined): { host: string; port: number } | null =>
  endpoint === undefined ? null : { host: endpoint.host, port: endpoint.port }
