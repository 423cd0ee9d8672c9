/**
 * Every case of test/truth/single-losses.txt: the model sends the same packets (direction, flags,
 * sequence, acknowledgement, length, first SACK block) in the same order as Linux 6.18 did.
 *
 * The phase of the host's clock is not in the logs, so it is looked for: among the 512 places of
 * a jiffy on the wheel's levels up to 2 s, and within the jiffy where the log's own timers say
 * that the tick was. At the phase found, each packet follows its predecessor as it did in the kernel, to
 * within the granularity of the timer that may have run meanwhile: one jiffy of 4 ms up to
 * 252 ms, 32 ms up to 2 s, 256 ms up to 16 s, 2 s above; and one jiffy for a late tick.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstDifference, type Rung } from '../fidelity/ladder.ts'
import { type LossCase, lossCases, modelLadder } from './single-losses.ts'

const JIFFY_MS = 4
/** One jiffy for the tick's luck, and what the hosts' own times add up to. */
const LATE_MS = JIFFY_MS + 1
const JIFFIES = 512
/** Between the tick and the packet on the link. */
const TICK_TO_PACKET_MS = 0.06

const granularityMs = (timerMs: number): number => {
  if (timerMs < 252) return JIFFY_MS
  if (timerMs < 2_016 + LATE_MS) return 32
  if (timerMs < 16_128 + LATE_MS) return 256
  return 2_048
}

/** How long the sender of each packet had been silent, which is the most a timer can have run. */
const silenceMs = (ladder: readonly Rung[], index: number): number => {
  const side = ladder[index]?.packet.slice(0, 4)
  for (let i = index - 1; i >= 0; i -= 1)
    if (ladder[i]?.packet.startsWith(side ?? ''))
      return (ladder[index]?.ms ?? 0) - (ladder[i]?.ms ?? 0)
  return 0
}

const isClose = (kernel: readonly Rung[], model: readonly Rung[]): boolean =>
  firstDifference(kernel, model) < 0 &&
  kernel.every((rung, index) => {
    const before = index === 0 ? 0 : (model[index - 1]?.ms ?? 0) - (kernel[index - 1]?.ms ?? 0)
    const drift = (model[index]?.ms ?? 0) - rung.ms - before
    return Math.abs(drift) < granularityMs(silenceMs(kernel, index)) + LATE_MS
  })

/** Where within a jiffy the timers of the ladder fired: after a silence longer than the delay. */
const offsetsMs = ({ ladder, rttMs }: LossCase): readonly number[] => {
  const offsets = new Set<number>()
  ladder.forEach(({ ms }, index) => {
    if (index === 0 || ms - (ladder[index - 1]?.ms ?? 0) <= rttMs / 2 + 5) return
    const offset = JIFFY_MS - ((ms - TICK_TO_PACKET_MS) % JIFFY_MS)
    offsets.add(Math.round(offset * 20) / 20)
  })
  return offsets.size === 0 ? [0] : [...offsets]
}

const reproduces = (one: LossCase): boolean => {
  for (const offset of offsetsMs(one))
    for (let jiffy = 0; jiffy < JIFFIES; jiffy += 1)
      if (isClose(one.ladder, modelLadder(one, jiffy * JIFFY_MS + offset))) return true
  return false
}

describe('single losses', () => {
  const cases = lossCases()
  it('has all 68 ladders', () => {
    assert.equal(cases.length, 68)
  })

  for (const one of cases) {
    it(`${one.name}, sample ${one.sample}`, () => {
      // Where the kernel's two samples of a case differ, either is right.
      const samples = cases.filter(({ name }) => name === one.name)
      const [own, ...others] = [one, ...samples.filter((other) => other !== one)]
      assert.ok(
        own !== undefined && (reproduces(own) || (differ(samples) && others.some(reproduces))),
        'no phase of the tick makes the model send what the kernel sent',
      )
    })
  }
})

/** In packets, or by more than the timers' granularity. */
const differ = ([a, b]: readonly LossCase[]): boolean =>
  a === undefined || b === undefined || !isClose(a.ladder, b.ladder)
