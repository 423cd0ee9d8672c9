/**
 * What a profile may say of one impairment of an explicit link: how it is written, with settings
 * as quantities, and how it reads. Each has a file of its own in `impairments/`; one more is one
 * more line here.
 *
 * The link itself takes settings that make no sense for a bug of its caller, so whatever it
 * requires is checked by the schemas and refused with the place in the file. Names are those of
 * the link; only what is longer there than people would write it is shorter here: a queue is one
 * text, a table of quantiles names them, and a trace may be in a file. Of the link's impairments
 * random outages are missing: their luck is drawn, and nothing of a listed link is.
 */
import * as z from 'zod'
import { burstLoss } from './impairments/burst-loss.ts'
import { delay } from './impairments/delay.ts'
import { delayTrace } from './impairments/delay-trace.ts'
import { dropList } from './impairments/drop-list.ts'
import { duplication } from './impairments/duplication.ts'
import { hold } from './impairments/hold.ts'
import { jitter } from './impairments/jitter.ts'
import { loss } from './impairments/loss.ts'
import { mtu } from './impairments/mtu.ts'
import { outage } from './impairments/outage.ts'
import { poisson } from './impairments/poisson.ts'
import { radio } from './impairments/radio.ts'
import { rate } from './impairments/rate.ts'
import { rateTrace } from './impairments/rate-trace.ts'
import { reordering } from './impairments/reordering.ts'
import { trace } from './impairments/trace.ts'

const LISTED = {
  delay,
  jitter,
  loss,
  'burst-loss': burstLoss,
  'drop-list': dropList,
  rate,
  trace,
  'rate-trace': rateTrace,
  'delay-trace': delayTrace,
  poisson,
  mtu,
  duplication,
  reordering,
  outage,
  hold,
  radio,
}

/** The settings of any of them. */
export type ListedImpairment = Parameters<(typeof LISTED)[keyof typeof LISTED]['words']>[0]

type ListedOf<Kind extends ListedImpairment['kind']> = Extract<ListedImpairment, { kind: Kind }>

const { delay: first, ...others } = LISTED

/** One impairment. Those that have a trace in a file still name it. */
export const impairmentField = z.discriminatedUnion('kind', [
  first.written,
  ...Object.values(others).map(({ written }) => written),
])

/** As the schema leaves it: a trace may have yet to be read. */
export type WrittenImpairment = z.output<typeof impairmentField>

const WORDS: {
  readonly [Kind in ListedImpairment['kind']]: {
    readonly words: (settings: ListedOf<Kind>) => string
  }
} = LISTED

/** In a line, for people. */
export const impairmentText = <Kind extends ListedImpairment['kind']>(
  settings: ListedOf<Kind> & { readonly kind: Kind },
): string => WORDS[settings.kind].words(settings)
