/**
 * `xmpp-rtt serve`: the embedded server on real sockets, for anybody's client. One report for
 * each connection on standard output, and one of all in the end; how to reach the server on
 * standard error, and for machines in the first line of JSON.
 */
import { type Command, Option } from 'commander'
import { ensureWritable } from '../../files/text-output.ts'
import { writeTextFile } from '../../files/whole-file.ts'
import { open } from '../../library/running/serve.ts'
import { episodeJson, happeningJson } from '../../report/proxied/json.ts'
import {
  episodeText,
  happeningText,
  latenessText,
  messagesText,
} from '../../report/proxied/text.ts'
import { listeningJson, servedJson, summaryJson } from '../../report/served/json.ts'
import { summaryText } from '../../report/served/summary.ts'
import { servedText } from '../../report/served/text.ts'
import type { ServedConnection } from '../../watch/served-connection.ts'
import { SummaryOfServed } from '../../watch/served-summary.ts'
import { optionOf } from '../../words/option-names.ts'
import { readServe } from '../../words/reading/serve.ts'
import { USUAL_SERVE } from '../../words/serve.ts'
import { USUAL } from '../../words/settings.ts'
import { written } from '../after-run.ts'
import { requireKept } from '../beside-change.ts'
import { endOfServing } from '../end-of-serving.ts'
import { Ending, EXIT, wrongInput } from '../exit.ts'
import {
  type ClientLimits,
  clientLimitOptions,
  connectionText,
  tooFewReconnects,
  tooLate,
  tooManyWaits,
} from '../options/client-limits.ts'
import { collect } from '../options/collect.ts'
import { HEADINGS } from '../options/headings.ts'
import { oneOf } from '../options/one-of.ts'
import { SERVER_TEXT } from '../options/run-options.ts'
import { countOption, wholeNumber } from '../options/whole-number.ts'
import { CONTROL_TEXT, type OpenControl, refuseNoSocket, takeOrders } from '../orders.ts'
import { listeningAt, serveWelcome } from '../serve-welcome.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'

interface ServeTexts extends Limits {
  readonly host: string
  readonly port: unknown
  readonly tlsPort: unknown
  readonly websocketPort?: number
  readonly boshPort?: number
  readonly domain: string
  readonly server: string
  readonly account?: readonly string[]
  readonly accountFile?: string
  readonly passwordFile?: string
  readonly cert?: string
  readonly key?: string
  readonly saveCert?: string
  readonly hold: string
  readonly profile?: string
  readonly scenario?: string
  readonly outage?: readonly string[]
  readonly seed?: string
  readonly control?: string
  readonly messages?: string
  readonly for?: string
  readonly format: string
  readonly connections?: number
}

/** What a test would fail for. */
interface Limits extends ClientLimits {
  readonly maxWaits?: number | undefined
  readonly maxReconnectWaits?: number | undefined
}

const FORMATS = ['text', 'json'] as const

export function define(command: Command, around: Surroundings): void {
  command
    .optionsGroup('Where it listens:')
    .option('--host <address>', 'address to listen on', USUAL_SERVE.host)
    .addOption(port('--port <number>', 'for STARTTLS; 0: any that is free', USUAL_SERVE.port))
    .addOption(
      port('--tls-port <number>', 'for direct TLS; 0: any that is free', USUAL_SERVE.tlsPort),
    )
    .addOption(
      new Option(
        '--websocket-port <number>',
        'for WebSockets, with TLS and without; 0: any that is free (default: none)',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option('--bosh-port <number>', 'for BOSH, the same (default: none)').argParser(
        wholeNumber,
      ),
    )
    .optionsGroup('Server and accounts:')
    .option('--domain <name>', 'the domain that is served', USUAL_SERVE.domain)
    .option('--server <name>', `what it behaves like: ${SERVER_TEXT}`, USUAL_SERVE.server)
    .option('--account <name...>', 'localparts of accounts (default: alice)')
    .option('--password-file <file>', 'their password; else XMPP_PASSWORD, else made up and shown')
    .option('--account-file <file>', 'accounts as name:password, one a line')
    .option('--cert <file>', "PEM, the leaf first (default: a certificate of this run's own)")
    .option('--key <file>', 'PEM, the private key of --cert')
    .option('--save-cert <file>', 'write the certificate there, for clients to trust')
    .option(
      '--hold <time>',
      'how long an answer in negotiation is held back, so that what a pipelining client still sends counts as the same round trip',
      USUAL_SERVE.hold,
    )
    .optionsGroup('What clients come in over (the others need -p):')
    .option('-p, --profile <name>', 'a link, by name or ./file.json (default: none)')
    .option('--scenario <name>', 'what happens to it, from the first connection on')
    .addOption(
      new Option('--outage <duration@start>', 'the link dead, as in 30s@60s; repeatable').argParser(
        collect,
      ),
    )
    .option('--seed <text>', `the luck of that link (default: ${USUAL.seed})`)
    .option('--control <where>', CONTROL_TEXT)
    .optionsGroup(HEADINGS.output)
    .option('-f, --format <name>', `${FORMATS.join(' or ')}: a line for each connection`, 'text')
    .optionsGroup(HEADINGS.run)
    .option('--messages <rate>', 'numbered messages to whoever is available, as in 1/s')
    .option('--for <time>', 'exit after so long, as in 120s')
    .addOption(countOption('--connections', 'exit after so many that spoke XMPP', 1))
    .optionsGroup(HEADINGS.limits)
    .addOption(countOption('--max-waits', 'exit with 1 after one that took more, or failed', 0))
    .addOption(
      countOption('--max-reconnect-waits', 'the same, for clients that were here before', 0),
    )
  for (const option of clientLimitOptions()) command.addOption(option)
  command.action((texts: ServeTexts) => run(around, texts))
}

async function run(around: Surroundings, texts: ServeTexts): Promise<void> {
  const { account: accounts, saveCert, control: orders, connections, ...others } = texts
  const { maxWaits, maxReconnectWaits, expectReconnects, maxNoticed, maxBack, ...rest } = others
  const { format: named, outage: outages, for: lasts, ...words } = rest
  const limits = { maxWaits, maxReconnectWaits, expectReconnects, maxNoticed, maxBack }
  const format = oneOf('format', named, FORMATS)
  refuseNoSocket(orders)
  const stand = readServe({
    ...words,
    ...{ accounts, outages, lasts },
    password: words.passwordFile === undefined ? around.env['XMPP_PASSWORD'] : undefined,
  })
  if (saveCert !== undefined) ensureWritable(saveCert)
  const end = endOfServing(around.signal)
  const told = new Map<string, number>()
  const summary = new SummaryOfServed()
  let served = 0
  let reconnects = 0

  if (stand.over === undefined) refuseWithoutLink({ control: orders, maxNoticed, maxBack })
  const { color } = reportOptions(around)
  const serving = await open(stand, {
    onRemark: (text) => remark(around, text),
    onOver: () => end.with(undefined),
    onEpisode: (episode) => {
      around.stdout.write(format === 'json' ? episodeJson(episode) : episodeText(episode, color))
      const complaint = tooLate(limits, episode)
      if (complaint !== undefined) end.with(new Ending(EXIT.overBudget, complaint))
    },
    onHappening: (what, afterMs) =>
      around.stdout.write(
        format === 'json' ? happeningJson(what, afterMs) : happeningText(what, afterMs),
      ),
    onConnection: (connection) => {
      summary.add(connection)
      around.stdout.write(
        format === 'json' ? servedJson(connection) : servedText(connection, color, told),
      )
      if (connection.outcome.kind === 'no-stream') return
      served += 1
      if (connection.kind === 'reconnect') reconnects += 1
      const complaint = complaintOf(limits, connection, end.hasCome())
      if (complaint !== undefined) end.with(new Ending(EXIT.overBudget, complaint))
      else if (served === connections) end.with(undefined)
    },
  })
  let control: OpenControl | undefined
  try {
    if (saveCert !== undefined) written(() => writeTextFile(saveCert, serving.certificate.chain))
    if (format === 'json')
      around.stdout.write(listeningJson({ pid: around.pid, ...listeningAt(stand, serving) }))
    for (const line of serveWelcome(stand, serving)) remark(around, line)
    if (serving.link !== undefined) control = await takeOrders(around, orders, serving.link)
    await end.promise
  } finally {
    control?.close()
    // Whoever is still there is reported.
    await serving.close()
  }
  const inAll = summary.toSummary()
  const lateness = serving.link?.lateness()
  const messages = serving.messages?.()
  around.stdout.write(
    format === 'json' ? summaryJson({ ...inAll, messages, lateness }) : summaryText(inAll),
  )
  if (messages !== undefined && format === 'text')
    around.stdout.write(`${messagesText(messages)}\n`)
  if (lateness !== undefined) remark(around, latenessText(lateness))
  const isFull = connections !== undefined && served >= connections
  end.with(reconnectsMissing(limits, reconnects, isFull))
  requireKept(around, end.complaint())
}

/** What concerns a link, where there is none. */
function refuseWithoutLink(said: Readonly<Record<string, unknown>>): void {
  const field = Object.keys(said).find((name) => said[name] !== undefined)
  if (field === undefined) return
  throw wrongInput(`${optionOf(field)}: found no profile, expected -p, the link that it concerns`)
}

/** `isFull`: all connections that were waited for have come. */
function reconnectsMissing(
  limits: Limits,
  reconnects: number,
  isFull: boolean,
): Ending | undefined {
  const found = tooFewReconnects(limits, reconnects)
  if (found !== undefined) return new Ending(EXIT.overBudget, found)
  const { maxReconnectWaits } = limits
  if (maxReconnectWaits === undefined || reconnects > 0 || !isFull) return undefined
  return new Ending(EXIT.overBudget, 'none of the connections was a reconnect')
}

/** Too many waits, or a connection that came to nothing, unless it was broken off here. */
function complaintOf(
  { maxWaits, maxReconnectWaits }: Limits,
  connection: ServedConnection,
  isEnding: boolean,
): string | undefined {
  const { kind, outcome } = connection
  const limit = kind === 'reconnect' ? (maxReconnectWaits ?? maxWaits) : maxWaits
  if (limit === undefined && maxReconnectWaits === undefined) return undefined
  if (outcome.kind === 'ready' || isEnding) return tooManyWaits(connection, limit)
  return `${connectionText(connection)} did not become ready`
}

const port = (flags: string, text: string, usual: number): Option =>
  new Option(flags, text).argParser(wholeNumber).default(usual)
