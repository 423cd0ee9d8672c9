/** `xmpp-rtt live xmpp://user@domain`: strategies against a real server, over the simulated link. */
import { webcrypto } from 'node:crypto'
import type { Command } from 'commander'
import { endpointsOf } from '../../run/live/endpoints.ts'
import { type LiveRun, runLive } from '../../run/live/live.ts'
import { serverName, toLiveResult } from '../../run/live/result.ts'
import type { LiveSpec } from '../../run/live/spec.ts'
import { DEFAULT_CHAIN } from '../../servers/catalogue.ts'
import { MILESTONES } from '../../transport.ts'
import { Ending, EXIT } from '../exit.ts'
import { readPassword, readTarget } from '../options/live-account.ts'
import {
  addLiveOptions,
  type LiveTexts,
  liveCommandText,
  readSettings,
  withGivenAddresses,
} from '../options/live-options.ts'
import { ensureWritableFolder } from '../output-folder.ts'
import { type Progress, progressBar } from '../progress.ts'
import { printResult, readFormat, storeRun } from '../run-output.ts'
import { remark, type Surroundings } from '../surroundings.ts'
import { toolCommit, toolVersion } from '../tool.ts'

export function addLiveCommand(root: Command, around: Surroundings): void {
  const command = root
    .command('live')
    .description('run strategies against a real server, over the simulated link')
    .argument('<address>', 'xmpp://user@domain[:port], or xmpps:// for direct TLS')
  addLiveOptions(command)
  command.action((address: string, texts: LiveTexts) => run(around, address, texts))
}

async function run(around: Surroundings, address: string, given: LiveTexts): Promise<void> {
  const texts: LiveTexts = { ...given, server: 'ideal', certificate: DEFAULT_CHAIN }
  const format = readFormat(texts.format)
  const target = withGivenAddresses(readTarget(address), texts)
  const settings = readSettings(texts)
  if (texts.output !== undefined) ensureWritableFolder(texts.output)
  const password = await readPassword(
    around,
    texts.passwordFile,
    `password of ${target.local}@${target.domain}: `,
  )
  const spec: LiveSpec = {
    ...settings,
    guest: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    local: target.local,
    domain: target.domain,
    password,
    endpoints: await endpointsOf(target.domain, target),
  }
  const liveRun = await runVisibly(around, spec)
  const result = toLiveResult(spec, liveRun, {
    version: toolVersion(),
    commit: texts.commit ? toolCommit() : undefined,
    command: liveCommandText(address, spec, texts),
  })
  printResult(around, result, format)
  if (texts.output !== undefined) storeRun(around, texts.output, result, histograms(liveRun))
  conclude(around, spec, liveRun)
}

async function runVisibly(around: Surroundings, spec: LiveSpec): Promise<LiveRun> {
  let progress: Progress | undefined
  try {
    const outcome = await runLive(spec, {
      signal: around.signal,
      onPlan: ({ trials, found }) => {
        remark(around, `this is ${serverName(found)}`)
        progress = progressBar(around.stderr, trials)
      },
      onProgress: (done) => progress?.update(done),
    })
    if ('code' in outcome) {
      throw new Ending(EXIT.incomplete, `cannot log in to ${spec.domain}: ${outcome.detail}`)
    }
    return outcome
  } finally {
    progress?.stop()
  }
}

/** What has to be known to read the result, and whether it is whole. */
function conclude(around: Surroundings, spec: LiveSpec, liveRun: LiveRun): void {
  if (spec.trust.kind === 'anybody') {
    remark(around, '--insecure: the certificate was not verified')
  }
  for (const [name, obstacle] of liveRun.obstacles) {
    remark(around, `${name} cannot be run: ${obstacle}`)
  }
  if (needsServerFastOpen(spec)) remark(around, SERVER_FAST_OPEN_HINT)
  for (const [name, { code, detail }] of liveRun.givenUp) {
    if (liveRun.obstacles.has(name)) continue
    remark(around, `${name} was not insisted on (${code}): ${detail}`)
  }
  if (liveRun.interrupted) {
    const done = liveRun.cells.reduce((sum, { stats }) => sum + stats.trials, 0)
    throw new Ending(EXIT.incomplete, `interrupted: shown is what ${done} trials came to`)
  }
  if (liveRun.cells.length === 0) {
    throw new Ending(EXIT.incomplete, 'nothing of what was asked for can be run on this server')
  }
}

const needsServerFastOpen = ({ strategies, serverFastOpen }: LiveSpec): boolean =>
  serverFastOpen === undefined && strategies.some(({ over }) => over.fastOpen)

const SERVER_FAST_OPEN_HINT =
  'for +tfo say --server-fast-open accepted or refused: whether the server listens with TCP_FASTOPEN, and its net.ipv4.tcp_fastopen lets it'

const histograms = (liveRun: LiveRun) =>
  liveRun.cells.flatMap(({ strategy, profile, stats }) =>
    MILESTONES.map((milestone) => ({
      strategy,
      profile,
      milestone,
      histogram: stats.milestones[milestone],
    })),
  )
