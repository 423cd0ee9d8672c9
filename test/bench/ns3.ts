/**
 * A scripted dialogue here and on ns-3's TCP, in turns: the same flights over the same link, one
 * thread each, by processor time. `ns3/dialogue.cc` is compiled first, against the libraries of
 * Debian's libns3-dev.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import type { ScriptedFlight } from '../../src/scripted/dialogue-file.ts'
import { LOSS, type Load, RTT_MS, specOf } from './load.ts'
import { interleaved, median, medianRatio } from './rounds.ts'
import { warmedUp } from './speed.ts'

const SOURCE = 'test/bench/ns3/dialogue.cc'
const LIBRARIES = ['-lns3-internet', '-lns3-network', '-lns3-core']
const MTU = 1500
/** Of a round: a second or two of ns-3. */
const TRIALS = 2000
/** Medians that are further apart say that the two do not do the same. */
const APART_PERCENT = 1

export interface AgainstNs3 {
  /** Trials a processor second here over those of ns-3, of whose time only the running counts. */
  readonly running: number
  /** With what ns-3 takes to make and to remove hosts and link, as ours does for each trial. */
  readonly whole: number
}

/** Hands the compiled program to `use`; instead, or when that is undone, says why there is none. */
export async function withNs3(
  use: (program: string) => Promise<void>,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-bench-'))
  try {
    const program = join(folder, 'dialogue')
    const args = ['-O3', '-std=c++17', '-o', program, SOURCE, ...LIBRARIES]
    const { error, status, stderr } = spawnSync('g++', args, { encoding: 'utf8' })
    if (error !== undefined) return error.message
    if (status !== 0) return stderr.split('\n').find((line) => line.includes('error')) ?? stderr
    await use(program)
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `ours`: what runs here, if not the same dialogue. */
export async function againstNs3(
  program: string,
  load: Load,
  rounds: number,
  ours: Load = load,
): Promise<AgainstNs3> {
  const spec = specOf(load, 1)
  const run = warmedUp(specOf(ours, 1), ours.replay)
  const args = [TRIALS, RTT_MS, LOSS, MTU, ...writtenFlights(spec)].map(String)
  const medianMs = ourMedianMs(spec)
  const running: number[] = []
  const [own = [], whole = []] = await interleaved(rounds, [
    () => processorSeconds(() => run(TRIALS)),
    () => {
      const [ended, ms, all, inside] = execFileSync(program, args, { encoding: 'utf8' })
        .split(' ')
        .map(Number) as [number, number, number, number]
      if (ended < 0.99 * TRIALS || Math.abs(ms / medianMs - 1) > APART_PERCENT / 100) {
        throw new Error(
          `${load.name}: expected a median of ${medianMs} ms, found ${ms} ms in ${ended} trials of ns-3`,
        )
      }
      running.push(inside)
      return all
    },
  ])
  return { running: medianRatio(running, own), whole: medianRatio(whole, own) }
}

/** Those of a scripted dialogue as the program takes them. */
export function writtenFlights({ strategies: [choice] }: RunSpec): readonly string[] {
  if (typeof choice !== 'object') throw new Error('Expected a scripted dialogue')
  return choice.dialogue.flights.map(written)
}

function written({ up, down }: ScriptedFlight): string {
  if (down.some((answer) => typeof answer !== 'number')) {
    throw new Error('Expected answers to whole flights')
  }
  return `${up.join('+')}/${down.join('+')}`
}

function ourMedianMs(spec: RunSpec): number {
  const cell = prepareCell(spec, 0)
  const runner = new TrialRunner()
  return median(
    Array.from({ length: TRIALS }, (_, trial) => {
      const { ready } = runner.run(cell, trial).milestonesUs
      return ready === undefined ? Number.POSITIVE_INFINITY : ready / 1000
    }),
  )
}

function processorSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
