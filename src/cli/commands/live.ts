/** `xmpp-rtt live xmpp://user@domain`: strategies against a real server, over the simulated link. */
import { type Command, Option } from 'commander'
import { ensureReplaceable, ensureWritable } from '../../files/text-output.ts'
import { writeSecretFile, writeTextFile } from '../../files/whole-file.ts'
import { visit } from '../../library/running/live.ts'
import type { LiveMeasured } from '../../library/terms/live.ts'
import { howMany } from '../../report/how-many.ts'
import { FAST_OPEN_LISTENERS } from '../../run/fast-open.ts'
import { isBack } from '../../run/live/absence.ts'
import { onOlderTls } from '../../run/live/older-tls.ts'
import { serverName } from '../../run/live/result.ts'
import { USUAL_PERCENTILES, USUAL_STRATEGIES } from '../../words/compare.ts'
import { USUAL_LIVE } from '../../words/live.ts'
import { type LiveVisit, readLive } from '../../words/reading/live.ts'
import { allOf, endedIn, written } from '../after-run.ts'
import { Ending, EXIT, wrongInput } from '../exit.ts'
import { HEADINGS } from '../options/headings.ts'
import { type LifeTexts, late, messages, policies, scenarios } from '../options/life-options.ts'
import { profilesOption } from '../options/profiles.ts'
import { type SettingTexts, settingOptions, settingWords } from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { askedPassword } from '../password-prompt.ts'
import { progressOn } from '../progress.ts'
import {
  ensureStorable,
  FORMAT_NAMES,
  printResult,
  readFormat,
  requireWhole,
  storeRun,
} from '../run-output.ts'
import { sampled } from '../samples-output.ts'
import { remark, type Surroundings } from '../surroundings.ts'

interface LiveTexts extends SettingTexts, LifeTexts {
  readonly profile?: unknown
  readonly strategy?: unknown
  readonly trials: unknown
  readonly format: string
  readonly output?: string
  readonly percentiles?: string
  readonly samples?: string
  readonly commit: boolean
  readonly starttls?: string
  readonly direct?: string
  readonly websocket?: string
  readonly bosh?: string
  readonly passwordFile?: string
  readonly ca?: string
  readonly clientCert?: string
  readonly insecure?: boolean
  readonly allowPlain?: boolean
  readonly serverFastOpen?: string
  readonly peer?: string
  readonly peerPasswordFile?: string
  readonly think?: string
  readonly settle: string
  readonly patience: string
  readonly concurrency: unknown
  readonly rate: unknown
  readonly pcap?: string
  readonly pcapKeys?: true
}

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<address>', 'xmpp://user@domain[:port], or xmpps:// for direct TLS')
    .optionsGroup(HEADINGS.what)
    .addOption(profilesOption())
    .addOption(
      new Option(
        '-s, --strategy <name...>',
        `strategies, BASE+MOD+MOD, all (the usual ones), or catalogue (default: ${USUAL_STRATEGIES.join(', ')})`,
      ),
    )
    .optionsGroup(HEADINGS.run)
    .addOption(
      new Option('-n, --trials <count>', 'trials of each cell')
        .argParser(wholeNumber)
        .default(USUAL_LIVE.trials),
    )
    .optionsGroup(HEADINGS.output)
    .addOption(
      new Option(
        '--percentiles <list>',
        `to be told, as in 50,90,99.9 (default: ${USUAL_PERCENTILES.join(', ')}; in JSON more)`,
      ),
    )
    .addOption(new Option('-f, --format <name>', FORMAT_NAMES.join(', ')).default('table'))
    .addOption(new Option('--samples <file>', 'also write a CSV file with a row for each trial'))
    .addOption(new Option('-o, --output <folder>', 'also write result, histograms and table'))
    .addOption(scenarios())
    .addOption(policies())
    .addOption(messages())
    .addOption(late())
    .optionsGroup(HEADINGS.lives)
    .addOption(
      new Option(
        '--peer <localpart>',
        'a second account, who writes and is written to in scenarios',
      ),
    )
    .addOption(new Option('--peer-password-file <file>', 'else it has the same password'))
    .optionsGroup('Server and account:')
    .addOption(new Option('--starttls <host:port>', 'where it takes STARTTLS, instead of DNS'))
    .addOption(new Option('--direct <host:port>', 'where it takes direct TLS, instead of DNS'))
    .addOption(new Option('--websocket <url>', 'where it takes WebSockets: wss://host[:port]/path'))
    .addOption(new Option('--bosh <url>', 'where it takes BOSH: https://host[:port]/path'))
    .addOption(new Option('--password-file <file>', 'else XMPP_PASSWORD, else a prompt'))
    .addOption(new Option('--ca <file>', 'authorities to trust (PEM), instead of the usual ones'))
    .addOption(
      new Option('--client-cert <file>', 'certificate and key of the client (PEM), for EXTERNAL'),
    )
    .addOption(new Option('--insecure', 'take any certificate; the result says so'))
    .addOption(
      new Option('--allow-plain', 'show the server the password where it takes nothing better'),
    )
    .addOption(
      new Option(
        '--server-fast-open <state>',
        `whether the server's kernel takes TCP Fast Open: ${FAST_OPEN_LISTENERS.join(' or ')}`,
      ),
    )
    .optionsGroup(HEADINGS.run)
    .addOption(new Option('--think <time>', 'every answer takes so long (else: as measured)'))
    .addOption(
      new Option('--settle <time>', 'real time for what the server says last, unasked').default(
        USUAL_LIVE.settle,
      ),
    )
    .addOption(
      new Option('--patience <time>', 'real time that the server is given for an answer').default(
        USUAL_LIVE.patience,
      ),
    )
    .addOption(
      new Option('--concurrency <count>', 'connections at the same time')
        .argParser(wholeNumber)
        .default(USUAL_LIVE.concurrency),
    )
    .addOption(
      new Option('--rate <count>', 'connections begun in a second, at most')
        .argParser(wholeNumber)
        .default(USUAL_LIVE.rate),
    )
    .optionsGroup(HEADINGS.output)
    .addOption(new Option('--pcap <file>', 'write a capture of the trials on the simulated link'))
    .addOption(
      new Option(
        '--pcap-keys',
        'with the keys: whoever has the file reads passwords, tokens and messages',
      ),
    )
    .addOption(new Option('--no-commit', 'leave the git commit out of the result'))
  for (const option of settingOptions()) command.addOption(option)
  command.action((address: string, texts: LiveTexts) => run(around, address, texts))
}

async function run(around: Surroundings, address: string, texts: LiveTexts): Promise<void> {
  const format = readFormat(texts.format)
  const { starttls, direct, websocket, bosh, ca, insecure, allowPlain, passwordFile } = texts
  const { serverFastOpen, clientCert } = texts
  const { trials, think, settle, patience, concurrency, rate } = texts
  const wanted = readLive({
    ...settingWords(texts),
    address,
    profiles: texts.profile,
    strategies: texts.strategy,
    ...{ starttls, direct, websocket, bosh, ca, insecure, allowPlain, passwordFile },
    ...{ serverFastOpen, clientCert },
    ...{ trials, think, settle, patience, concurrency, rate },
    ...{ scenarios: texts.scenario, policies: texts.policy, messages: texts.messages },
    ...{ late: texts.late, percentiles: texts.percentiles },
    ...{ peer: texts.peer, peerPasswordFile: texts.peerPasswordFile },
  })
  const { pcap, pcapKeys } = texts
  if (pcap === undefined && pcapKeys !== undefined) throw NO_PCAP
  if (pcap !== undefined && texts.scenario !== undefined) throw PCAP_OF_LIVES
  if (pcap !== undefined) ensureWritable(pcap)
  if (texts.samples !== undefined) ensureReplaceable(texts.samples)
  if (texts.output !== undefined) ensureStorable(texts.output)
  const { local, domain } = wanted.target
  const password = wanted.password ?? (await askedPassword(around, `${local}@${domain}`))

  const { value: measured, obstacle } = await sampled(texts.samples, (onOutcomes) =>
    progressOn(around, (onProgress) =>
      visit(wanted, password, {
        commit: texts.commit,
        outcomes: texts.output !== undefined,
        signal: around.signal,
        onWaiting: (text) => remark(around, text),
        onFound: (found) => remark(around, `this is ${serverName(found)}`),
        onOutcomes,
        onProgress,
        ...(pcap === undefined ? {} : { capture: { keys: pcapKeys === true } }),
      }),
    ),
  )
  // For people there is nothing to read: what was in the way is said below.
  if (measured.result.cells.length > 0 || format !== 'table') {
    printResult(around, measured, format)
  }
  allOf(around, [
    endedIn(obstacle),
    () => storeRun(around, texts.output, measured),
    () => writeCapture(texts, measured),
    () => conclude(around, wanted, measured, texts.strategy),
  ])
}

function writeCapture({ pcap, pcapKeys }: LiveTexts, { capture }: LiveMeasured): void {
  if (pcap === undefined || capture === undefined) return
  const write = pcapKeys === true ? writeSecretFile : writeTextFile
  written(() => write(pcap, capture))
}

const PCAP_OF_LIVES = wrongInput('--pcap: found --scenario, expected it with single attempts')
const NO_PCAP = wrongInput('--pcap-keys: found no --pcap, expected a file for the capture')

/** What has to be known to read the result, and whether it is whole. */
function conclude(
  around: Surroundings,
  { spec }: LiveVisit,
  { result, versions, obstacles, givenUp, gone, refused, sessionsLeft, tokensLeft }: LiveMeasured,
  named: unknown,
): void {
  if (spec.trust.kind === 'anybody') {
    remark(around, '--insecure: the certificate was not verified')
  }
  for (const line of onOlderTls(spec, versions)) remark(around, line)
  for (const [name, obstacle] of obstacles) remark(around, `${name} cannot be run: ${obstacle}`)
  if (needsServerFastOpen(spec)) remark(around, SERVER_FAST_OPEN_HINT)
  for (const [name, { code, detail }] of givenUp) {
    if (obstacles.has(name)) continue
    remark(around, `${name} was not insisted on (${code}): ${detail}`)
  }
  for (const line of leftBehind('session', 'closed', sessionsLeft)) remark(around, line)
  for (const line of leftBehind('token', 'invalidated', tokensLeft)) remark(around, line)
  if (result.cells.length === 0 && result.interrupted !== true) {
    throw new Ending(EXIT.incomplete, 'nothing of what was asked for can be run on this server')
  }
  if (gone !== undefined) remark(around, `the server ${whereabouts(gone)}: ${gone.detail}`)
  if (refused !== undefined) remark(around, `the password is not taken any more: ${refused.detail}`)
  requireWhole(around, result, named)
}

const whereabouts = (gone: NonNullable<LiveMeasured['gone']>): string =>
  isBack(gone) ? 'went away, and is back, but' : 'went away for good'

/** How many are still at the server, by what was in the way. */
function leftBehind(
  what: 'session' | 'token',
  wanted: 'closed' | 'invalidated',
  left: LiveMeasured['sessionsLeft'],
): readonly string[] {
  const details = left.map(({ detail }) => detail)
  return [...new Set(details)].map((detail) => {
    const count = details.filter((other) => other === detail).length
    return `${howMany(count, what)} could not be ${wanted}: ${detail}`
  })
}

const needsServerFastOpen = ({ strategies, serverFastOpen }: LiveVisit['spec']): boolean =>
  serverFastOpen === undefined && strategies.some(({ over }) => over.fastOpen)

const SERVER_FAST_OPEN_HINT =
  'for +tfo say --server-fast-open accepted or refused: whether the server listens with TCP_FASTOPEN, and its net.ipv4.tcp_fastopen lets it'
