/**
 * What a trial is made of: a packet, a timer, and all that is there before anything is said. Each
 * the best of the rounds.
 */
import { VirtualClock } from '../../src/clock/virtual.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import type { ScriptedDialogue } from '../../src/scripted/dialogue-file.ts'
import { instant, nanoseconds, ZERO } from '../../src/units.ts'
import { type Load, specOf } from './load.ts'
import { interleaved } from './rounds.ts'
import { secondsOf, warmedUp } from './speed.ts'

const TRIALS = 500
const TIMERS = 100_000

/** One octet there and one back: almost nothing but packets, and the timers that they arm. */
const dialogue = (flights: number): ScriptedDialogue => ({
  name: `${flights} flights`,
  flights: Array.from({ length: flights }, () => ({ up: [1], down: [1], think: ZERO })),
})

/**
 * Nanoseconds that a trial of a scripted dialogue takes longer for each packet more, at both ends
 * and on the link, with what it does to timers.
 */
export async function packetCost(load: Load, rounds: number): Promise<number> {
  const [short, long] = [specFor(load, dialogue(4)), specFor(load, dialogue(40))]
  const [shortTrial = 0, longTrial = 0] = await trialCosts([short, long], rounds)
  return (longTrial - shortTrial) / (packetsOf(long) - packetsOf(short))
}

/** Nobody gives up: a longer dialogue has more to lose. */
const specFor = (load: Load, dialogue: ScriptedDialogue): RunSpec => ({
  ...specOf(load, 1),
  strategies: [{ dialogue, modifiers: [] }],
  timeoutMs: 3_600_000,
})

/** Nanoseconds that a trial takes in which nobody has the time to say anything. */
export async function silentTrialCost(load: Load, rounds: number): Promise<number> {
  const [cost = 0] = await trialCosts([{ ...specOf(load, 1), timeoutMs: 1 }], rounds)
  return cost
}

const trialCosts = (specs: readonly RunSpec[], rounds: number): Promise<readonly number[]> =>
  bestNanoseconds(
    rounds,
    TRIALS,
    specs.map((spec) => {
      const run = warmedUp(spec)
      return () => run(TRIALS)
    }),
  )

/** Of a trial, on average. */
function packetsOf(spec: RunSpec): number {
  const cell = prepareCell(spec, 0)
  const runner = new TrialRunner()
  let packets = 0
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const { up, down } = runner.run(cell, trial).figures.packets
    packets += up + down
  }
  return packets / TRIALS
}

/** Nanoseconds to arm a timer and to call it off, and to arm one that strikes, among eight others. */
export async function timerCosts(rounds: number): Promise<{
  readonly calledOff: number
  readonly struck: number
}> {
  const clock = new VirtualClock()
  const nothing = (): void => {}
  for (let other = 1; other <= 8; other += 1) clock.at(instant(nanoseconds(1e15 + other)), nothing)
  let time = 0
  const callOff = (): void => {
    for (let timer = 0; timer < TIMERS; timer += 1) {
      time += 1000
      clock.at(instant(nanoseconds(time)), nothing)()
    }
  }
  const strike = (): void => {
    for (let timer = 0; timer < TIMERS; timer += 1) {
      time += 1000
      clock.at(instant(nanoseconds(time)), nothing)
      clock.step()
    }
  }
  const [calledOff = 0, struck = 0] = await bestNanoseconds(rounds, TIMERS, [callOff, strike])
  return { calledOff, struck }
}

/** Of each kind of work, which is done so many times at once. */
async function bestNanoseconds(
  rounds: number,
  times: number,
  works: readonly (() => void)[],
): Promise<readonly number[]> {
  const seconds = await interleaved(
    rounds,
    works.map((work) => () => secondsOf(work)),
  )
  return seconds.map((each) => (Math.min(...each) / times) * 1e9)
}
