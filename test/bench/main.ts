/**
 * How fast trials run and what of that a packet costs, whether memory stays flat, what worker
 * threads cost, and how another revision and ns-3 compare; see README.md. Printed, never asserted:
 * machines differ and are noisy. Built first, so that what is measured is what is installed.
 */
import { allocateYoung } from '../../src/cli/allocation.ts'
import { ratiosAgainst } from './against.ts'
import { type Asked, readAsked } from './asked.ts'
import { packetCost, silentTrialCost, timerCosts } from './costs.ts'
import { episodeCost, SCENARIO } from './lives.ts'
import { LEGACY, LIVED, LOADS, REPLAYED_LEGACY, SCRIPTED } from './load.ts'
import { memoryAfter } from './memory.ts'
import { IN_FLIGHT, mergingOf } from './merging.ts'
import { againstNs3, withNs3 } from './ns3.ts'
import { HOSTILE, readingOf } from './reading.ts'
import { speedOf } from './speed.ts'
import { stormCosts } from './storms.ts'
import { scalingOf } from './workers.ts'

/** What one element with declarations on 60 levels may have, and half of it. */
const READ_OCTETS = [25_000, 50_000]

// As the command line does.
allocateYoung()

const asked = readAsked(process.argv.slice(2))
if (typeof asked === 'string') {
  console.error(`bench: ${asked}`)
  process.exitCode = 2
} else {
  await run(asked)
}

async function run({ sections, against, rounds, workerTrials, memoryTrials, stormClients }: Asked) {
  /** Of what takes long. */
  const longRounds = Math.ceil(rounds / 3)
  if (sections.includes('speed')) {
    for (const load of LOADS) {
      const { best, median } = await speedOf(load, rounds)
      print(load.name, perSecond(best))
      print(`median ${load.name}`, perSecond(median))
    }
  }
  if (sections.includes('costs')) {
    const [scripted] = SCRIPTED
    print('packet', nanoseconds(await packetCost(scripted, rounds)))
    const { calledOff, struck } = await timerCosts(rounds)
    print('timer called off', nanoseconds(calledOff))
    print('timer struck', nanoseconds(struck))
    for (const load of [LEGACY, scripted]) {
      print(`trial without a word, ${load.name}`, nanoseconds(await silentTrialCost(load, rounds)))
    }
  }
  if (sections.includes('lives')) {
    for (const load of LIVED) {
      const { microseconds, attempts, ratio } = await episodeCost(load, rounds)
      print(`life through ${SCENARIO}, ${load.short}`, `${microseconds.toFixed(0)} µs`)
      print(`beside ${attempts.toFixed(1)} single attempts, ${load.short}`, times(ratio))
    }
  }
  if (sections.includes('storms')) {
    for await (const { clients, seconds, megabytes } of stormCosts(stormClients)) {
      print(`storm ${clients}`, `${seconds.toFixed(1)} s`)
      print(`a client of storm ${clients}`, `${((seconds * 1e6) / clients).toFixed(0)} µs`)
      print(`memory of storm ${clients}`, `${megabytes.toFixed(0)} MB`)
    }
  }
  if (sections.includes('workers')) {
    const { workers, processes, ratio } = await scalingOf(workerTrials, longRounds)
    print('two workers', perSecond(workers))
    print('two processes with half the work each', perSecond(processes))
    print('two workers against two processes', times(ratio))
  }
  if (sections.includes('merging')) {
    const { microseconds, whileOneIsDone } = await mergingOf(rounds)
    print('merging a share', `${microseconds.toFixed(0)} µs`)
    print(`shares merged while one is done, ${IN_FLIGHT} in flight`, whileOneIsDone.toFixed(0))
  }
  if (sections.includes('memory')) {
    for (const [trials, megabytes] of memoryAfter(memoryTrials)) {
      print(`memory after ${trials} trials`, `${megabytes.toFixed(1)} MB`)
    }
  }
  if (sections.includes('reading')) {
    for (const hostile of HOSTILE) {
      const [once = 0, twice = 0] = await readingOf(hostile, READ_OCTETS, longRounds)
      print(`reading ${hostile.name}`, `${once.toFixed(0)} ns/B`)
      print(`reading ${hostile.name}, twice as much`, `${twice.toFixed(0)} ns/B`)
    }
  }
  if (sections.includes('ns-3')) {
    const without = await withNs3(async (program) => {
      for (const load of SCRIPTED) {
        const { running, whole } = await againstNs3(program, load, longRounds)
        print(`ns-3 ${load.short}`, times(running))
        print(`ns-3 with its set-up, ${load.short}`, times(whole))
      }
      const [legacy] = SCRIPTED
      const { running } = await againstNs3(program, legacy, longRounds, REPLAYED_LEGACY)
      print(`ns-3 ${legacy.short} beside ${REPLAYED_LEGACY.name}`, times(running))
    })
    if (without !== undefined) console.error(`bench: ns-3 left out: ${without}`)
  }
  if (against !== undefined) {
    await ratiosAgainst(against, LOADS, longRounds, ({ name }, { compiled, compiling }) => {
      print(`against ${against} ${name}`, times(compiled))
      print(`against ${against} ${name}, compiling included`, times(compiling))
    })
  }
}

function print(name: string, figure: string): void {
  console.log(`${name.padEnd(52)}${figure.padStart(14)}`)
}

function perSecond(rate: number): string {
  return `${rate.toFixed(0)} /s`
}

function nanoseconds(value: number): string {
  return `${value.toFixed(0)} ns`
}

function times(ratio: number): string {
  return `${ratio.toFixed(3)} x`
}
