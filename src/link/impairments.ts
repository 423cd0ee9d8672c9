/** Which file makes which impairment. One more impairment: its settings, its file, a line here. */
import { burstLossStage } from './burst-loss.ts'
import { delayStage } from './delay.ts'
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
import { randomOutagesStage } from './random-outages.ts'
import { rateStage } from './rate.ts'
import { reorderingStage } from './reordering.ts'
import type { Impairment } from './settings.ts'
import type { ImpairmentOf, StageContext, StageFactory } from './stage.ts'
import { traceStage } from './trace.ts'

const FACTORIES: { readonly [Kind in Impairment['kind']]: StageFactory<Kind> } = {
  delay: delayStage,
  jitter: jitterStage,
  loss: lossStage,
  'burst-loss': burstLossStage,
  'drop-list': dropListStage,
  rate: rateStage,
  trace: traceStage,
  poisson: poissonStage,
  mtu: mtuStage,
  duplication: duplicationStage,
  reordering: reorderingStage,
  outage: outageStage,
  'random-outages': randomOutagesStage,
  hold: holdStage,
  radio: radioStage,
}

export const makeStage = <Kind extends Impairment['kind']>(
  settings: ImpairmentOf<Kind> & { readonly kind: Kind },
  context: StageContext,
): Stage => FACTORIES[settings.kind](settings, context)
