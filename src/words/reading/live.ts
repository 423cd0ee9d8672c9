/** The words of a run against a real server as what they ask for. */
import * as z from 'zod'
import { readAuthorities } from '../../files/certificate.ts'
import { readPasswordFile } from '../../files/password.ts'
import { readTextFile } from '../../files/text-file.ts'
import { accepted, InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import { quantityField, timeField } from '../../quantities/field.ts'
import { occurrences } from '../../quantities/quantity.ts'
import type { Percentage } from '../../result/percentages.ts'
import { FAST_OPEN_LISTENERS } from '../../run/fast-open.ts'
import { type Endpoints, type LiveSpec, type Trust, whyNoIdentity } from '../../run/live/spec.ts'
import type { Course } from '../../run/spec.ts'
import { isSilent } from '../../scenario/scenario.ts'
import type { Aftermath } from '../../strategies/base.ts'
import { revokeGrant } from '../../strategies/grant-modifiers.ts'
import { hasSeveralAddresses } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { milliseconds, seconds } from '../../units.ts'
import { quoted, typed, typedLink, typedNames, typedSettings } from '../command-line.ts'
import { USUAL_PATIENCE, USUAL_PROFILES, USUAL_STRATEGIES } from '../compare.ts'
import { type LiveWords, USUAL_LIVE } from '../live.ts'
import { optionOf } from '../option-names.ts'
import { USUAL } from '../settings.ts'
import {
  boshField,
  type LiveTarget,
  localpartField,
  readTarget,
  socketField,
  webSocketField,
} from './address.ts'
import { PATIENCE_MS } from './compare.ts'
import { coursesNamed, lateField, networksOf, refuseIdle } from './courses.ts'
import { countField, namesField } from './fields.ts'
import { refuseNarrowForIpv6 } from './narrow.ts'
import { checkedPassword } from './password.ts'
import { percentilesField } from './percentiles.ts'
import { profilesNamed } from './profiles.ts'
import { settingFields, settingsOf } from './run-fields.ts'
import { parsedStrategy, refuseBrokenIpv6, refuseVainFault, strategiesNamed } from './strategies.ts'
import { accept, type Unread } from './unread.ts'

/** A login takes some 10 kB; whoever says more is not logging anybody in. */
const OCTETS_MAX = 1_000_000
const FAREWELL = seconds(1)
/** A server that is restarted is back within seconds. */
const ABSENCE = seconds(30)

const time = (leastMs: number, mostMs: number) =>
  timeField(milliseconds(leastMs), milliseconds(mostMs), `from ${leastMs}ms to ${mostMs}ms`)

const liveSchema = z.strictObject({
  ...settingFields,
  address: z.string(),
  password: z.unknown().optional(),
  passwordFile: z.string().optional(),
  starttls: socketField.optional(),
  direct: socketField.optional(),
  websocket: webSocketField.optional(),
  bosh: boshField.optional(),
  ca: z.string().optional(),
  clientCert: z.string().optional(),
  insecure: z.boolean().default(false),
  allowPlain: z.boolean().default(false),
  serverFastOpen: z.enum(FAST_OPEN_LISTENERS).optional(),
  profiles: namesField.optional(),
  strategies: namesField.default([...USUAL_STRATEGIES]),
  scenarios: namesField.optional(),
  policies: namesField.optional(),
  messages: quantityField(occurrences).optional(),
  late: lateField,
  percentiles: percentilesField.optional(),
  peer: localpartField.optional(),
  peerPasswordFile: z.string().optional(),
  trials: countField(1, 1_000_000).default(USUAL_LIVE.trials),
  think: time(0, 60_000).optional(),
  settle: time(0, 10_000).prefault(USUAL_LIVE.settle),
  patience: time(10, 600_000).prefault(USUAL_LIVE.patience),
  concurrency: countField(1, 64).default(USUAL_LIVE.concurrency),
  rate: countField(1, 10_000).default(USUAL_LIVE.rate),
})

export interface LiveVisit {
  /** All of it but who this guest is, and where DNS says that the server is. */
  readonly spec: Omit<LiveSpec, 'guest' | 'endpoints' | 'password' | 'peer'>
  /** Who writes, and is written to; without a password of its own it has the same. */
  readonly peer: { readonly local: string; readonly password: string | undefined } | undefined
  /** Undefined where none was said: whoever asks for one asks late, when all else is right. */
  readonly password: string | undefined
  readonly target: LiveTarget & Pick<Endpoints, 'websocket' | 'bosh'>
  /** In the order in which they are to be told; none: the usual ones. */
  readonly percentiles: readonly Percentage[]
  /** The command line that does the same; never anything secret. */
  readonly command: string
}

/** @throws {InputError} about the first thing that is wrong. */
export function readLive(words: Unread<LiveWords>): LiveVisit {
  const { said, read } = accept<LiveWords, typeof liveSchema>(words, liveSchema)
  const target = readTarget(read.address)
  const strategies = strategiesOf(read.strategies)
  refuseVainFault(read.fastOpenFault, strategies)
  refuseBrokenIpv6(read.ipv6, strategies)
  if (read.allowPlain && read.insecure) throw PLAIN_TO_ANYBODY
  const courses = coursesNamed(read)
  const livesOn = courses.length > 0
  const settings = settingsOf(read)
  const profiles = profilesNamed(read.profiles, overridesOf(read), USUAL_PROFILES)
  refuseNarrowForIpv6(settings.tcp, profiles, 'profiles')
  refuseNarrowForIpv6(settings.tcp, networksOf(courses), 'scenarios')
  return {
    peer: peerOf(read, courses, target.local),
    spec: {
      ...settings,
      timeoutMs: livesOn && said.timeout === undefined ? PATIENCE_MS : settings.timeoutMs,
      courses,
      serverFastOpen: read.serverFastOpen,
      trials: read.trials,
      strategies,
      profiles,
      local: target.local,
      domain: target.domain,
      trust: trustOf(read),
      identity: read.clientCert === undefined ? undefined : identityOf(read.clientCert),
      showPassword: read.allowPlain ? 'if-needed' : 'never',
      think: read.think === undefined ? { kind: 'measured' } : { kind: 'fixed', time: read.think },
      absence: ABSENCE,
      limits: {
        settle: read.settle,
        patience: read.patience,
        farewell: FAREWELL,
        octets: OCTETS_MAX,
      },
      concurrency: read.concurrency,
      perSecond: read.rate,
    },
    percentiles: read.percentiles ?? [],
    password: checkedPassword(said),
    target: {
      ...target,
      starttls: read.starttls ?? target.starttls,
      direct: read.direct ?? target.direct,
      websocket: read.websocket,
      bosh: read.bosh,
    },
    command: [
      'npx xmpp-rtt live',
      quoted(read.address),
      ...typed('starttls', said.starttls),
      ...typed('direct', said.direct),
      ...typed('websocket', said.websocket),
      ...typed('bosh', said.bosh),
      ...typed('ca', read.ca),
      ...typed('clientCert', read.clientCert),
      ...(read.insecure ? [optionOf('insecure')] : []),
      ...(read.allowPlain ? [optionOf('allowPlain')] : []),
      ...typedLink(said, USUAL_PROFILES),
      optionOf('strategies'),
      ...strategies.map(({ name }) => quoted(name)),
      ...typedNames('scenarios', read.scenarios),
      ...typedNames('policies', read.policies),
      ...typed('messages', said.messages),
      ...typed('percentiles', said.percentiles),
      ...typed('late', said.late),
      ...typed('peer', read.peer),
      ...typed('trials', read.trials),
      ...typed('serverFastOpen', read.serverFastOpen),
      ...typed('think', said.think),
      ...typed('settle', said.settle, USUAL_LIVE.settle),
      ...typed('patience', said.patience, USUAL_LIVE.patience),
      ...typed('concurrency', read.concurrency, USUAL_LIVE.concurrency),
      ...typed('rate', read.rate, USUAL_LIVE.rate),
      ...typedSettings(said, livesOn ? { ...USUAL, timeout: USUAL_PATIENCE } : USUAL),
    ].join(' '),
  }
}

/** Time for addresses needs several: of a strategy, or of the server, of which that is known late. */
export function refuseVainTime(
  { tcp, strategies }: LiveVisit['spec'],
  { starttls, direct, websocket, bosh }: Endpoints,
): void {
  if (tcp.connectTimeout === undefined || strategies.some(hasSeveralAddresses)) return
  if ([starttls, direct, websocket, bosh].some((at) => at?.addresses !== undefined)) return
  throw new InputError({
    code: 'senseless',
    field: 'connectTimeout',
    found: 'one address of the server, and no strategy with several',
    expected: 'a server that has several, or a strategy, as with +v6-broken or +first-dead',
  })
}

/** Nobody writes where nothing happens; where somebody does, it is somebody. */
function peerOf(
  { peer, peerPasswordFile }: z.output<typeof liveSchema>,
  courses: readonly Course[],
  local: string,
): LiveVisit['peer'] {
  if (courses.length === 0) {
    refuseIdle('peer', peer)
    refuseIdle('peerPasswordFile', peerPasswordFile)
  }
  if (peer === undefined) {
    if (courses.every(({ scenario }) => isSilent(scenario))) return undefined
    throw new InputError({ code: 'senseless', field: 'peer', found: 'none', expected: A_PEER })
  }
  if (peer === local) {
    const found = 'the account itself'
    throw new InputError({ code: 'senseless', field: 'peer', found, expected: A_PEER })
  }
  const password = peerPasswordFile === undefined ? undefined : readPasswordFile(peerPasswordFile)
  return { local: peer, password }
}

const A_PEER = 'the localpart of a second account, who writes and is written to (or --messages 0/h)'

const PLAIN_TO_ANYBODY = new InputError({
  code: 'senseless',
  field: 'allowPlain',
  found: 'it beside insecure',
  expected: 'a server whose certificate is verified: anybody else would be shown the password',
})

const strategiesOf = (names: readonly string[]): readonly Strategy[] =>
  strategiesNamed(names, (strategy) => obstacleOf(strategy) === undefined).map((choice) => {
    if (typeof choice === 'string') return arrangeable(parsedStrategy(choice, 'strategies'))
    throw new InputError({
      code: 'senseless',
      field: 'strategies',
      found: `a scripted dialogue (${choice.dialogue.name})`,
      expected: 'a strategy that servers understand (dialogues are for comparisons)',
    })
  })

const OF_OUR_DOING: readonly Aftermath[] = ['token-expired', 'grant-expired', 'reconfigured']

/** What is told of a server that is not ours has to be so without our doing. */
function arrangeable(strategy: Strategy): Strategy {
  const obstacle = obstacleOf(strategy)
  if (obstacle !== undefined) throw obstacle
  return strategy
}

function obstacleOf(strategy: Strategy): InputError | undefined {
  if (strategy.modifiers.includes(revokeGrant.name)) return takesAway(strategy)
  const { aftermath, account } = strategy.against
  const isOurs = OF_OUR_DOING.includes(aftermath)
  if (!isOurs && account === 'ordinary') return undefined
  return new InputError({
    code: 'senseless',
    field: 'strategies',
    found: `${strategy.name}, which needs its server ${isOurs ? aftermath : `to have an account that is ${account}`}`,
    expected: 'one that a server can be met with as it is',
  })
}

/** Somebody may be in need of it. */
const takesAway = ({ name }: Strategy): InputError =>
  new InputError({
    code: 'senseless',
    field: 'strategies',
    found: `${name}, which takes away access that others have been granted to the account`,
    expected: 'one that leaves an account as it is (comparisons may: compare --server everything)',
  })

function identityOf(file: string): string {
  const pem = accepted(readTextFile(file))
  const problem = whyNoIdentity(pem)
  if (problem === undefined) return pem
  throw new InputError({
    code: 'malformed',
    field: 'clientCert',
    found: `${file}, of which is said: ${problem}`,
    expected: 'a file with a certificate and its key (PEM)',
  })
}

const trustOf = ({ ca, insecure }: z.output<typeof liveSchema>): Trust => {
  if (insecure && ca !== undefined) {
    const expected = 'one of them: insecure asks no authority'
    throw new InputError({ code: 'senseless', field: 'ca', found: 'it beside insecure', expected })
  }
  if (insecure) return { kind: 'anybody' }
  return ca === undefined ? { kind: 'public' } : { kind: 'authorities', pem: readAuthorities(ca) }
}
