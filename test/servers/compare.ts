/**
 * Starts Prosody and ejabberd, runs every strategy against both, live and simulated, and writes
 * `results/servers.md`, or `results/servers-sid.md` of those of that Debian release in a chroot. The exit
 * code is 1 when the two disagree.
 */
import { writeFileSync } from 'node:fs'
import type { ResultCell } from '../../src/result/result.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { asInstalled } from '../../src/servers/prosody/defaults.ts'
import { table } from '../fidelity/markdown.ts'
import { startEjabberd } from './ejabberd.ts'
import { missing, type ServerProgram } from './installed.ts'
import {
  apart,
  disagreements,
  LATENCY_PERCENT,
  outcomeOf,
  type Prediction,
  type Predictions,
  predictions,
  RTT,
  TOLERANCE_PERCENT,
  waitsOf,
} from './prediction.ts'
import { startProsody } from './prosody.ts'
import { liveServer, type RealServer } from './real-server.ts'
import { packagesIn, Unavailable } from './release.ts'
import { modelOf } from './versions.ts'

const RESULTS = new URL('../../results/', import.meta.url)
const TRIALS = 20

interface Pair {
  readonly program: ServerProgram
  readonly start: (root: string) => Promise<RealServer>
  /** What the model of its version is set to as well. */
  readonly setUp: (model: ServerModel) => ServerModel
  /** What that is called. */
  readonly note?: string
}

const asMeasured = (model: ServerModel): ServerModel => model

const PAIRS: readonly Pair[] = [
  { program: 'prosody', start: (root) => startProsody({}, root), setUp: asMeasured },
  {
    program: 'prosody',
    start: (root) => startProsody({ nagle: 'on', tickets: 'useless' }, root),
    setUp: asInstalled,
    note: ', as installed',
  },
  { program: 'ejabberd', start: (root) => startEjabberd({}, root), setUp: asMeasured },
]

/** `root`: where their programs are; `release`: of this machine's own, unless said. */
export async function compareServers(root: string, release: string | undefined): Promise<void> {
  const sections: string[] = []
  const summaries: string[] = []
  for (const { program, start, setUp, note = '' } of PAIRS) {
    const why = release === undefined ? missing(program) : undefined
    if (why !== undefined) throw new Unavailable(why)
    const real = await start(root)
    try {
      process.stderr.write(`${real.name} ${real.version}\n`)
      const model = setUp(modelOf(program, real.version))
      const found = await predictions(model, liveServer(real), TRIALS, { kind: 'measured' })
      const title = `${titleOf(model, found.software)}${note}`
      summaries.push(`* ${summary(title, found)}`)
      sections.push(...section(title, found))
      for (const { strategy, live, simulated } of found.cells) {
        for (const text of disagreements({ strategy, live, simulated })) {
          process.stderr.write(`${text}\n`)
          process.exitCode = 1
        }
      }
    } finally {
      await real.stop()
    }
  }
  const file = release === undefined ? 'servers.md' : `servers-${release}.md`
  const lines = [...headingOf(release, root), ...summaries, '', ...READING, ...sections]
  writeFileSync(new URL(file, RESULTS), `${lines.join('\n')}\n`)
  process.stdout.write(`${summaries.join('\n')}\nresults/${file} written\n`)
}

const headingOf = (release: string | undefined, root: string): readonly string[] => [
  `# The embedded server against the real ones${release === undefined ? '' : ` of Debian ${release}`}`,
  '',
  ...(release === undefined ? [] : packagesOf(root)),
  'Every strategy against a real server (`live`) and against the embedded one that is set to be',
  `like it (\`compare --server\`), over the same simulated link: a round-trip time of ${RTT} and nothing`,
  `else, ${TRIALS} trials each. Think times are as measured at the real server, as set at the embedded one.`,
  'Written by',
  '',
  `    npm run servers${release === undefined ? '' : ` -- --release ${release}`}`,
  '',
]

const packagesOf = (root: string): readonly string[] => [
  `Run on ${new Date().toISOString().slice(0, 10)}, with these packages:`,
  '',
  ...packagesIn(root).map((text) => `* ${text}`),
  '',
]

const READING = [
  'Octets are those of the TCP streams, mean of the trials, until the client was ready. Δ is how far',
  'the simulation is above what was measured. The live guest has longer names than the simulated',
  'client (`xmpp-rtt`, `bench`, `rtt-1a2b` for `bench`, `rig`, `bench`): 8 octets up for each request',
  'of SASL2 and 3 for each resource, and what comes back of them. What else differs by a few octets is',
  'drawn at random: signatures, ids of ejabberd. Latencies differ by the time that server and machine',
  'really took to think, at that moment, on loopback. What Nagle’s algorithm holds back at a server as',
  'installed is part of that here: the far end of the link is ours and has it off, so it is off at the',
  'embedded server, too. Over a real link it is a wait (`compare --server prosody-defaults`).',
  '',
]

function summary(title: string, { cells }: Predictions): string {
  const equal = cells.filter(({ live, simulated }) => waitsOf(live) === waitsOf(simulated)).length
  const same = cells.filter(
    ({ live, simulated }) => outcomeOf(live) === outcomeOf(simulated),
  ).length
  const medians = cells.flatMap(({ live, simulated }) => {
    const [a, b] = [medianOf(live), medianOf(simulated)]
    return a === undefined || b === undefined ? [] : [Math.abs(apart(a, b))]
  })
  const near = medians.filter((percent) => percent <= LATENCY_PERCENT)
  const worst = (direction: 'up' | 'down'): string => {
    const apartBy = ({ live, simulated }: Prediction): number =>
      Math.abs(apart(live.bytes?.[direction], simulated.bytes?.[direction]))
    const [first] = [...cells].sort((a, b) => apartBy(b) - apartBy(a))
    return first === undefined ? '—' : `${apartBy(first).toFixed(2)} % (${first.strategy})`
  }
  return (
    `**${title}**: ${cells.length} strategies; same outcome in ${same}, same round trips in ${equal}; ` +
    `octets apart by at most ${worst('up')} up and ${worst('down')} down, ${TOLERANCE_PERCENT} % allowed; ` +
    `p50 within ${LATENCY_PERCENT} % in ${near.length} of ${medians.length}, apart by at most ${Math.max(...medians).toFixed(2)} %.`
  )
}

const medianOf = ({ milestones }: ResultCell): number | undefined =>
  milestones.ready?.p50 ?? undefined

const titleOf = ({ name }: ServerModel, software: Predictions['software']): string =>
  `${software?.name ?? 'unknown'} ${software?.version ?? ''}, \`--server ${name}\``

const HEADS = [
  'strategy',
  'outcome live',
  'simulated',
  'round trips live',
  'simulated',
  'B up live',
  'simulated',
  'Δ',
  'B down live',
  'simulated',
  'Δ',
  'p50 ms live',
  'simulated',
  'Δ',
]

function section(title: string, { cells, obstacles }: Predictions): string[] {
  return [
    `## ${title}`,
    '',
    ...table(HEADS, cells.map(row)),
    '',
    ...[...obstacles].map(([name, obstacle]) => `* ${name} was not run: ${obstacle}`),
    ...(obstacles.size === 0 ? [] : ['']),
  ]
}

function row({ strategy, live, simulated }: Prediction): readonly string[] {
  const pair = (
    read: (cell: Prediction['live']) => number | undefined,
    digits: number,
  ): readonly string[] => {
    const [a, b] = [read(live), read(simulated)]
    if (a === undefined || b === undefined) return ['—', '—', '—']
    const percent = apart(a, b).toFixed(2)
    return [a.toFixed(digits), b.toFixed(digits), `${Number(percent) > 0 ? '+' : ''}${percent} %`]
  }
  const waits = [waitsOf(live), waitsOf(simulated)]
  const outcomes = [outcomeOf(live), outcomeOf(simulated)]
  return [
    strategy,
    outcomes[0] ?? '',
    outcomes[1] === outcomes[0] ? 'same' : (outcomes[1] ?? ''),
    waits[0] ?? '',
    waits[1] === waits[0] ? 'equal' : (waits[1] ?? ''),
    ...pair(({ bytes }) => bytes?.up, 0),
    ...pair(({ bytes }) => bytes?.down, 0),
    ...pair(medianOf, 1),
  ]
}
