/** The words of a storm as the storm that they ask for. */
import * as z from 'zod'
import { loadPolicy } from '../../files/policies.ts'
import { accepted, InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import { quantityField, timeField } from '../../quantities/field.ts'
import { queue, rate } from '../../quantities/quantity.ts'
import { type RunSpec, strategyName, strategyOf } from '../../run/spec.ts'
import { loginCost } from '../../storm/costs.ts'
import type {
  CellSettings,
  HostSettings,
  Limit,
  MixPart,
  Occasion,
  StormSpec,
} from '../../storm/spec.ts'
import { nanoseconds, seconds } from '../../units.ts'
import { quoted, typed, typedLink, typedServers, typedSettings } from '../command-line.ts'
import { optionOf } from '../option-names.ts'
import { USUAL_SERVER } from '../settings.ts'
import { type StormWords, USUAL_STORM } from '../storm.ts'
import { countField, namesField, whileField } from './fields.ts'
import { partsNamed } from './mix.ts'
import { refuseNarrowForIpv6 } from './narrow.ts'
import { profilesNamed } from './profiles.ts'
import { runFields, settingsOf } from './run-fields.ts'
import { serversNamed } from './servers.ts'
import { refuseVainAddresses, refuseVainFault } from './strategies.ts'
import { accept, type Unread } from './unread.ts'

const CLIENTS_MAX = 2_000_000
const LIMIT_MAX = 10_000_000
const CORES_MAX = 4096
const CELLS_MAX = 10_000

const limitField = (most: number) =>
  z.custom<Limit>(
    (value) =>
      value === 'unlimited' ||
      (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most),
    { params: { expected: `a whole number from 1 to ${most}, or unlimited` } },
  )

const soonField = timeField(nanoseconds(1), seconds(3600), 'more than 0s, at most 3600s')

const stormSchema = z.strictObject({
  ...runFields,
  clients: countField(1, CLIENTS_MAX),
  within: soonField.optional(),
  scenario: z.enum(['server-restart', 'cell-outage']).optional(),
  downFor: soonField.optional(),
  mix: namesField.default([...USUAL_STORM.mix]),
  profiles: namesField.optional(),
  servers: namesField.default([USUAL_SERVER]),
  cores: limitField(CORES_MAX).default(USUAL_STORM.cores),
  backlog: limitField(LIMIT_MAX).default(USUAL_STORM.backlog),
  synBacklog: limitField(LIMIT_MAX).default('unlimited'),
  connections: limitField(LIMIT_MAX).default('unlimited'),
  connectRate: limitField(LIMIT_MAX).default('unlimited'),
  passwords: z.enum(['hashed', 'plain']).default('hashed'),
  sessions: z.enum(['kept', 'lost']).optional(),
  tickets: z.enum(['kept', 'lost']).optional(),
  cells: countField(1, CELLS_MAX).optional(),
  cellDown: quantityField(rate).optional(),
  cellUp: quantityField(rate).optional(),
  cellQueue: quantityField(queue).optional(),
  until: whileField.prefault(USUAL_STORM.until),
})

type Read = z.output<typeof stormSchema>

export interface StormWanted {
  readonly spec: StormSpec
  /** The command line that gives the same result. */
  readonly command: string
}

/** @throws {InputError} about the first thing that is wrong. */
export function readStorm(words: Unread<StormWords>): StormWanted {
  const { said, read } = accept<StormWords, typeof stormSchema>(words, stormSchema)
  const mix = partsNamed(read.mix, (name) => accepted(loadPolicy(name, 'mix')).policy)
  const run = runOf(read, mix)
  const host = hostOf(read, run)
  refuseUnmeasured(run, mix, host)
  const spec: StormSpec = {
    run,
    clients: read.clients,
    mix,
    occasion: occasionOf(read),
    host,
    cells: cellsOf(read),
    lasts: read.until,
  }
  return { spec, command: commandOf(said, read) }
}

function runOf(read: Read, mix: readonly MixPart[]): RunSpec {
  const strategies = [...new Set(mix.map(({ strategy }) => strategy))]
  refuseVainFault(read.fastOpenFault, strategies.map(strategyOf))
  refuseVainAddresses(read, strategies.map(strategyOf))
  const profiles = profilesNamed(read.profiles, overridesOf(read), [USUAL_STORM.profile])
  const settings = settingsOf(read)
  refuseNarrowForIpv6(settings.tcp, profiles, 'profiles')
  const servers = serversNamed(read.servers)
  refuseSeveral('profiles', profiles)
  refuseSeveral('servers', servers)
  return {
    ...settings,
    servers,
    certificate: read.certificate,
    client: read.client,
    strategies,
    profiles,
    trials: read.clients,
    courses: [],
  }
}

function refuseSeveral(field: string, named: readonly { readonly name: string }[]): void {
  if (named.length === 1) return
  const found = `${named.length} (${named.map(({ name }) => name).join(', ')})`
  throw new InputError({ code: 'senseless', field, found, expected: 'one, in a storm' })
}

/** Nobody knows how long the line is of work that nobody has measured. */
function refuseUnmeasured(
  { servers, certificate }: RunSpec,
  mix: readonly MixPart[],
  host: HostSettings,
): void {
  const [server] = servers
  if (server?.front !== undefined) {
    throw new InputError({
      code: 'senseless',
      field: 'servers',
      found: `a proxy in front (${server.name})`,
      expected: 'a server whose own clients they are',
    })
  }
  if (host.cores === 'unlimited') return
  if (server === undefined) return
  const circumstances = { ...host, server, certificate }
  const unmeasured = mix.find(
    ({ strategy }) => loginCost(strategyOf(strategy), circumstances) === undefined,
  )
  if (unmeasured === undefined) return
  const { capacity } = server.xmpp
  const isItsOwn = capacity === host.cores
  throw new InputError({
    code: 'senseless',
    field: isItsOwn ? 'servers' : 'cores',
    found: `${isItsOwn ? `one with a capacity of ${capacity}` : host.cores}, and ${strategyName(unmeasured.strategy)} at ${server.name}, whose processor time nobody has measured`,
    expected: `SCRAM, PLAIN or FAST at Prosody or ejabberd, or ${isItsOwn ? 'its capacity' : 'cores'} to be unlimited`,
  })
}

function occasionOf({ scenario, within, downFor }: Read): Occasion {
  const refused = (field: string, found: string, expected: string): InputError =>
    new InputError({ code: 'senseless', field, found, expected })
  if (scenario === undefined) {
    if (downFor !== undefined) throw refused('downFor', 'no scenario', 'one in which something is')
    return { kind: 'within', within: within ?? soonField.parse(USUAL_STORM.within) }
  }
  if (within !== undefined) {
    throw refused('within', `${scenario} as well`, 'the one or the other: policies say when, there')
  }
  return { kind: scenario, lasts: downFor ?? soonField.parse(USUAL_STORM.downFor[scenario]) }
}

/** What a server works on at a time, all connections together, is no more than it has cores for. */
function coresOf({ cores }: Read, { servers }: RunSpec): Limit {
  const limits = [cores, ...servers.map(({ xmpp }) => xmpp.capacity)].filter(
    (limit) => limit !== 'unlimited',
  )
  return limits.length === 0 ? 'unlimited' : Math.min(...limits)
}

function hostOf(read: Read, run: RunSpec): HostSettings {
  const { backlog, synBacklog, connections, connectRate, passwords } = read
  const left = read.scenario === 'server-restart' ? 'lost' : 'kept'
  const { sessions = left, tickets = left } = read
  const cores = coresOf(read, run)
  return { cores, backlog, synBacklog, connections, connectRate, passwords, sessions, tickets }
}

function cellsOf({ cells, cellUp, cellDown, cellQueue }: Read): CellSettings | undefined {
  if (cellUp !== undefined || cellDown !== undefined) {
    const limit = cellQueue ?? quantityField(queue).parse(USUAL_STORM.cellQueue)
    return { count: cells ?? 1, up: cellUp, down: cellDown, queue: limit }
  }
  const idle = cells === undefined ? (cellQueue === undefined ? undefined : 'cellQueue') : 'cells'
  if (idle === undefined) return undefined
  throw new InputError({
    code: 'senseless',
    field: idle,
    found: 'cells of no rate',
    expected: 'what they share: a rate down, up or both',
  })
}

const commandOf = (said: StormWords, read: Read): string =>
  [
    'npx xmpp-rtt compare',
    ...typed('clients', read.clients),
    ...typed('within', said.within),
    ...typed('scenario', said.scenario),
    ...typed('downFor', said.downFor),
    optionOf('mix'),
    ...read.mix.map(quoted),
    ...typedLink(said, [USUAL_STORM.profile]),
    ...typed('cores', said.cores, USUAL_STORM.cores),
    ...typed('backlog', said.backlog, USUAL_STORM.backlog),
    ...UNUSUAL.flatMap((field) => typed(field, said[field])),
    ...typed('until', said.until, USUAL_STORM.until),
    ...typedServers(read.servers),
    ...typedSettings(said),
  ].join(' ')

const UNUSUAL = [
  'synBacklog',
  'connections',
  'connectRate',
  'passwords',
  'sessions',
  'tickets',
  'cells',
  'cellDown',
  'cellUp',
  'cellQueue',
] as const
