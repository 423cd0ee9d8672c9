/**
 * How fast trials run on one core, and whether memory stays flat. Printed, never asserted:
 * machines differ and are noisy. Built first, so that what is measured is what is installed.
 *
 *     npm run bench                      speed, and memory from 10,000 to 100,000 trials
 *     npm run bench -- 1000000           memory up to a million trials (minutes)
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { resolveBare } from '../../src/profiles/resolve.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import type { Cell } from '../../src/run/simulated/cell.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { DEFAULT_CHAIN } from '../../src/servers/catalogue.ts'
import { milliseconds } from '../../src/units.ts'

const link = resolveBare({ rtt: milliseconds(300), loss: 0.02 })
if (!link.ok) throw new Error('the link of the bench does not resolve')
const profile = link.value

const cellOf = (strategy: string): Cell =>
  prepareCell(
    {
      seed: '1',
      trials: 1,
      timeoutMs: 60_000,
      server: 'prosody',
      tcp: DEFAULT_TCP,
      certificate: DEFAULT_CHAIN,
      strategies: [strategy],
      profiles: [profile],
      fastOpenFault: undefined,
    },
    0,
  )

const WARM_UP_TRIALS = 3000
const ROUNDS = 15
const TRIALS_A_ROUND = 1000
const STRATEGIES = [
  'legacy-resume-starttls',
  'sasl2-resume-direct+pipelined',
  'fast-resume-direct+pipelined',
] as const

const runner = new TrialRunner()

/** Trials a second of each round, slowest first. */
function measured(cell: Cell): readonly number[] {
  const perSecond = Array.from({ length: ROUNDS }, (_, round) => {
    const began = process.hrtime.bigint()
    for (let trial = 0; trial < TRIALS_A_ROUND; trial += 1) {
      runner.run(cell, round * TRIALS_A_ROUND + trial)
    }
    return TRIALS_A_ROUND / (Number(process.hrtime.bigint() - began) / 1e9)
  })
  return perSecond.sort((a, b) => a - b)
}

const shown = (perSecond: number | undefined): string =>
  String(Math.round(perSecond ?? 0)).padStart(8)

console.log('full trials a second on one core, RTT 300 ms, loss 2 % each way')
console.log(`of ${ROUNDS} rounds: the best (nothing else on the machine) and the median`)
for (const strategy of STRATEGIES) {
  const cell = cellOf(strategy)
  for (let trial = 0; trial < WARM_UP_TRIALS; trial += 1) runner.run(cell, trial)
  const rounds = measured(cell)
  console.log(
    `  ${strategy.padEnd(32)}${shown(rounds.at(-1))}${shown(rounds[Math.floor(ROUNDS / 2)])}`,
  )
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const most = Number(process.argv[2] ?? 100_000)
const cell = cellOf('legacy-resume-starttls')
const recorder = new CellRecorder()

console.log('heap in use after garbage collection, one cell of legacy-resume-starttls')
for (let trial = 1; trial <= most; trial += 1) {
  recorder.record(runner.run(cell, trial))
  if (trial === 10_000 || trial === 100_000 || trial === most) {
    collectGarbage()
    const megabytes = process.memoryUsage().heapUsed / 1e6
    console.log(`  after ${String(trial).padStart(9)} trials${megabytes.toFixed(1).padStart(8)} MB`)
  }
}
