/**
 * How fast this revision is beside another one. Both are built and run through their command line,
 * which outlasts every move of the files behind it, in turns. What counts is processor time: other
 * processes make a run wait, but hardly make it work more.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { LINK_OPTIONS, type Load } from './load.ts'
import { run, withRevision } from './revision.ts'
import { interleaved, medianRatio } from './rounds.ts'
import { WARM_UP_TRIALS } from './speed.ts'

/** How many trials this revision runs in the time in which the other runs one. */
export interface Ratios {
  /** When the code is compiled, as in `speed.ts`. */
  readonly compiled: number
  /** From the first trial on, so that compiling counts; what starting takes does not. */
  readonly compiling: number
}

export const ratiosAgainst = (
  revision: string,
  loads: readonly Load[],
  rounds: number,
  onRatios: (load: Load, ratios: Ratios) => void,
): Promise<void> =>
  withRevision(revision, async (other) => {
    const own = process.cwd()
    run('npm', ['run', 'build'], own)
    const asked = new Map([own, other].map((folder) => [folder, inFull(folder)]))
    for (const load of loads) {
      const runs = [own, other].flatMap((folder) =>
        [1, WARM_UP_TRIALS, WARM_UP_TRIALS + load.trials].map(
          (trials) => () => processorSeconds(folder, load, asked.get(folder) ?? [], trials),
        ),
      )
      const [ownOne = [], ownShort = [], ownLong = [], one = [], short = [], long = []] =
        await interleaved(rounds, runs)
      onRatios(load, {
        compiled: medianRatio(more(long, short), more(ownLong, ownShort)),
        compiling: medianRatio(more(long, one), more(ownLong, ownOne)),
      })
    }
  })

/** What the longer runs took more, round by round. */
const more = (longer: readonly number[], shorter: readonly number[]): readonly number[] =>
  longer.map((seconds, round) => seconds - (shorter[round] ?? Number.NaN))

/** What asks for every trial in full; older revisions do nothing else. */
const inFull = (folder: string): readonly string[] => {
  const help = spawnSync(process.execPath, [join(folder, 'dist/cli.js'), 'compare', '--help'])
  return String(help.stdout).includes('--no-replay') ? ['--no-replay'] : []
}

function processorSeconds(
  folder: string,
  { strategy, replay }: Load,
  inFull: readonly string[],
  trials: number,
): number {
  const { status, output } = spawnSync(
    process.execPath,
    [
      ...['--import', WATCH, join(folder, 'dist/cli.js'), 'compare', ...LINK_OPTIONS],
      ...['-s', strategy, '-n', String(trials), '--workers', '1', '-f', 'csv', '--no-commit'],
      ...(replay === 'never' ? inFull : []),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  if (status !== 0) throw new Error(`${folder}: compare -s ${strategy} ended with ${status}`)
  return Number(output[3]) / 1e6
}

/** Loaded into the run: says in the end how many microseconds of processor time it took. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  import { isMainThread } from 'node:worker_threads'
  if (isMainThread) {
    process.on('exit', () => {
      const { user, system } = process.cpuUsage()
      writeSync(3, String(user + system))
    })
  }
`)}`
