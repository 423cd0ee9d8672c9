/**
 * Every case of test/truth/chosen-fates.json.gz: what overtakes or repeats what, queues that overflow, networks
 * that are gone or hold everything back in the middle, ends that close, Fast Open, bbr, keep-alives, small MTUs, IPv6.
 *
 * The phase of the host's clock is not in the logs, so that a kernel's ladder has to be one that the model has at
 * some phase: in flags, numbers, lengths, all SACK blocks and fates. Where hosts under load merged
 * acknowledgements, each time otherwise, the dialogue is through when the kernel's was.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modelLadder } from './chosen-fates.ts'
import { type Case, fateCases, type Ladder } from './fate-cases.ts'

const PHASES = 60
/** Of a duration; and one jiffy of 4 ms. What these hosts were late by, on top of what the model has of a host. */
const LATE = 0.01
const LATE_MS = 4

const packetsOf = ({ packets }: Ladder): string => packets.join('\n')

function missing({ scenario, kernel }: Case): ReadonlySet<string> {
  const sought = new Set(kernel.map(packetsOf))
  for (let phase = 0; phase < PHASES && sought.size > 0; phase += 1) {
    sought.delete(packetsOf(modelLadder(scenario, phase)))
  }
  return sought
}

const throughAt = ({ doneMs }: Ladder): number => doneMs.at(-1) ?? Number.NaN

describe('packets with chosen fates', () => {
  const cases = fateCases()

  it('are those of 264 dialogues', () => {
    assert.equal(cases.length, 264)
    assert.ok(cases.every(({ kernel }) => kernel.length >= 4))
  })

  for (const one of cases) {
    const { alike, scenario, kernel } = one
    it(`${scenario.name}: the same ${alike}`, () => {
      if (alike === 'packets') {
        const [first] = missing(one)
        assert.equal(first, undefined, 'no phase makes the model send what the kernel sent')
        return
      }
      const times = kernel.map(throughAt).sort((a, b) => a - b)
      const median = times[times.length >> 1] ?? Number.NaN
      const model = Array.from({ length: 12 }, (_, phase) =>
        throughAt(modelLadder(scenario, phase)),
      )
      const slack = LATE * median + LATE_MS
      const [least, most] = [Math.min(...model), Math.max(...model)]
      const found = `${median} ms, the model ${least} to ${most} ms`
      assert.ok(median >= least - slack && median <= most + slack, found)
    })
  }
})
