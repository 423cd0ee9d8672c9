/**
 * How fast trials run, whether memory stays flat, what worker threads cost, and how another
 * revision compares; see README.md. Printed, never asserted: machines differ and are noisy. Built
 * first, so that what is measured is what is installed.
 */
import { ratiosAgainst } from './against.ts'
import { type Asked, readAsked } from './asked.ts'
import { LOADS } from './load.ts'
import { memoryAfter } from './memory.ts'
import { speedOf } from './speed.ts'
import { scalingOf } from './workers.ts'

const asked = readAsked(process.argv.slice(2))
if (typeof asked === 'string') {
  console.error(`bench: ${asked}`)
  process.exitCode = 2
} else {
  await run(asked)
}

async function run({ sections, against, rounds, workerTrials, memoryTrials }: Asked) {
  /** Of what takes long. */
  const longRounds = Math.ceil(rounds / 3)
  if (sections.includes('speed')) {
    for (const load of LOADS) {
      const { best, median } = await speedOf(load, rounds)
      print(load.name, perSecond(best))
      print(`median ${load.name}`, perSecond(median))
    }
  }
  if (sections.includes('workers')) {
    const { workers, processes, ratio } = await scalingOf(workerTrials, longRounds)
    print('two workers', perSecond(workers))
    print('two processes with half the work each', perSecond(processes))
    print('two workers against two processes', times(ratio))
  }
  if (sections.includes('memory')) {
    for (const [trials, megabytes] of memoryAfter(memoryTrials)) {
      print(`memory after ${trials} trials`, `${megabytes.toFixed(1)} MB`)
    }
  }
  if (against !== undefined) {
    await ratiosAgainst(against, LOADS, longRounds, ({ name }, ratio) =>
      print(`against ${against} ${name}`, times(ratio)),
    )
  }
}

function print(name: string, figure: string): void {
  console.log(`${name.padEnd(52)}${figure.padStart(14)}`)
}

function perSecond(rate: number): string {
  return `${rate.toFixed(0)} /s`
}

function times(ratio: number): string {
  return `${ratio.toFixed(3)} x`
}
