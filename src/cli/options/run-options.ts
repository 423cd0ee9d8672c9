/**
 * The options that `compare` and `trace` share: what link, what server, what seed. Reading them
 * ends with one line about the first that is wrong.
 */

import { Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import { isDialogueFile, readScripted } from '../../files/dialogues.ts'
import { loadProfile } from '../../files/profiles.ts'
import { accepted } from '../../json/input-error.ts'
import { PROFILE_NAMES } from '../../profiles/load.ts'
import { overrideErrorText, readOverrides, refusedOverride } from '../../profiles/overrides.ts'
import { type ResolvedProfile, resolveBare, resolveProfile } from '../../profiles/resolve.ts'
import { duration } from '../../quantities/quantity.ts'
import { FAST_OPEN_FAULTS, type FastOpenFault } from '../../run/fast-open.ts'
import { type StrategyChoice, strategyName } from '../../run/spec.ts'
import { DEFAULT_TCP, HZ, type TcpChoice } from '../../run/tcp-choice.ts'
import {
  CHAIN_NAMES,
  type ChainName,
  DEFAULT_CHAIN,
  SERVER_NAMES,
} from '../../servers/catalogue.ts'
import { parseStrategy, usefulStrategies } from '../../strategies/registry.ts'
import { toMilliseconds } from '../../units.ts'
import { wrongInput, wrongOption } from '../exit.ts'

/** As commander hands them over. */
export interface RunOptionTexts {
  readonly rtt?: string
  readonly loss?: string
  readonly jitter?: string
  readonly down?: string
  readonly up?: string
  readonly queue?: string
  readonly mtu?: string
  readonly outage?: readonly string[]
  readonly server: string
  readonly certificate: string
  readonly timers: string
  readonly hz: string
  readonly congestion: string
  readonly nagle: string
  readonly seed: string
  readonly timeout: string
  readonly tfoFault?: string
}

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  text,
]

export const runOptions = (): readonly Option[] => [
  new Option('--rtt <time>', 'round-trip time, as in 300ms; this and the next override -p'),
  new Option('--loss <share>', 'independent loss each way, as in 2%'),
  new Option('--jitter <time>', 'uniform, plus or minus, each way, as in 20ms'),
  new Option('--down <rate>', 'downlink, as in 1.6Mbps'),
  new Option('--up <rate>', 'uplink, as in 768kbps'),
  new Option('--queue <limit>', 'queue of the rate limit, as in 64kB, 300ms or 50packets'),
  new Option('--mtu <size>', 'largest IP packet, as in 1440B'),
  new Option('--outage <duration@start>', 'link dead, as in 3s@1s; may be repeated').argParser(
    collect,
  ),
  new Option('--server <name>', `embedded server: ${SERVER_NAMES.join(', ')}`).default('prosody'),
  new Option('--certificate <chain>', `certificate chain: ${CHAIN_NAMES.join(', ')}`).default(
    DEFAULT_CHAIN,
  ),
  new Option('--timers <kind>', "TCP's timers: linux (tick and timer wheel) or ideal").default(
    DEFAULT_TCP.timers,
  ),
  new Option('--hz <rate>', `Linux's tick: ${HZ.join(', ')}`).default(String(DEFAULT_TCP.hz)),
  new Option('--congestion <control>', 'cubic or reno').default(DEFAULT_TCP.congestion),
  new Option('--nagle <state>', "the client's Nagle algorithm: off or on").default(
    DEFAULT_TCP.nagle,
  ),
  new Option('--tfo-fault <fault>', `what happens to Fast Open: ${FAST_OPEN_FAULTS.join(', ')}`),
  new Option('--timeout <time>', 'when an attempt is given up').default('60s'),
  new Option('--seed <text>', 'same seed, same bytes').default('1'),
]

export interface RunSettings {
  readonly seed: string
  readonly timeoutMs: number
  readonly server: string
  readonly tcp: TcpChoice
  readonly certificate: ChainName
  readonly fastOpenFault: FastOpenFault | undefined
}

/** Stands for every shipped profile, or every base with its useful modifiers. */
const ALL = 'all'

/** An hour: what histograms hold is a day, and nobody waits longer for a chat. */
const TIMEOUT_MS_MAX = 3_600_000

export function readRunSettings(texts: RunOptionTexts): RunSettings {
  const timeout = duration.parse(texts.timeout)
  if (!timeout.ok) throw wrongOption('--timeout', timeout.error.found, timeout.error.expected)
  const timeoutMs = toMilliseconds(timeout.value)
  if (timeoutMs <= 0 || timeoutMs > TIMEOUT_MS_MAX) {
    throw wrongOption('--timeout', JSON.stringify(texts.timeout), 'more than 0s, at most 3600s')
  }
  return {
    seed: texts.seed,
    timeoutMs,
    server: oneOf('--server', texts.server, SERVER_NAMES),
    certificate: oneOf('--certificate', texts.certificate, CHAIN_NAMES),
    tcp: {
      timers: oneOf('--timers', texts.timers, ['linux', 'ideal']),
      hz: HZ[HZ.map(String).indexOf(oneOf('--hz', texts.hz, HZ.map(String)))] ?? DEFAULT_TCP.hz,
      congestion: oneOf('--congestion', texts.congestion, ['cubic', 'reno']),
      nagle: oneOf('--nagle', texts.nagle, ['off', 'on']),
    },
    fastOpenFault:
      texts.tfoFault === undefined
        ? undefined
        : oneOf('--tfo-fault', texts.tfoFault, FAST_OPEN_FAULTS),
  }
}

/** The profiles of `-p`, or of the link options alone, with the overrides in place. */
export function readProfiles(
  names: readonly string[] | undefined,
  texts: RunOptionTexts,
  defaults: readonly string[],
): readonly ResolvedProfile[] {
  const overrides = readOverrides(texts)
  if (!overrides.ok) throw wrongInput(overrideErrorText(overrides.error))
  if (names === undefined && overrides.value.rtt !== undefined) {
    const bare = resolveBare(overrides.value)
    if (!bare.ok) throw wrongOption('-p', bare.error.found, bare.error.expected)
    return [bare.value]
  }
  const profiles = (names ?? defaults).flatMap(profilesNamed).map((name) => {
    const profile = accepted(loadProfile(name))
    if (profile.kind === 'figures') return resolveProfile(profile, overrides.value)
    const refused = refusedOverride(profile.name, overrides.value)
    if (refused !== undefined) throw wrongInput(overrideErrorText(refused))
    return resolveProfile(profile)
  })
  refuseTwice(
    '-p',
    profiles.map((profile) => profile.name),
  )
  return profiles
}

export function readStrategies(names: readonly string[]): readonly StrategyChoice[] {
  const strategies = names.flatMap((name) =>
    name === ALL ? usefulStrategies().map((strategy) => strategy.name) : [readStrategy(name)],
  )
  refuseTwice('-s', strategies.map(strategyName))
  return strategies
}

const profilesNamed = (name: string): readonly string[] => (name === ALL ? PROFILE_NAMES : [name])

export function readStrategy(name: string): StrategyChoice {
  if (isDialogueFile(name)) return readScripted(name)
  const strategy = parseStrategy(name)
  if (strategy.kind === 'strategy-error') throw wrongInput(strategy.message)
  return strategy.name
}

/** The options that decide a result and differ from their defaults, as they would be typed. */
export function optionText(option: string, value: string, defaultValue?: string): string[] {
  return value === defaultValue ? [] : [option, quoted(value)]
}

export const overrideOptionTexts = (texts: RunOptionTexts): readonly string[] => [
  ...(['rtt', 'loss', 'jitter', 'down', 'up', 'queue', 'mtu'] as const).flatMap((name) => {
    const text = texts[name]
    return text === undefined ? [] : [`--${name}`, quoted(text)]
  }),
  ...(texts.outage ?? []).flatMap((text) => ['--outage', quoted(text)]),
]

export const runSettingTexts = (texts: RunOptionTexts): readonly string[] => [
  ...optionText('--server', texts.server, 'prosody'),
  ...optionText('--certificate', texts.certificate, DEFAULT_CHAIN),
  ...optionText('--timers', texts.timers, DEFAULT_TCP.timers),
  ...optionText('--hz', texts.hz, String(DEFAULT_TCP.hz)),
  ...optionText('--congestion', texts.congestion, DEFAULT_TCP.congestion),
  ...optionText('--nagle', texts.nagle, DEFAULT_TCP.nagle),
  ...(texts.tfoFault === undefined ? [] : ['--tfo-fault', texts.tfoFault]),
  ...optionText('--timeout', texts.timeout, '60s'),
  '--seed',
  quoted(texts.seed),
]

/** Safe to paste into a shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

export function oneOf<Name extends string>(
  option: string,
  text: string,
  names: readonly Name[],
): Name {
  const name = names.find((one) => one === text)
  if (name !== undefined) return name
  const nearest = closest(text, names)
  throw wrongOption(
    option,
    JSON.stringify(text),
    `one of ${names.join(', ')} (did you mean "${nearest}"?)`,
  )
}

function refuseTwice(option: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrongOption(option, `"${twice}" twice`, 'each name once')
}
