/**
 * `npm run fidelity`: holds the TCP model to the measurements of Linux's own TCP, whole reconnects
 * to those of real servers and clients, and the links of profiles to measured links. Prints each
 * cell's figures next to the measured ones, replays logged losses, and sums up; see `--help`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { marked, withGenerated } from '../../results/generated.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { ablate } from './ablation.ts'
import { type Options, readArguments, USAGE, WrongUse } from './arguments.ts'
import { type Calibration, calibrate } from './calibration.ts'
import { runCell } from './cell-run.ts'
import { type Comparison, compare, summarise } from './comparison.ts'
import { type Cell as EndToEndCell, endToEndCells } from './end-to-end/cells.ts'
import { compareEndToEnd } from './end-to-end/comparison.ts'
import { endToEndCellTable, endToEndSummary } from './end-to-end/report.ts'
import { kernelRung, modelRung, sideBySide } from './ladder.ts'
import { compareLink } from './links/comparison.ts'
import { measuredLinks } from './links/measured.ts'
import { linksSection } from './links/report.ts'
import { ablationTable, comparisonTable, replayTable, summaryTable } from './markdown.ts'
import { type ReplayShare, replayCell, shareOf } from './replay.ts'
import { type Cell, latencyCells, regimeCells } from './truth.ts'

const RESULT = new URL('../../results/fidelity.md', import.meta.url)
const ABLATION_TRIALS = 2_000
/** Small cells are run more often than measured, so that the model's own sampling error is small. */
const TRIALS_MIN = 3_000

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}
const note = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const main = (): void => {
  const options = readArguments(process.argv.slice(2))
  if (options.help) {
    print([USAGE])
    return
  }
  const endToEnd = endToEndCells(options.truth)
  if (options.endToEnd) {
    part('end-to-end', endToEndPart(endToEnd, options), options)
    return
  }
  if (options.links) {
    part('links', linksPart(options), options)
    return
  }
  const all = [...latencyCells(options.truth), ...regimeCells(options.truth)]
  if (all.length === 0 && endToEnd.length === 0)
    throw new WrongUse(`Expected measurements in the folder of --truth, found none`)
  const cells = all.filter(({ name }) => name.includes(options.cell))
  if (cells.length === 0 && !endToEnd.some(({ name }) => name.includes(options.cell)))
    throw new WrongUse(`Expected part of a cell's name with --cell, found "${options.cell}"`)
  const calibrations = new Map<Cell, Calibration>()
  for (const cell of cells) calibrations.set(cell, calibrate(cell, all))

  if (options.connection !== undefined) {
    showConnection(cells, calibrations, options.connection)
    return
  }
  const comparisons = compareAll(calibrations, options)
  const replays = replayAll(calibrations)
  const lines = report(comparisons, replays)
  print(lines)
  const wholes = endToEndPart(endToEnd, options)
  print(wholes)
  const links = linksPart(options)
  print(links)
  const ablation = options.ablation ? ablationLines(calibrations) : []
  print(ablation)
  if (options.write) {
    writeFileSync(
      RESULT,
      `${[
        ...heading(options),
        ...lines,
        ...marked('end-to-end', wholes),
        ...marked('links', links),
        ...ablation,
      ].join('\n')}\n`,
    )
    note('results/fidelity.md written')
  }
}

/** One part of the result by itself, named as its option is. */
const part = (
  name: 'end-to-end' | 'links',
  lines: readonly string[],
  { cell, write }: Options,
): void => {
  if (lines.length === 0)
    throw new WrongUse(`Expected measurements of "${cell}" with --${name}, found none`)
  print(lines)
  if (!write) return
  writeFileSync(RESULT, withGenerated(readFileSync(RESULT, 'utf8'), name, lines.join('\n')))
  note('results/fidelity.md: its part written')
}

/** Series long and short alike: so many pings of each link, in at most so many series. */
const PINGS = 600_000
const SERIES_MAX = 20_000

const linksPart = ({ cell, seed, trials, truth }: Options): readonly string[] =>
  linksSection(
    measuredLinks(truth)
      .filter(({ profile }) => profile.includes(cell))
      .map((link) => {
        note(`${link.profile}, ${link.source}`)
        const series = Math.min(SERIES_MAX, Math.ceil(PINGS / link.pings.count))
        return compareLink(link, seed, trials ?? series)
      }),
  )

/** Nothing where nothing was measured. */
const endToEndPart = (
  all: readonly EndToEndCell[],
  { cell, seed, trials }: Options,
): readonly string[] => {
  const compared = all
    .filter(({ name }) => name.includes(cell))
    .flatMap((one) => {
      note(one.name)
      const count = trials ?? Math.max(one.connections.length, TRIALS_MIN)
      return compareEndToEnd(one, all, { seed, trials: count, most: trials ?? Infinity }) ?? []
    })
  if (compared.length === 0) return []
  return [
    '## End to end',
    '',
    'Real TLS, servers and clients on the kernel’s TCP, over a lossy link (Prosody 13.0.1 and ejabberd 24.12, Node 20 and @xmpp/client): the times of whole reconnects as `compare` predicts them, with the measuring machine’s own time from connections that lost nothing (test/fidelity/end-to-end). This part alone: `npm run fidelity -- --end-to-end`.',
    '',
    ...endToEndSummary(compared),
    '',
    '### Cells, end to end',
    '',
    'Model / measured, milliseconds. Machine: what undisturbed connections took longer than the model says, added to every trial. Bound: the distance that chance alone exceeds once in twenty times.',
    '',
    ...endToEndCellTable(compared),
    '',
  ]
}

const compareAll = (
  calibrations: ReadonlyMap<Cell, Calibration>,
  { trials, seed }: Options,
): readonly Comparison[] =>
  [...calibrations].map(([cell, calibration]) => {
    note(cell.name)
    const count = trials ?? Math.max(cell.trials, TRIALS_MIN)
    return compare(cell, runCell(cell, LINUX, calibration, seed, count), count)
  })

/** Only where nothing but losses disturbs a connection: queues and jitter are not in the logs. */
const isReplayable = ({ link, lossless }: Cell): boolean =>
  !lossless && link.up.every(({ kind }) => kind !== 'jitter' && kind !== 'outage')

const replayAll = (calibrations: ReadonlyMap<Cell, Calibration>): readonly ReplayShare[] =>
  [...calibrations].flatMap(([cell, calibration]) => {
    if (!isReplayable(cell)) return []
    return [shareOf(cell, replayCell(cell, LINUX, calibration))]
  })

const showConnection = (
  cells: readonly Cell[],
  calibrations: ReadonlyMap<Cell, Calibration>,
  index: number,
): void => {
  let shown = 0
  for (const cell of cells) {
    const calibration = calibrations.get(cell)
    if (calibration === undefined) continue
    const replay = replayCell(cell, LINUX, calibration)[index]
    if (replay === undefined) continue
    shown += 1
    print([
      '',
      `${cell.name}, connection ${index}: ${replay.losses} lost, ended at ${replay.kernelMs.toFixed(1)} ms (kernel) and ${replay.modelMs.toFixed(1)} ms (model)`,
      ...sideBySide(replay.kernel.map(kernelRung), replay.model.log.map(modelRung)),
    ])
  }
  if (shown === 0) throw new WrongUse(`Expected the number of a logged connection, found ${index}`)
}

const isLossyLatency = ({ group, lossless }: Cell): boolean => group === 'latency' && !lossless

const report = (
  comparisons: readonly Comparison[],
  replays: readonly ReplayShare[],
): readonly string[] => {
  const latency = comparisons.filter(({ cell }) => isLossyLatency(cell))
  const lossless = comparisons.filter(({ cell }) => cell.group === 'latency' && cell.lossless)
  const regimes = comparisons.filter(({ cell }) => cell.group === 'regimes')
  const groups: readonly (readonly [string, readonly Comparison[]])[] = [
    ['constant delay, losses', latency],
    ['constant delay, lossless', lossless],
    ['other regimes', regimes],
  ]
  const present = groups.filter(([, members]) => members.length > 0)
  return [
    '## Summary',
    '',
    ...summaryTable(present.map(([name, members]) => [name, summarise(members)])),
    '',
    ...sharesAtLoss(replays),
    '',
    '## Cells',
    '',
    'Model / kernel in milliseconds; in brackets the error and the half width of the 95 % interval of model and kernel, in per cent. A star marks a quantile that sits on a step (interval wider than 10 %): shown, not averaged.',
    '',
    ...comparisonTable(comparisons),
    '',
    '## Replayed losses',
    '',
    ...replayTable(replays),
    '',
  ]
}

const sharesAtLoss = (replays: readonly ReplayShare[]): readonly string[] =>
  [5, 10].flatMap((loss) => {
    const cells = replays.filter(
      ({ name }) => /^(legacy|fast)_rtt\d+_/.test(name) && name.endsWith(`loss${loss}`),
    )
    const connections = cells.reduce((total, one) => total + one.connections, 0)
    if (connections === 0) return []
    const close = cells.reduce((total, one) => total + one.close, 0)
    const share = ((100 * close) / connections).toFixed(1)
    return [`Replayed connections within 40 ms of the kernel's at ${loss} % loss: ${share} %  `]
  })

const ablationLines = (calibrations: ReadonlyMap<Cell, Calibration>): readonly string[] => {
  const cells = [...calibrations.keys()].filter(isLossyLatency)
  return [
    `## What each rule is worth`,
    '',
    `The lossy cells of constant delay, ${ABLATION_TRIALS} trials each, one rule switched off at a time (src/tcp/settings.ts).`,
    '',
    ...ablationTable(ablate(cells, calibrations, ABLATION_TRIALS, note)),
    '',
  ]
}

const heading = ({ seed }: Options): readonly string[] => [
  '# Fidelity: TCP, whole reconnects, links',
  '',
  `Written by \`npm run fidelity -- --ablation --write\`, seed \`${seed}\`. The kernel is Linux 6.18 (HZ=250, x86_64), measured; test/truth/README.md says how. Times of the measuring machine itself (tenths of a millisecond) are taken from the logs of undisturbed connections, see test/fidelity/calibration.ts; nothing of TCP is fitted.`,
  '',
]

try {
  main()
} catch (error) {
  if (!(error instanceof WrongUse)) throw error
  note(error.message)
  process.exitCode = 2
}
