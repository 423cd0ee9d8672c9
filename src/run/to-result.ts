/** Puts a run and what it came to into the shape that results have. */
import type { Policy } from '../policy/policy.ts'
import type { ProcessingTime } from '../processing-time.ts'
import { profileInResult } from '../profiles/in-result.ts'
import { quantileText } from '../quantile-table.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import type { ResultAdaptive } from '../result/adaptive-schema.ts'
import { type Extent, toCell } from '../result/cell.ts'
import { withSavings } from '../result/difference/saving.ts'
import type { Percentage } from '../result/percentages.ts'
import {
  RESULT_SCHEMA,
  type Result,
  type ResultServer,
  type ResultStrategy,
} from '../result/result.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { serverValue } from '../servers/file/write.ts'
import type { ServerModel } from '../servers/model.ts'
import type { Against } from '../strategies/against.ts'
import { isUnsafe, type Safer } from '../strategies/hazard.ts'
import { hasSeveralAddresses, type Over } from '../strategies/over.ts'
import { CHAINS } from '../tls/certificate.ts'
import { toMilliseconds } from '../units.ts'
import type { Adaptive, Reached } from './adaptive.ts'
import { clientOf, hostTimeOf } from './client.ts'
import { CONNECT_TIMEOUT } from './destinations.ts'
import { notDone } from './not-done.ts'
import { offeredBy } from './offered.ts'
import { cellAt, type RunSpec, type StrategyChoice, strategyName, strategyOf } from './spec.ts'
import { tcpInResult } from './tcp-in-result.ts'

export interface Provenance {
  readonly version: string
  readonly commit: string | undefined
  /** The command line that gives this result again. */
  readonly command: string
}

/** How much of a run its result tells. */
export interface Telling {
  readonly extent?: Extent
  /** Percentiles beside the usual ones. */
  readonly chosen?: readonly Percentage[]
  /** Where there were as many trials as it took. */
  readonly adaptive?: ResultAdaptive | undefined
}

type Settings = Result['settings']['server']

/** What every result begins with, simulated or live. */
export const resultHead = (
  seed: string,
  interrupted: boolean,
  { version, commit, command }: Provenance,
): Pick<Result, 'schema' | 'tool' | 'command' | 'seed' | 'interrupted'> => ({
  schema: RESULT_SCHEMA,
  tool: { name: 'xmpp-rtt', version, ...(commit === undefined ? {} : { commit }) },
  command,
  seed,
  ...(interrupted ? { interrupted } : {}),
})

export function toResult(
  spec: RunSpec,
  { cells, interrupted }: { readonly cells: readonly CellStats[]; readonly interrupted: boolean },
  provenance: Provenance,
  { extent = 'sums', chosen = [], adaptive }: Telling = {},
): Result {
  return {
    ...resultHead(spec.seed, interrupted, provenance),
    ...(chosen.length === 0 ? {} : { percentiles: [...chosen] }),
    ...(adaptive === undefined ? {} : { adaptive }),
    settings: settingsInResult(spec),
    servers: Object.fromEntries(
      spec.servers.map((server) => [server.name, serverInResult(server, spec)]),
    ),
    profiles: Object.fromEntries(
      spec.profiles.map((profile) => [profile.name, profileInResult(profile)]),
    ),
    strategies: Object.fromEntries(
      spec.strategies.map((choice) => [
        strategyName(choice),
        strategyInResult(choice, offeredBy(spec)),
      ]),
    ),
    ...coursesInResult(spec),
    cells: withSavings(
      cells.map((stats, index) => {
        const { choice, profile, server, course } = cellAt(spec, index)
        const name = {
          strategy: strategyName(choice),
          profile: profile.name,
          server: server.name,
          ...(course && { scenario: course.scenario.name, policy: course.policy.name }),
          notDone: [...notDone(strategyOf(choice), server)],
        }
        return { cell: toCell(name, stats, spec.timeoutMs, extent, chosen), log: stats.outcomes }
      }),
    ),
  }
}

/** What of each profile's trials is told, where they were as many as it took. */
export const adaptiveInResult = (
  { profiles }: RunSpec,
  { precision, percentages }: Adaptive,
  reached: readonly Reached[],
): ResultAdaptive => ({
  precision,
  percentiles: [...percentages],
  profiles: Object.fromEntries(
    profiles.map(({ name }, index) => {
      const { trials = 0, precise = false } = reached[index] ?? {}
      return [name, { trials, reached: precise }]
    }),
  ),
})

/** Whole, as they were read; times in nanoseconds. */
export function coursesInResult({
  courses,
}: Pick<RunSpec, 'courses'>): Pick<Result, 'scenarios' | 'policies'> {
  if (courses.length === 0) return {}
  const described = ({ name, summary, ...settings }: Scenario | Policy) =>
    [name, { summary, settings: jsonOf(settings) }] as const
  return {
    scenarios: Object.fromEntries(courses.map(({ scenario }) => described(scenario))),
    policies: Object.fromEntries(courses.map(({ policy }) => described(policy))),
  }
}

/** Without what is undefined. */
const jsonOf = (value: object): Settings => JSON.parse(JSON.stringify(value))

export function strategyInResult(
  choice: StrategyChoice,
  offered: readonly Safer[],
): ResultStrategy {
  const strategy = strategyOf(choice)
  const { summary, said, over, against, base, modifiers, rows } = strategy
  const { start, standing, entry } = said
  const hazards = said.hazards.filter((hazard) => isUnsafe(hazard, offered))
  return {
    summary,
    start,
    ...(standing.kind === 'unknown' ? {} : { standing: standing.kind }),
    ...(standing.kind === 'theoretical' ? { remark: standing.why } : {}),
    ...(entry.standsForReady === undefined ? {} : { readyMeans: entry.standsForReady }),
    ...(hazards.length === 0 ? {} : { unsafe: hazards.map(({ why }) => why) }),
    settings: {
      base,
      modifiers: [...modifiers],
      rows: [...rows],
      earlier: strategy.earlier?.name ?? null,
      aftermath: against.aftermath,
      ...securityInResult(over, against),
      fastOpen: over.fastOpen,
      dns: over.dns,
      ...(over.hostMeta === 'none'
        ? {}
        : { hostMeta: over.hostMeta === 'before' ? true : 'reused' }),
      ...(over.grant === 'fetched' ? { grant: 'fetched' } : {}),
      ...(hasSeveralAddresses(strategy) ? { addresses: { ...over.addresses } } : {}),
    },
  }
}

function securityInResult(over: Over, against: Against): Settings {
  if (over.kind === 'tcp') return { over: 'tcp' }
  const { version, resumed, earlyData, postQuantum, encryptedHello, falseStart } = over.tls
  const { earlyDataRejected, helloRetryRequest, retry } = against
  return {
    ...(over.kind === 'quic' ? { over: 'quic', retry } : {}),
    security: over.security,
    ...(over.http === 'none' ? {} : { http: over.http }),
    tls: {
      version,
      resumed,
      earlyData,
      earlyDataRejected,
      postQuantum,
      ...(encryptedHello
        ? {
            encryptedHello,
            encryptedHelloRejected: against.encryptedHello !== 'taken',
            ...(against.encryptedHello === 'rekeyed' ? { retryConfigs: true } : {}),
          }
        : {}),
      falseStart,
      helloRetryRequest,
    },
  }
}

/** What holds for all servers of the run; of a single one also what is its own. */
export function settingsInResult(spec: RunSpec): Result['settings'] {
  const [only, ...others] = spec.servers
  const { timeoutMs, fastOpenFault = null } = spec
  const tcp = { ...tcpInResult(spec.tcp), ...patienceInResult(spec) }
  const tls = {
    certificate: spec.certificate,
    chainOctets: CHAINS[spec.certificate].octets,
  }
  if (only === undefined || others.length > 0) {
    const server = { names: spec.servers.map(({ name }) => name) }
    return { timeoutMs, server, tcp: { ...tcp, fastOpenFault }, tls }
  }
  return {
    timeoutMs,
    server: {
      name: only.name,
      summary: only.summary,
      thinkMs: thinkInResult(only),
      ...frontInResult(only),
    },
    tcp: { ...tcp, ...clientInResult(spec, only), serverNagle: only.tcp.nagle, fastOpenFault },
    tls: { ...tls, ...tlsInResult(only) },
  }
}

/** Without several addresses nobody gives one up. */
function patienceInResult({ tcp, strategies }: RunSpec): Settings {
  if (!strategies.map(strategyOf).some(hasSeveralAddresses)) return {}
  return { connectTimeoutMs: toMilliseconds(tcp.connectTimeout ?? CONNECT_TIMEOUT) }
}

/** Who connects to it, which depends on whether it takes time itself. */
function clientInResult(spec: RunSpec, server: ServerModel): Settings {
  const client = clientOf(spec, { tcp: spec.tcp, server })
  const hostTime = hostTimeOf(spec, { tcp: spec.tcp, server })
  return {
    client: client.name,
    clientStack: client.tls.stack,
    clientNagle: spec.tcp.nagle ?? client.tcp.nagle,
    clientReactionMs: processingTimeValue(client.reaction),
    hostTimeMs: processingTimeValue(hostTime),
  }
}

/** Of a server that nobody else has, all of it: as the file that it is read from again. */
function serverInResult(server: ServerModel, spec: RunSpec): ResultServer {
  const { summary, base, tcp } = server
  return {
    summary,
    settings: {
      ...clientInResult(spec, server),
      ...tcp,
      ...tlsInResult(server),
      thinkMs: thinkInResult(server),
      ...frontInResult(server),
    },
    ...(base === undefined ? {} : { file: serverValue(server) }),
  }
}

/** Milliseconds, or a table of them. */
const processingTimeValue = (time: ProcessingTime): number | Readonly<Record<string, number>> =>
  time.kind === 'constant'
    ? toMilliseconds(time.time)
    : Object.fromEntries(
        time.points.map(({ quantile, value }) => [quantileText(quantile), toMilliseconds(value)]),
      )

const thinkInResult = ({ xmpp }: ServerModel): Settings =>
  Object.fromEntries(
    Object.entries(xmpp.think).map(([answer, time]: [string, ProcessingTime]) => [
      answer,
      processingTimeValue(time),
    ]),
  )

/** Only where there is a proxy in front. */
const frontInResult = ({ front }: ServerModel): Settings =>
  front === undefined
    ? {}
    : {
        front: {
          serviceRoundTripMs: toMilliseconds(front.service.roundTrip),
          backendRoundTripMs: toMilliseconds(front.backend.roundTrip),
        },
      }

function tlsInResult({ tls }: ServerModel): Settings {
  const { flightThink, tickets, maxEarlyData, acceptsEarlyData } = tls.direct
  return {
    flightThinkMs: processingTimeValue(flightThink),
    tickets: tickets.kind,
    maxEarlyData: acceptsEarlyData ? maxEarlyData : 0,
  }
}
