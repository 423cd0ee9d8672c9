/** The impairments that there are, each in a file of its own; one more is one more line here. */
import { burstLossStage } from './burst-loss.ts'
import { delayStage } from './delay.ts'
import { delayTraceStage } from './delay-trace.ts'
import { dropListStage } from './drop-list.ts'
import { duplicationStage } from './duplication.ts'
import { holdStage } from './hold.ts'
import { jitterStage } from './jitter.ts'
import { lossStage } from './loss.ts'
import { mtuStage } from './mtu.ts'
import { outageStage } from './outage.ts'
import type { Stage } from './packet.ts'
import { poissonStage } from './poisson.ts'
import { radioStage } from './radio.ts'
import { randomHoldsStage } from './random-holds.ts'
import { randomOutagesStage } from './random-outages.ts'
import { rateStage } from './rate.ts'
import { rateTraceStage } from './rate-trace.ts'
import { reorderingStage } from './reordering.ts'
import type { StageContext, StageFactory } from './stage.ts'
import { traceStage } from './trace.ts'

const IMPAIRMENTS = {
  delay: delayStage,
  jitter: jitterStage,
  loss: lossStage,
  'burst-loss': burstLossStage,
  'drop-list': dropListStage,
  rate: rateStage,
  trace: traceStage,
  'rate-trace': rateTraceStage,
  'delay-trace': delayTraceStage,
  poisson: poissonStage,
  mtu: mtuStage,
  duplication: duplicationStage,
  reordering: reorderingStage,
  outage: outageStage,
  'random-outages': randomOutagesStage,
  hold: holdStage,
  'random-holds': randomHoldsStage,
  radio: radioStage,
}

/** The settings of any of them. */
export type Impairment = Parameters<(typeof IMPAIRMENTS)[keyof typeof IMPAIRMENTS]>[0]

export type ImpairmentOf<Kind extends Impairment['kind']> = Extract<Impairment, { kind: Kind }>

const FACTORIES: { readonly [Kind in Impairment['kind']]: StageFactory<ImpairmentOf<Kind>> } =
  IMPAIRMENTS

export const makeStage = <Kind extends Impairment['kind']>(
  settings: ImpairmentOf<Kind> & { readonly kind: Kind },
  context: StageContext,
): Stage => FACTORIES[settings.kind](settings, context)
