/** Puts a run and what it came to into the shape that results have. */
import { profileInResult } from '../profiles/describe.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import { toCell } from '../result/cell.ts'
import { RESULT_SCHEMA, type Result, type ResultStrategy } from '../result/result.ts'
import { type ServerProfile, serverProfile } from '../servers/catalogue.ts'
import type { Over } from '../strategies/over.ts'
import type { Against } from '../strategies/strategy.ts'
import type { ChainName } from '../tls/certificate.ts'
import { NODE20_CLIENT } from '../tls/settings.ts'
import { type Duration, toMilliseconds } from '../units.ts'
import { cellAt, type RunSpec, type StrategyChoice, strategyName, strategyOf } from './spec.ts'
import { tcpSettings } from './tcp-choice.ts'

export interface Provenance {
  readonly version: string
  readonly commit: string | undefined
  /** The command line that gives this result again. */
  readonly command: string
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
): Result {
  return {
    ...resultHead(spec.seed, interrupted, provenance),
    settings: {
      timeoutMs: spec.timeoutMs,
      server: serverInResult(serverProfile(spec.server, spec.certificate)),
      tcp: tcpInResult(spec),
      tls: tlsInResult(serverProfile(spec.server, spec.certificate), spec.certificate),
    },
    profiles: Object.fromEntries(
      spec.profiles.map((profile) => [profile.name, profileInResult(profile)]),
    ),
    strategies: Object.fromEntries(
      spec.strategies.map((choice) => [strategyName(choice), strategyInResult(choice)]),
    ),
    cells: cells.map((stats, index) => {
      const { choice, profile } = cellAt(spec, index)
      return toCell(strategyName(choice), profile.name, stats)
    }),
  }
}

export function strategyInResult(choice: StrategyChoice): ResultStrategy {
  const strategy = strategyOf(choice)
  const { summary, said, over, against, base, modifiers, rows } = strategy
  const { start, standing } = said
  return {
    summary,
    start,
    standing: standing.kind,
    ...(standing.kind === 'deployed' ? {} : { remark: standing.why }),
    settings: {
      base,
      modifiers: [...modifiers],
      rows: [...rows],
      earlier: strategy.earlier?.name ?? null,
      aftermath: against.aftermath,
      ...securityInResult(over, against),
      fastOpen: over.fastOpen,
      dns: over.dns,
    },
  }
}

function securityInResult(over: Over, against: Against): Settings {
  if (over.kind === 'tcp') return { over: 'tcp' }
  const { version, resumed, earlyData, postQuantum, falseStart } = over.tls
  const { earlyDataRejected, helloRetryRequest } = against
  return {
    security: over.security,
    tls: {
      version,
      resumed,
      earlyData,
      earlyDataRejected,
      postQuantum,
      falseStart,
      helloRetryRequest,
    },
  }
}

function serverInResult({ name, summary, xmpp }: ServerProfile): Settings {
  const think = Object.entries(xmpp.think).map(([answer, duration]: [string, Duration]) => [
    answer,
    toMilliseconds(duration),
  ])
  return { name, summary, thinkMs: Object.fromEntries(think) }
}

function tcpInResult(spec: RunSpec): Settings {
  const { congestion, initialWindow, synRetries, dataRetries, timers, nagle } = tcpSettings(
    spec.tcp,
  )
  return {
    timers: { ...timers },
    congestion,
    initialWindow,
    synRetries,
    dataRetries,
    clientNagle: nagle,
    serverNagle: serverProfile(spec.server, spec.certificate).nagle,
    fastOpenFault: spec.fastOpenFault ?? null,
  }
}

function tlsInResult({ tls }: ServerProfile, chain: ChainName): Settings {
  const { certificate, flightThink, tickets, maxEarlyData, acceptsEarlyData } = tls('direct')
  return {
    clientStack: NODE20_CLIENT.stack,
    certificate: chain,
    chainOctets: certificate.chain.octets,
    flightThinkMs: toMilliseconds(flightThink),
    tickets: tickets.kind,
    maxEarlyData: acceptsEarlyData ? maxEarlyData : 0,
  }
}
