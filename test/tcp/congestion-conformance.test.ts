/** What every congestion control promises, checked on each of the list, those of the future included. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import { CONGESTIONS, congestionControl } from '../../src/tcp/congestion/algorithms.ts'
import type {
  CongestionControl,
  ModelledSender,
  PathModel,
} from '../../src/tcp/congestion/congestion-control.ts'
import type { RatedChunk } from '../../src/tcp/congestion/delivery-rate.ts'
import { Pacing } from '../../src/tcp/congestion/pacing.ts'
import { beginReduction } from '../../src/tcp/congestion/prr.ts'
import { growWindow } from '../../src/tcp/congestion/window.ts'
import { ControlBlock } from '../../src/tcp/control-block.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { enterLoss } from '../../src/tcp/timeout.ts'
import { write } from '../../src/tcp/transmit.ts'

const MSS = 1_448

type Writable<Type> = { -readonly [Field in keyof Type]: Type[Field] }
/** A sender of which nothing is asked but what a control may see. */
interface Sender extends Writable<ModelledSender> {
  chunks: RatedChunk[]
  rtt: { min: number; srtt8: number }
}

const sender = (): Sender => ({
  ...{ nowUs: 0, next: 0, una: 0, window: 10, windowCount: 0 },
  slowStartThreshold: Number.POSITIVE_INFINITY,
  ...{ delivered: 0, inFlight: 0, lostOut: 0, retransmittedOut: 0, unsent: 0, mss: MSS },
  chunks: [],
  rtt: { min: Number.POSITIVE_INFINITY, srtt8: 0 },
  repair: 'open',
})

const acts = fc.array(
  fc.record({
    act: fc.constantFrom('round', 'round', 'round', 'sample', 'loss', 'timeout', 'recovered'),
    elapsedUs: fc.oneof(fc.nat(3), fc.nat(400_000), fc.nat(12_000_000)),
    lost: fc.nat(3),
  }),
  { maxLength: 150, size: 'max' },
)
type Act = typeof acts extends fc.Arbitrary<readonly (infer One)[]> ? One : never

/** A window leaves, and is acknowledged but for what is lost of it. */
const round = (control: CongestionControl, state: Sender, { elapsedUs, lost }: Act): void => {
  const segments = Math.min(state.window, 40)
  for (let i = 0; i < segments; i += 1) {
    const chunk = { end: state.next + MSS, sentUs: state.nowUs, sendState: undefined }
    control.model?.sent(state, chunk)
    state.next = chunk.end
    state.chunks.push(chunk)
    state.inFlight += 1
  }
  state.nowUs += elapsedUs
  const delivered = Math.max(segments - lost, 1)
  for (const chunk of state.chunks.slice(0, delivered)) control.model?.delivered(chunk)
  state.chunks = []
  state.inFlight = 0
  state.una = state.next
  state.delivered += delivered
  sample(control, state, elapsedUs)
  if (control.model === undefined) control.acknowledged(state, delivered)
  else control.model.answered(state, delivered, segments - delivered)
}

const sample = (control: CongestionControl, state: Sender, rttUs: number): void => {
  state.rtt.min = Math.min(state.rtt.min, rttUs)
  state.rtt.srtt8 = 8 * rttUs
  control.sampled(state, rttUs)
}

const lose = (control: CongestionControl, state: Sender): void => {
  const threshold = control.thresholdAfterLoss(state)
  // What sets the window itself may do without a threshold (bbr).
  if (control.model === undefined || threshold !== Number.POSITIVE_INFINITY)
    assert.ok(Number.isInteger(threshold) && threshold >= 2, `threshold ${threshold}`)
  state.slowStartThreshold = threshold
}

const ACTS: Readonly<
  Record<Act['act'], (control: CongestionControl, state: Sender, act: Act) => void>
> = {
  round,
  sample: (control, state, { elapsedUs }) => sample(control, state, elapsedUs),
  loss: (control, state) => {
    lose(control, state)
    state.repair = 'recovery'
    if (control.model === undefined) state.window = state.slowStartThreshold
  },
  timeout: (control, state) => {
    lose(control, state)
    control.timedOut()
    state.repair = 'loss'
    state.window = 1
  },
  recovered: (control, state) => {
    control.model?.undone()
    state.repair = 'open'
  },
}

/** Window, threshold and pace after each act. */
const course = (control: CongestionControl, order: readonly Act[]): readonly number[][] => {
  const state = sender()
  return order.map((act) => {
    ACTS[act.act](control, state, act)
    const { window, slowStartThreshold } = state
    assert.ok(Number.isInteger(window) && window >= 1, `window ${window} after ${act.act}`)
    const pace = control.model?.pacing.rate ?? 0
    assert.ok(pace >= 0 && pace < Number.POSITIVE_INFINITY, `pace ${pace} after ${act.act}`)
    return [window, slowStartThreshold, pace]
  })
}

for (const name of CONGESTIONS) {
  const seeded = (seed: number): CongestionControl =>
    congestionControl(name, Random.seeded(String(seed)))
  const forAll = (check: (order: readonly Act[], seed: number) => void): void =>
    fc.assert(fc.property(acts, fc.nat(1_000), check), { seed: 7, numRuns: 80 })

  describe(`congestion control: ${name}`, () => {
    it('has a window of whole segments, and a threshold of at least two, whatever happens', () =>
      forAll((order, seed) => {
        course(seeded(seed), order)
      }))

    it('comes to the same by the same seed', () =>
      forAll((order, seed) =>
        assert.deepEqual(course(seeded(seed), order), course(seeded(seed), order)),
      ))
  })
}

/** A control block whose control has a mistake, with its window in full use. */
const blockWith = (mistake: Partial<CongestionControl>): ControlBlock => {
  const wire = { transmitChunk: () => {}, released: () => {}, extraOptions: () => 0 }
  const tcb = new ControlBlock(LINUX, Random.seeded('mistake'), wire)
  const congestion = { ...congestionControl('reno', Random.seeded('mistake')), ...mistake }
  tcb.windowLimited = true
  return Object.assign(tcb, { congestion, model: congestion.model })
}

describe('a congestion control with a mistake', () => {
  for (const found of [Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 10.5]) {
    it(`is named where its window is ${found}`, () => {
      const acknowledged: CongestionControl['acknowledged'] = (state) => {
        state.window = found
      }
      assert.throws(() => growWindow(blockWith({ acknowledged }), 1), {
        message: `Expected the window of "cubic" to be a whole number of at least 1, found ${found}`,
      })
    })
  }

  for (const found of [Number.NaN, Number.POSITIVE_INFINITY, 0, 0.5, 1, 2.5]) {
    it(`is named where its threshold is ${found}`, () => {
      const mistake = { thresholdAfterLoss: () => found, timedOut: () => {} }
      for (const take of [beginReduction, enterLoss]) {
        assert.throws(() => take(blockWith(mistake)), {
          message: `Expected the threshold of "cubic" to be a whole number of at least 2, found ${found}`,
        })
      }
    })
  }

  it('does not keep the sender busy for ever', () => {
    let asked = 0
    const pacing = new Pacing()
    pacing.holds = () => {
      asked += 1
      assert.ok(asked < 3, 'a loop without an end')
      return false
    }
    const model: PathModel = {
      ...{ pacing, written: () => {}, sent: () => {}, delivered: () => {} },
      ...{ answered: () => {}, undone: () => {} },
    }
    const tcb = blockWith({ model })
    tcb.window = Number.NaN
    write(tcb, 3 * MSS)
    assert.deepEqual([asked, tcb.chunks.length], [1, 0])
  })
})
