/** What there is to name: profiles, scenarios, policies, strategies, modifiers, servers and more. */
import { CLIENTS } from '../clients/catalogue.ts'
import { loadPolicy } from '../files/policies.ts'
import { loadShippedProfiles } from '../files/profiles.ts'
import { loadScenario } from '../files/scenarios.ts'
import { accepted } from '../json/input-error.ts'
import { POLICY_NAMES } from '../policy/load.ts'
import { listProfiles as entriesOf, type ProfileEntry } from '../profiles/catalogue.ts'
import { SCENARIO_NAMES } from '../scenario/load.ts'
import { SERVERS } from '../servers/catalogue.ts'
import { assemble } from '../strategies/assembly.ts'
import type { Status } from '../strategies/entry.ts'
import { writtenDownIn } from '../strategies/protection.ts'
import { BASES, MODIFIERS } from '../strategies/registry.ts'
import { softwareWith } from '../strategies/software.ts'
import { CHAINS } from '../tls/certificate.ts'

export interface Entry {
  readonly name: string
  readonly summary: string
}

export interface StrategyEntry extends Entry {
  readonly start: 'cold' | 'reconnect'
  readonly status: Status['kind']
  /** The most telling first, each with its version. */
  readonly specifications: readonly string[]
  /** Servers and clients that were looked at and have it. */
  readonly servers: readonly string[]
  readonly clients: readonly string[]
}

/** The shipped ones, from near and wired to far and moving. */
export const listProfiles = (): readonly ProfileEntry[] =>
  entriesOf(accepted(loadShippedProfiles()))

/** What happens to the network and the device, on top of any profile. */
export const listScenarios = (): readonly Entry[] =>
  SCENARIO_NAMES.map((name) => {
    const { summary } = accepted(loadScenario(name, 'scenario')).scenario
    return { name, summary }
  })

/** How clients notice and come back. */
export const listPolicies = (): readonly Entry[] =>
  POLICY_NAMES.map((name) => {
    const { summary } = accepted(loadPolicy(name, 'policy')).policy
    return { name, summary }
  })

/** Bases; each can be combined with modifiers, `BASE+MOD+MOD`. */
export const listStrategies = (): readonly StrategyEntry[] =>
  BASES.map((base) => {
    const { said } = assemble(base, new Set())
    return {
      name: base.name,
      start: said.start,
      summary: base.summary,
      status: said.entry.status.kind,
      specifications: writtenDownIn(said),
      servers: softwareWith(said, 'server'),
      clients: softwareWith(said, 'client'),
    }
  })

export const listModifiers = (): readonly Entry[] =>
  MODIFIERS.map(({ name, summary }) => ({ name, summary }))

/** Embedded servers. */
export const listServers = (): readonly Entry[] =>
  SERVERS.map(({ name, summary }) => ({ name, summary }))

/** Chains of certificates that a server may be given. */
export const listCertificates = (): readonly Entry[] =>
  Object.entries(CHAINS).map(([name, { octets, certificates, signature }]) => ({
    name,
    summary: `${certificates} of ${octets} B together, signature ${signature} B`,
  }))

/** Whose TLS stack and sockets connect. */
export const listClients = (): readonly Entry[] =>
  CLIENTS.map(({ name, summary }) => ({ name, summary }))
