/** The options of `live`: what each means, and reading them. */
import { type Command, Option } from 'commander'
import { readTextFile } from '../../files/text-file.ts'
import { accepted } from '../../json/input-error.ts'
import { duration } from '../../quantities/quantity.ts'
import { FORMATS } from '../../report/formats.ts'
import { FAST_OPEN_LISTENERS } from '../../run/fast-open.ts'
import type { LiveSpec, Think, Trust } from '../../run/live/spec.ts'
import { parseStrategy } from '../../strategies/registry.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { type Duration, milliseconds, seconds } from '../../units.ts'
import { DEFAULT_PROFILES, DEFAULT_STRATEGIES } from '../commands/compare.ts'
import { wrongInput, wrongOption } from '../exit.ts'
import { type LiveTarget, readAddress } from './live-account.ts'
import { wholeNumber } from './number-option.ts'
import {
  oneOf,
  optionText,
  overrideOptionTexts,
  quoted,
  type RunOptionTexts,
  readProfiles,
  readRunSettings,
  readStrategies,
  runOptions,
  runSettingTexts,
} from './run-options.ts'

const DEFAULTS = {
  trials: 50,
  concurrency: 2,
  rate: 20,
  settle: '10ms',
  patience: '10s',
} as const

/** A login takes some 10 kB; whoever says more is not logging anybody in. */
const OCTETS_MAX = 1_000_000
const FAREWELL = seconds(1)

export interface LiveTexts extends RunOptionTexts {
  readonly profile?: readonly string[]
  readonly strategy?: readonly string[]
  readonly trials: number
  readonly format: string
  readonly output?: string
  readonly commit: boolean
  readonly starttls?: string
  readonly direct?: string
  readonly passwordFile?: string
  readonly ca?: string
  readonly insecure?: boolean
  readonly serverFastOpen?: string
  readonly think?: string
  readonly settle: string
  readonly patience: string
  readonly concurrency: number
  readonly rate: number
}

/** Options of `compare` that describe an embedded server, of which there is none here. */
const EMBEDDED = ['--server', '--certificate']

export function addLiveOptions(command: Command): void {
  command
    .addOption(new Option('-p, --profile <name...>', 'profiles by name, ./file.json, or all'))
    .addOption(new Option('-s, --strategy <name...>', 'strategies, BASE+MOD+MOD, or all'))
    .addOption(
      new Option('-n, --trials <count>', 'trials of each cell')
        .argParser(wholeNumber('-n', 1, 1_000_000))
        .default(DEFAULTS.trials),
    )
    .addOption(new Option('-f, --format <name>', Object.keys(FORMATS).join(', ')).default('table'))
    .addOption(new Option('-o, --output <folder>', 'also write result, histograms and table'))
    .addOption(new Option('--starttls <host:port>', 'where it takes STARTTLS, instead of DNS'))
    .addOption(new Option('--direct <host:port>', 'where it takes direct TLS, instead of DNS'))
    .addOption(new Option('--password-file <file>', 'else XMPP_PASSWORD, else a prompt'))
    .addOption(new Option('--ca <file>', 'authorities to trust (PEM), instead of the usual ones'))
    .addOption(new Option('--insecure', 'take any certificate; the result says so'))
    .addOption(
      new Option(
        '--server-fast-open <state>',
        `whether the server's kernel takes TCP Fast Open: ${FAST_OPEN_LISTENERS.join(' or ')}`,
      ),
    )
    .addOption(new Option('--think <time>', 'every answer takes so long (else: as measured)'))
    .addOption(
      new Option('--settle <time>', 'real time for what the server says last, unasked').default(
        DEFAULTS.settle,
      ),
    )
    .addOption(
      new Option('--patience <time>', 'real time that the server is given for an answer').default(
        DEFAULTS.patience,
      ),
    )
    .addOption(
      new Option('--concurrency <count>', 'connections at the same time')
        .argParser(wholeNumber('--concurrency', 1, 64))
        .default(DEFAULTS.concurrency),
    )
    .addOption(
      new Option('--rate <count>', 'connections begun in a second, at most')
        .argParser(wholeNumber('--rate', 1, 10_000))
        .default(DEFAULTS.rate),
    )
    .addOption(new Option('--no-commit', 'leave the git commit out of the result'))
  for (const option of runOptions()) {
    if (!EMBEDDED.includes(option.long ?? '')) command.addOption(option)
  }
}

/** All of a run but whose account it is and where. */
export function readSettings(
  texts: LiveTexts,
): Omit<LiveSpec, 'guest' | 'local' | 'domain' | 'password' | 'endpoints'> {
  const { seed, timeoutMs, tcp, fastOpenFault } = readRunSettings(texts)
  return {
    seed,
    timeoutMs,
    tcp,
    fastOpenFault,
    serverFastOpen:
      texts.serverFastOpen === undefined
        ? undefined
        : oneOf('--server-fast-open', texts.serverFastOpen, FAST_OPEN_LISTENERS),
    trials: texts.trials,
    strategies: strategiesOf(texts),
    profiles: readProfiles(texts.profile, texts, DEFAULT_PROFILES),
    trust: trustOf(texts),
    think: thinkOf(texts),
    limits: {
      settle: time('--settle', texts.settle, 0, 10_000),
      patience: time('--patience', texts.patience, 10, 600_000),
      farewell: FAREWELL,
      octets: OCTETS_MAX,
    },
    concurrency: texts.concurrency,
    perSecond: texts.rate,
  }
}

export function withGivenAddresses(
  target: LiveTarget,
  { starttls, direct }: LiveTexts,
): LiveTarget {
  if (starttls === undefined && direct === undefined) return target
  return {
    ...target,
    starttls: starttls === undefined ? target.starttls : readAddress('--starttls', starttls),
    direct: direct === undefined ? target.direct : readAddress('--direct', direct),
  }
}

const strategiesOf = (texts: LiveTexts): readonly Strategy[] =>
  readStrategies(texts.strategy ?? DEFAULT_STRATEGIES).map((choice) => {
    if (typeof choice !== 'string') {
      throw wrongInput('a scripted dialogue has no server to run against: use it with compare')
    }
    const strategy = parseStrategy(choice)
    if (strategy.kind === 'strategy-error') throw wrongInput(strategy.message)
    return strategy
  })

function trustOf({ ca, insecure }: LiveTexts): Trust {
  if (insecure === true) return { kind: 'anybody' }
  return ca === undefined
    ? { kind: 'public' }
    : { kind: 'authorities', pem: accepted(readTextFile(ca)) }
}

const thinkOf = ({ think }: LiveTexts): Think =>
  think === undefined
    ? { kind: 'measured' }
    : { kind: 'fixed', time: time('--think', think, 0, 60_000) }

function time(option: string, text: string, leastMs: number, mostMs: number): Duration {
  const parsed = duration.parse(text)
  if (!parsed.ok) throw wrongOption(option, parsed.error.found, parsed.error.expected)
  if (parsed.value < milliseconds(leastMs) || parsed.value > milliseconds(mostMs)) {
    throw wrongOption(option, JSON.stringify(text), `from ${leastMs}ms to ${mostMs}ms`)
  }
  return parsed.value
}

/** Everything that decides what is measured; never anything secret. */
export function liveCommandText(address: string, spec: LiveSpec, texts: LiveTexts): string {
  return [
    'xmpp-rtt live',
    quoted(address),
    ...(texts.starttls === undefined ? [] : ['--starttls', quoted(texts.starttls)]),
    ...(texts.direct === undefined ? [] : ['--direct', quoted(texts.direct)]),
    ...(texts.ca === undefined ? [] : ['--ca', quoted(texts.ca)]),
    ...(texts.insecure === true ? ['--insecure'] : []),
    ...(texts.profile === undefined && texts.rtt !== undefined
      ? []
      : ['-p', ...(texts.profile ?? DEFAULT_PROFILES).map(quoted)]),
    ...overrideOptionTexts(texts),
    '-s',
    ...spec.strategies.map(({ name }) => quoted(name)),
    ...optionText('-n', String(spec.trials)),
    ...(texts.serverFastOpen === undefined ? [] : ['--server-fast-open', texts.serverFastOpen]),
    ...(texts.think === undefined ? [] : ['--think', quoted(texts.think)]),
    ...optionText('--settle', texts.settle, DEFAULTS.settle),
    ...optionText('--patience', texts.patience, DEFAULTS.patience),
    ...optionText('--concurrency', String(spec.concurrency), String(DEFAULTS.concurrency)),
    ...optionText('--rate', String(spec.perSecond), String(DEFAULTS.rate)),
    ...runSettingTexts({ ...texts, server: 'prosody' }),
  ].join(' ')
}
