/**
 * `xmpp-rtt serve`: the embedded server on real sockets, for anybody's client. One report for
 * each connection on standard output, and one of all in the end; how to reach the server on
 * standard error, and for machines in the first line of JSON.
 */
import { type Command, Option } from 'commander'
import { writeTextFile } from '../../files/text-output.ts'
import { open } from '../../library/running/serve.ts'
import type { Serving } from '../../library/terms/serve.ts'
import { episodeJson, happeningJson } from '../../report/proxied/json.ts'
import { episodeText, happeningText, latenessText } from '../../report/proxied/text.ts'
import { type Listening, listeningJson, servedJson, summaryJson } from '../../report/served/json.ts'
import { summaryText } from '../../report/served/summary.ts'
import { servedText } from '../../report/served/text.ts'
import type { ServedConnection } from '../../watch/served-connection.ts'
import { SummaryOfServed } from '../../watch/served-summary.ts'
import { readServe, type Stand } from '../../words/reading/serve.ts'
import { USUAL_SERVE } from '../../words/serve.ts'
import { USUAL } from '../../words/settings.ts'
import { endOfServing } from '../end-of-serving.ts'
import { Ending, EXIT, wrongInput } from '../exit.ts'
import { oneOf } from '../options/one-of.ts'
import { SERVER_TEXT } from '../options/run-options.ts'
import { countOption, wholeNumber } from '../options/whole-number.ts'
import { CONTROL_TEXT, linkText, type OpenControl, takeOrders } from '../orders.ts'
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
  readonly seed: string
  readonly control?: string
  readonly format: string
  readonly connections?: number
}

/** What a test would fail for. */
interface Limits {
  readonly maxWaits?: number | undefined
  readonly maxReconnectWaits?: number | undefined
  /** A client that only ever connected cold has not shown how it reconnects. */
  readonly expectReconnects?: number | undefined
}

const FORMATS = ['text', 'json'] as const

export function addServeCommand(root: Command, around: Surroundings): void {
  root
    .command('serve')
    .description("be a server for anybody's client, and say what its connections cost")
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
      'answers wait so long for what is sent without waiting',
      USUAL_SERVE.hold,
    )
    .option('-p, --profile <name>', 'clients come in over this link, by name or ./file.json')
    .option('--scenario <name>', 'what happens to it, from the first connection on')
    .option('--seed <text>', 'the luck of that link', USUAL.seed)
    .option('--control <where>', CONTROL_TEXT)
    .option('-f, --format <name>', `${FORMATS.join(' or ')}: a line for each connection`, 'text')
    .addOption(countOption('--connections', 'exit after so many that spoke XMPP', 1))
    .addOption(countOption('--max-waits', 'exit with 1 after one that took more, or failed', 0))
    .addOption(
      countOption('--max-reconnect-waits', 'the same, for clients that were here before', 0),
    )
    .addOption(
      countOption('--expect-reconnects', 'exit with 1 when there were fewer in the end', 1),
    )
    .action((texts: ServeTexts) => run(around, texts))
}

async function run(around: Surroundings, texts: ServeTexts): Promise<void> {
  const { account: accounts, saveCert, control: orders, connections, ...others } = texts
  const { maxWaits, maxReconnectWaits, expectReconnects, format: named, ...words } = others
  const limits = { maxWaits, maxReconnectWaits, expectReconnects }
  const format = oneOf('format', named, FORMATS)
  const stand = readServe({
    ...words,
    accounts,
    password: words.passwordFile === undefined ? around.env['XMPP_PASSWORD'] : undefined,
  })
  const end = endOfServing(around.signal)
  const told = new Map<string, number>()
  const summary = new SummaryOfServed()
  let served = 0
  let reconnects = 0

  if (orders !== undefined && stand.over === undefined) throw NOTHING_TO_CONTROL
  const { color } = reportOptions(around)
  const serving = await open(stand, {
    onRemark: (text) => remark(around, text),
    onEpisode: (episode) =>
      around.stdout.write(format === 'json' ? episodeJson(episode) : episodeText(episode, color)),
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
      const complaint = complaintOf(limits, connection)
      if (complaint !== undefined) end.with(new Ending(EXIT.overBudget, complaint))
      else if (served === connections) end.with(undefined)
    },
  })
  let outcome: Ending | undefined
  let control: OpenControl | undefined
  try {
    if (saveCert !== undefined) writeTextFile(saveCert, serving.certificate.chain)
    if (format === 'json') around.stdout.write(listeningJson(listeningAt(stand, serving)))
    for (const line of welcome(stand, serving)) remark(around, line)
    if (serving.link !== undefined) control = await takeOrders(around, orders, serving.link)
    outcome = await end.promise
  } finally {
    control?.close()
    // Whoever is still there is reported.
    await serving.close()
  }
  const inAll = summary.toSummary()
  around.stdout.write(format === 'json' ? summaryJson(inAll) : summaryText(inAll))
  const lateness = serving.link?.lateness()
  if (lateness !== undefined) remark(around, latenessText(lateness))
  const isFull = served === connections
  outcome ??= reconnectsMissing(limits, reconnects, isFull)
  if (outcome !== undefined) throw outcome
}

const NOTHING_TO_CONTROL = wrongInput(
  '--control: found no profile, expected -p, the link that orders are for',
)

/** `isFull`: all connections that were waited for have come. */
function reconnectsMissing(
  { maxReconnectWaits, expectReconnects }: Limits,
  reconnects: number,
  isFull: boolean,
): Ending | undefined {
  if (expectReconnects !== undefined && reconnects < expectReconnects) {
    const found = `${reconnects} of the connections were reconnects, expected ${expectReconnects}`
    return new Ending(EXIT.overBudget, found)
  }
  if (maxReconnectWaits === undefined || reconnects > 0 || !isFull) return undefined
  return new Ending(EXIT.overBudget, 'none of the connections was a reconnect')
}

/** Too many waits, or a connection that came to nothing. */
function complaintOf(
  { maxWaits, maxReconnectWaits }: Limits,
  { number, kind, outcome, waits }: ServedConnection,
): string | undefined {
  const limit = kind === 'reconnect' ? (maxReconnectWaits ?? maxWaits) : maxWaits
  if (limit === undefined && maxReconnectWaits === undefined) return undefined
  if (outcome.kind !== 'ready') return `connection #${number} did not become ready`
  if (limit === undefined || waits.total <= limit) return undefined
  return `connection #${number} took ${waits.total} waits, ${limit} were allowed`
}

const listeningAt = (
  { server, host, domain }: Stand,
  { ports, certificate }: Serving,
): Listening => ({
  server: server.name,
  host,
  domain,
  ports,
  certificate: certificate.fingerprint,
})

const welcome = (
  { server, host, domain, over }: Stand,
  { ports, certificate, accounts }: Serving,
): readonly string[] => [
  `${server.name} on ${host}: STARTTLS on port ${ports.starttls}, direct TLS on port ${ports.direct}`,
  ...(ports.websocket === undefined
    ? []
    : [`WebSockets on port ${ports.websocket}: wss or ws, at ${server.http.webSocket.target}`]),
  ...(ports.bosh === undefined
    ? []
    : [`BOSH on port ${ports.bosh}: https or http, at ${server.http.bosh.target}`]),
  ...(over === undefined ? [] : [linkText(over)]),
  `certificate SHA-256 ${certificate.fingerprint}`,
  ...accounts.map(({ local, password, secret }) =>
    secret === 'made-up'
      ? `account ${local}@${domain} password ${password}`
      : `account ${local}@${domain}`,
  ),
  'a test server: its random numbers are those of the simulation, keep it off the Internet',
]

const port = (flags: string, text: string, usual: number): Option =>
  new Option(flags, text).argParser(wholeNumber).default(usual)
