/** Puts a run and what it came to into the shape that results have. */
import { profileInResult } from '../profiles/describe.ts'
import { toCell } from '../result/cell.ts'
import { RESULT_SCHEMA, type Result, type ResultStrategy } from '../result/result.ts'
import { type ServerProfile, serverProfile } from '../servers/catalogue.ts'
import type { ChainName } from '../tls/certificate.ts'
import { NODE20_CLIENT } from '../tls/settings.ts'
import { type Duration, toMilliseconds } from '../units.ts'
import type { Comparison } from './simulated/compare.ts'
import { tcpSettings } from './simulated/conditions.ts'
import { cellAt, type RunSpec, type StrategyChoice, strategyName, strategyOf } from './spec.ts'

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
  { cells, interrupted }: Comparison,
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
  const { summary, kind, theoretical, base, modifiers, rows, transport } = strategy
  return {
    summary,
    start: kind,
    standing: theoretical === undefined ? 'deployed' : 'theoretical',
    ...(theoretical === undefined ? {} : { remark: theoretical }),
    settings: {
      base,
      modifiers: [...modifiers],
      rows: [...rows],
      earlier: strategy.earlier?.name ?? null,
      aftermath: strategy.aftermath,
      security: strategy.security,
      tls: { ...transport.tls },
      fastOpen: transport.fastOpen,
      dns: transport.dns,
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
