/**
 * `xmpp-rtt serve`: the embedded server on real sockets, for anybody's client. One report for
 * each connection on standard output; how to reach the server on standard error.
 */
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { duration } from '../../quantities/quantity.ts'
import { servedJson } from '../../report/served/json.ts'
import { servedText } from '../../report/served/text.ts'
import {
  type ServedCertificate,
  type ServedConnection,
  type Serving,
  serve,
} from '../../run/serve/serve.ts'
import { SERVER_NAMES, serverProfile } from '../../servers/catalogue.ts'
import { type Duration, toMilliseconds } from '../../units.ts'
import { Ending, EXIT, wrongOption } from '../exit.ts'
import { wholeNumber } from '../options/number-option.ts'
import { oneOf } from '../options/run-options.ts'
import { type AccountTexts, readAccounts, type ServedAccount } from '../options/serve-accounts.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'

interface ServeTexts extends AccountTexts {
  readonly host: string
  readonly port: number
  readonly tlsPort: number
  readonly domain: string
  readonly server: string
  readonly cert?: string
  readonly key?: string
  readonly saveCert?: string
  readonly hold: string
  readonly format: string
  readonly maxWaits?: number
  readonly maxReconnectWaits?: number
  readonly connections?: number
}

const FORMATS = ['text', 'json'] as const
const PORT_MAX = 65_535
const HOLD_MS_MAX = 1_000

export function addServeCommand(root: Command, around: Surroundings): void {
  root
    .command('serve')
    .description("be a server for anybody's client, and say what its connections cost")
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(port('--port <number>', 'for STARTTLS; 0: any that is free', 5222))
    .addOption(port('--tls-port <number>', 'for direct TLS; 0: any that is free', 5223))
    .option('--domain <name>', 'the domain that is served', 'localhost')
    .option('--server <name>', `what it behaves like: ${SERVER_NAMES.join(', ')}`, 'prosody')
    .option('--account <name...>', 'localparts of accounts (default: alice)')
    .option('--password-file <file>', 'their password; else XMPP_PASSWORD, else made up and shown')
    .option('--account-file <file>', 'accounts as name:password, one a line')
    .option('--cert <file>', "PEM, the leaf first (default: a certificate of this run's own)")
    .option('--key <file>', 'PEM, the private key of --cert')
    .option('--save-cert <file>', 'write the certificate there, for clients to trust')
    .option('--hold <time>', 'answers wait so long for what is sent without waiting', '10ms')
    .option('-f, --format <name>', `${FORMATS.join(' or ')}: a line for each connection`, 'text')
    .addOption(count('--connections <count>', 'exit after so many', 1))
    .addOption(count('--max-waits <count>', 'exit with 1 after one that took more, or failed', 0))
    .addOption(
      count('--max-reconnect-waits <count>', 'the same, for clients that were here before', 0),
    )
    .action((texts: ServeTexts) => run(around, texts))
}

async function run(around: Surroundings, texts: ServeTexts): Promise<void> {
  const format = oneOf('-f', texts.format, FORMATS)
  const accounts = readAccounts(texts, around.env)
  const certificate = await certificateFor(texts)
  const end = ending(around.signal)
  let served = 0

  const serving = await open(texts, {
    accounts,
    certificate,
    server: serverProfile(oneOf('--server', texts.server, SERVER_NAMES)),
    domain: readDomain(texts.domain),
    host: texts.host,
    ports: { starttls: texts.port, direct: texts.tlsPort },
    seed: `${randomInt(2 ** 32)} ${randomInt(2 ** 32)} ${randomInt(2 ** 32)}`,
    wallClock: Date.now(),
    hold: readHold(texts.hold),
    remark: (text) => remark(around, text),
    served: (connection) => {
      around.stdout.write(
        format === 'json'
          ? servedJson(connection)
          : servedText(connection, reportOptions(around).color),
      )
      served += 1
      const complaint = complaintOf(texts, connection)
      if (complaint !== undefined) end.with(new Ending(EXIT.overBudget, complaint))
      else if (served === texts.connections) end.with(undefined)
    },
  })
  around.stderr.write(welcome(texts, serving, accounts, certificate))
  const outcome = await end.promise
  await serving.close()
  if (outcome !== undefined) throw outcome
}

async function open(texts: ServeTexts, options: Parameters<typeof serve>[0]): Promise<Serving> {
  try {
    return await serve(options)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    // Node says "listen EADDRINUSE: address already in use 127.0.0.1:5222", OpenSSL its own.
    const where = texts.cert === undefined ? '' : ` (with --cert ${texts.cert})`
    throw new Ending(EXIT.incomplete, `cannot serve${where}: ${error.message}`)
  }
}

/** Over when enough was seen, when a connection took too many waits, or when the user says so. */
function ending(signal: AbortSignal): {
  readonly promise: Promise<Ending | undefined>
  readonly with: (ending: Ending | undefined) => void
} {
  let resolve: (ending: Ending | undefined) => void = () => {}
  const promise = new Promise<Ending | undefined>((resolved) => {
    resolve = resolved
  })
  const interrupt = (): void => resolve(undefined)
  if (signal.aborted) interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  return { promise, with: resolve }
}

/** What a test would fail for: too many waits, or a connection that came to nothing. */
function complaintOf(
  { maxWaits, maxReconnectWaits }: ServeTexts,
  { number, kind, outcome, waits }: ServedConnection,
): string | undefined {
  const limit = kind === 'reconnect' ? (maxReconnectWaits ?? maxWaits) : maxWaits
  if (limit === undefined && maxReconnectWaits === undefined) return undefined
  if (outcome.kind !== 'ready') return `connection #${number} did not become ready`
  if (limit === undefined || waits.total <= limit) return undefined
  return `connection #${number} took ${waits.total} waits, ${limit} were allowed`
}

async function certificateFor(texts: ServeTexts): Promise<ServedCertificate> {
  // Making certificates takes a library that no other command needs to load.
  const { ownCertificate, readCertificate } = await import('../options/serve-certificate.ts')
  if ((texts.cert === undefined) !== (texts.key === undefined)) {
    throw wrongOption('--cert', 'one without the other', '--cert and --key together')
  }
  const certificate =
    texts.cert === undefined || texts.key === undefined
      ? await ownCertificate(readDomain(texts.domain))
      : readCertificate(texts.cert, texts.key)
  if (texts.saveCert !== undefined) save(texts.saveCert, certificate.chain)
  return certificate
}

function save(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw wrongOption('--save-cert', `"${path}" (${reason})`, 'a file that can be written to')
  }
}

function welcome(
  texts: ServeTexts,
  { ports }: Serving,
  accounts: readonly ServedAccount[],
  certificate: ServedCertificate,
): string {
  const lines = [
    `${texts.server} on ${texts.host}: STARTTLS on port ${ports.starttls}, direct TLS on port ${ports.direct}`,
    `certificate SHA-256 ${certificate.fingerprint}`,
    ...accounts.map(({ local, password, secret }) =>
      secret === 'made-up'
        ? `account ${local}@${texts.domain} password ${password}`
        : `account ${local}@${texts.domain}`,
    ),
    'a test server: its random numbers are those of the simulation, keep it off the Internet',
  ]
  return lines.map((line) => `xmpp-rtt: ${line}\n`).join('')
}

function readHold(text: string): Duration {
  const hold = duration.parse(text)
  if (!hold.ok) throw wrongOption('--hold', hold.error.found, hold.error.expected)
  if (hold.value >= 0 && toMilliseconds(hold.value) <= HOLD_MS_MAX) return hold.value
  throw wrongOption('--hold', JSON.stringify(text), 'at most 1s')
}

/** Letters, digits, hyphens and dots: an internationalised name in its ASCII form. */
function readDomain(text: string): string {
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text) && text.length <= 253) return text
  throw wrongOption('--domain', JSON.stringify(text), 'a domain name of a–z, 0–9, - and .')
}

const port = (flags: string, text: string, usual: number): Option =>
  new Option(flags, text)
    .argParser(wholeNumber(flags.split(' ')[0] ?? flags, 0, PORT_MAX))
    .default(usual)

const count = (flags: string, text: string, least: number): Option =>
  new Option(flags, text).argParser(wholeNumber(flags.split(' ')[0] ?? flags, least, 1_000_000))
