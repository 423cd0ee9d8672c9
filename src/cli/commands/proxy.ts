/**
 * `xmpp-rtt proxy`: a link in real time between anybody's client and anybody's server. What a client
 * did goes to standard output, how to reach it to standard error.
 */
import { type Command, Option } from 'commander'
import { openProxy } from '../../library/running/proxy.ts'
import type { ProxyServing } from '../../library/terms/proxy.ts'
import {
  episodeJson,
  happeningJson,
  type ProxyListening,
  proxiedJson,
  proxyListeningJson,
  proxySummaryJson,
} from '../../report/proxied/json.ts'
import {
  episodeText,
  happeningText,
  latenessText,
  proxiedText,
  proxySummaryText,
} from '../../report/proxied/text.ts'
import type { ProxySpec } from '../../run/proxy/proxy.ts'
import { USUAL_PROXY } from '../../words/proxy.ts'
import { readProxy } from '../../words/reading/proxy.ts'
import { USUAL_PROFILE } from '../../words/trace.ts'
import { requireKept } from '../beside-change.ts'
import { endOfServing } from '../end-of-serving.ts'
import { Ending, EXIT } from '../exit.ts'
import {
  type ClientLimits,
  clientLimitOptions,
  tooFewReconnects,
  tooLate,
  tooManyWaits,
} from '../options/client-limits.ts'
import { collect, collecting } from '../options/collect.ts'
import { HEADINGS } from '../options/headings.ts'
import { oneOf } from '../options/one-of.ts'
import { type SettingTexts, settingOptions, settingWords } from '../options/run-options.ts'
import { countOption, wholeNumber } from '../options/whole-number.ts'
import { CONTROL_TEXT, linkText, type OpenControl, refuseNoSocket, takeOrders } from '../orders.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'

interface ProxyTexts extends SettingTexts, Limits {
  readonly host: string
  readonly listen: unknown
  readonly to: unknown
  readonly profile?: unknown
  readonly scenario?: unknown
  readonly control?: string
  readonly for?: unknown
  readonly connections?: number
  readonly format: string
}

/** What a test would fail for. */
interface Limits extends ClientLimits {
  readonly maxWaits?: number
}

const FORMATS = ['text', 'json'] as const
/** Options of other commands that mean nothing where both ends' applications are real. */
const NOT_HERE = ['--nagle', '--tfo-fault', '--connect-timeout', '--timeout']

export function define(command: Command, around: Surroundings): void {
  command
    .addOption(
      new Option('--listen <port>', 'where clients come in; 0: any that is free')
        .argParser(collecting(wholeNumber))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--to <host:port>', 'the server behind it; one for each --listen')
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .option('--host <address>', 'address to listen on', USUAL_PROXY.host)
    .optionsGroup('What clients come in over:')
    .option('-p, --profile <name>', `the link, by name or ./file.json (default: ${USUAL_PROFILE})`)
    .option('--scenario <name>', 'what happens to it, from the first connection on')
    .option('--control <where>', CONTROL_TEXT)
    .optionsGroup(HEADINGS.run)
    .option('--for <time>', 'exit after so long, as in 120s')
    .addOption(countOption('--connections', 'exit after so many are over', 1))
    .optionsGroup(HEADINGS.limits)
    .addOption(countOption('--max-waits', 'exit with 1 after a connection that took more', 0))
    .optionsGroup(HEADINGS.output)
    .option('-f, --format <name>', FORMATS.join(' or '), 'text')
  for (const option of clientLimitOptions()) command.addOption(option)
  for (const option of settingOptions()) {
    if (!NOT_HERE.includes(option.long ?? '')) command.addOption(option)
  }
  command.action((texts: ProxyTexts) => run(around, texts))
}

async function run(around: Surroundings, texts: ProxyTexts): Promise<void> {
  const { host, listen, to, profile, scenario } = texts
  const format = oneOf('format', texts.format, FORMATS)
  refuseNoSocket(texts.control)
  const link = { host, listen, to, profile, scenario, lasts: texts.for }
  const spec = readProxy({ ...settingWords(texts), ...link })
  const end = endOfServing(around.signal)
  const { color } = reportOptions(around)
  const say = (json: () => string, text: () => string): void => {
    around.stdout.write(format === 'json' ? json() : text())
  }
  let connections = 0
  /** Those on which the server has answered. */
  let answered = 0
  let episodes = 0
  const complain = (complaint: string | undefined): void => {
    if (complaint !== undefined) end.with(new Ending(EXIT.overBudget, complaint))
  }
  const proxying = await openProxy(spec, {
    onConnection: (report) => {
      say(
        () => proxiedJson(report),
        () => proxiedText(report, color),
      )
      connections += 1
      if (report.answeredMs !== undefined) answered += 1
      const { number, waits, session } = report
      const [kind, address] = [session?.kind, session?.address]
      complain(tooManyWaits({ number, kind, address, waits }, texts.maxWaits))
      if (connections === texts.connections) end.with(undefined)
    },
    onEpisode: (episode) => {
      say(
        () => episodeJson(episode),
        () => episodeText(episode, color),
      )
      episodes += 1
      complain(tooLate(texts, episode))
    },
    onHappening: (what, afterMs) =>
      say(
        () => happeningJson(what, afterMs),
        () => happeningText(what, afterMs),
      ),
    onRemark: (text) => remark(around, text),
    onOver: () => end.with(undefined),
  })
  let control: OpenControl | undefined
  try {
    if (format === 'json') around.stdout.write(proxyListeningJson(listeningAt(spec, proxying)))
    for (const line of welcome(spec, proxying)) remark(around, line)
    control = await takeOrders(around, texts.control, proxying)
    await end.promise
  } finally {
    control?.close()
    // Whoever is still there is reported.
    await proxying.close()
  }
  const lateness = proxying.lateness()
  const summary = { connections, episodes, lateness }
  say(
    () => proxySummaryJson(summary),
    () => proxySummaryText(summary),
  )
  if (lateness.tooBusy) remark(around, latenessText(lateness))
  // Who comes is not known here: all but the first have come again.
  const missing = tooFewReconnects(texts, Math.max(0, answered - 1))
  if (missing !== undefined) end.with(new Ending(EXIT.overBudget, missing))
  requireKept(around, end.complaint())
}

const listeningAt = (
  { routes, profile, scenario, seed }: ProxySpec,
  { ports, path }: ProxyServing,
): ProxyListening => ({
  host: routes[0]?.listen.host ?? '',
  ports,
  profile: profile.name,
  scenario: scenario?.name,
  seed,
  path,
})

const welcome = (spec: ProxySpec, { ports, path }: ProxyServing): readonly string[] => [
  ...spec.routes.map(
    ({ listen, to }, place) => `${listen.host}:${ports[place] ?? 0} leads to ${to.host}:${to.port}`,
  ),
  linkText(spec),
  `the path behind it has a round trip of ${path.roundTripMs.toFixed(2)} ms, of which ${path.takenOffMs.toFixed(2)} ms are taken off the link's`,
]
