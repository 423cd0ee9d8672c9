/** Puts a run and what it came to into the shape that results have. */
import { profileInResult } from '../profiles/describe.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import { parseStrategy } from '../strategies/registry.ts'
import { RESULT_SCHEMA, type Result, type ResultStrategy } from './result.ts'
import { toCell } from './result-cell.ts'
import { cellAt, type RunSpec } from './spec.ts'

export interface Provenance {
  readonly version: string
  readonly commit: string | undefined
  /** The command line that gives this result again. */
  readonly command: string
}

export function toResult(
  spec: RunSpec,
  cells: readonly CellStats[],
  provenance: Provenance,
): Result {
  const { version, commit, command } = provenance
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'xmpp-rtt', version, ...(commit === undefined ? {} : { commit }) },
    command,
    seed: spec.seed,
    settings: {
      scenario: 'reconnect',
      timeoutMs: spec.timeoutMs,
      server: { name: spec.server },
      tcp: { timers: spec.timers, fastOpenFault: spec.fastOpenFault ?? null },
      tls: {},
    },
    profiles: Object.fromEntries(
      spec.profiles.map((profile) => [profile.name, profileInResult(profile)]),
    ),
    strategies: Object.fromEntries(spec.strategies.map((name) => [name, strategyInResult(name)])),
    cells: cells.map((stats, index) => {
      const { strategy, profile } = cellAt(spec, index)
      return toCell(strategy, profile.name, stats)
    }),
  }
}

function strategyInResult(name: string): ResultStrategy {
  const strategy = parseStrategy(name)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  const { summary, theoretical, base, modifiers, rows, transport } = strategy
  return {
    summary,
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
