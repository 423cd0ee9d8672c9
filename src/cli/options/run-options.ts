/**
 * The options that `compare`, `trace` and `live` share: what link, what TCP, what seed; and those
 * that the two share which run against embedded servers.
 */
import { Option } from 'commander'
import { CLIENTS } from '../../clients/catalogue.ts'
import { IDEAL_CLIENT } from '../../clients/ideal.ts'
import { NODE20 } from '../../clients/node20.ts'
import type { OverrideWords } from '../../profiles/overrides.ts'
import { FAST_OPEN_FAULTS } from '../../run/fast-open.ts'
import { CONGESTIONS, HZ } from '../../run/tcp-choice.ts'
import { SERVERS } from '../../servers/catalogue.ts'
import { CHAIN_NAMES } from '../../servers/certified.ts'
import { USUAL_PATIENCE } from '../../words/compare.ts'
import type { Unread } from '../../words/reading/unread.ts'
import {
  type RunWords,
  type SettingWords,
  USUAL,
  USUAL_CONNECT_TIMEOUT,
} from '../../words/settings.ts'
import { collect } from './collect.ts'
import { HEADINGS, under } from './headings.ts'
import { wholeNumber } from './whole-number.ts'

/** As commander hands them over, whatever was typed. */
export interface SettingTexts
  extends Unread<Omit<SettingWords, 'outages' | 'fastOpenFault'>>,
    Unread<Pick<OverrideWords, 'rtt'>> {
  readonly outage?: unknown
  readonly tfoFault?: unknown
}

/** Of `compare` and `trace`. */
export interface RunTexts extends SettingTexts, Unread<Pick<RunWords, 'certificate' | 'client'>> {
  readonly server: unknown
}

/** Where time is exact: what then takes none. */
const WHERE_EXACT = 'with --timers ideal, or a server that takes no time'

const linkOptions = (): readonly Option[] => [
  new Option('--rtt <time>', 'round-trip time, as in 300ms; without -p a link of nothing else'),
  new Option('--loss <share>', 'independent loss each way, as in 2%'),
  new Option('--jitter <time>', 'uniform, plus or minus, each way, as in 20ms'),
  new Option('--down <rate>', 'downlink, as in 1.6Mbps'),
  new Option('--up <rate>', 'uplink, as in 768kbps'),
  new Option('--queue <limit>', 'queue of the rate limit, as in 64kB, 300ms or 50packets'),
  new Option('--mtu <size>', 'largest IP packet, as in 1440B'),
  new Option('--outage <duration@start>', 'link dead, as in 3s@1s; may be repeated').argParser(
    collect,
  ),
]

const tcpOptions = (): readonly Option[] => [
  new Option('--timers <kind>', "TCP's timers: linux (tick and timer wheel) or ideal").default(
    USUAL.timers,
  ),
  new Option('--hz <rate>', `Linux's tick: ${HZ.join(', ')} (default: ${USUAL.hz})`).argParser(
    wholeNumber,
  ),
  new Option('--congestion <control>', CONGESTIONS.join(', ')).default(USUAL.congestion),
  new Option('--nagle <state>', "the client's Nagle algorithm: off or on (default: its own)"),
  new Option('--ipv6', 'over IPv6, whose headers are larger'),
  new Option(
    '--host-time <kind>',
    `what a host takes for a packet: measured (50–100 µs) or none (default: measured; none ${WHERE_EXACT})`,
  ),
  new Option('--tfo-fault <fault>', `what happens to Fast Open: ${FAST_OPEN_FAULTS.join(', ')}`),
  new Option(
    '--connect-timeout <time>',
    `how long each of a server's several addresses is given (default: ${USUAL_CONNECT_TIMEOUT}, as Conversations has it)`,
  ),
]

export const settingOptions = (): readonly Option[] => [
  ...under(HEADINGS.link, linkOptions()),
  ...under(HEADINGS.tcp, tcpOptions()),
  ...under(HEADINGS.run, runningOptions()),
]

const runningOptions = (): readonly Option[] => [
  new Option(
    '--timeout <time>',
    `when an attempt is given up (default: ${USUAL.timeout}), or an episode of a scenario (${USUAL_PATIENCE})`,
  ),
  new Option('--seed <text>', 'same seed, same bytes').default(USUAL.seed),
]

/** For help: the names, and that a file will do as well. */
export const SERVER_TEXT = `${SERVERS.map(({ name }) => name).join(', ')}, or ./file.json`

/** `server`: what the command takes as one, or as several. */
export const runOptions = (server: Option): readonly Option[] => [
  ...settingOptions(),
  ...under(HEADINGS.ends, [server, ...endOptions()]),
]

const endOptions = (): readonly Option[] => [
  new Option('--certificate <chain>', `certificate chain: ${CHAIN_NAMES.join(', ')}`).default(
    USUAL.certificate,
  ),
  new Option(
    '--client <name>',
    `who connects: ${CLIENTS.map(({ name }) => name).join(', ')} (default: ${NODE20.name}; ${IDEAL_CLIENT.name} ${WHERE_EXACT})`,
  ),
]

/** The same words under the names that runs know them by. */
export function settingWords(texts: SettingTexts): Unread<SettingWords> {
  const { rtt, loss, jitter, down, up, queue, mtu, outage: outages } = texts
  const {
    timers,
    hz,
    congestion,
    nagle,
    ipv6,
    hostTime,
    tfoFault: fastOpenFault,
    connectTimeout,
    timeout,
    seed,
  } = texts
  return {
    ...{ rtt, loss, jitter, down, up, queue, mtu, outages },
    ...{ timers, hz, congestion, nagle, ipv6, hostTime, fastOpenFault, connectTimeout },
    ...{ timeout, seed },
  }
}

export const runWords = (texts: RunTexts): Unread<RunWords> => {
  const { certificate, client } = texts
  return { ...settingWords(texts), certificate, client }
}
