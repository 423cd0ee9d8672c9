/**
 * What the library's functions are handed beside words, held to what it may be: programs without
 * types hand in anything, and what is taken for nothing said would run as something else.
 */
import type { ZodType } from 'zod'
import * as z from 'zod'
import { readResult } from '../../files/results.ts'
import { accepted } from '../../json/input-error.ts'
import { checkValue, refuseOther } from '../../json/value.ts'
import { A_RESULT } from '../../result/read.ts'
import { type Result, resultSchema } from '../../result/result.ts'
import type { CheckOptions, CheckWords } from '../terms/check.ts'
import type { CompareOptions } from '../terms/compare.ts'
import type { LiveOptions } from '../terms/live.ts'
import type { ProxyOptions } from '../terms/proxy.ts'
import type { ServeOptions } from '../terms/serve.ts'
import type { StormOptions } from '../terms/storm.ts'
import type { TraceOptions } from '../terms/trace.ts'
import { workersField } from './workers.ts'

/** Every field of `Type`, and no other. */
type Fields<Type> = { readonly [Field in keyof Required<Type>]: ZodType }

const expecting = (expected: string, is: (value: unknown) => boolean) =>
  z.custom((value) => is(value), { params: { expected } })

const callback = expecting('a function', (value) => typeof value === 'function')
/** By what is asked of it: one of another realm, or of a library, is as good. */
const signal = expecting(
  'an AbortSignal',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function',
)
const flag = z.boolean().optional()

const followed = { signal: signal.optional(), onProgress: callback.optional() }
const measuring = { ...followed, commit: flag, outcomes: flag }
const withoutOutcomes = {
  ...followed,
  commit: flag,
  workers: workersField,
  replay: flag,
  onOutcomes: callback.optional(),
}
const beside = {
  onEpisode: callback.optional(),
  onHappening: callback.optional(),
  onOver: callback.optional(),
  onRemark: callback.optional(),
}

const OPTIONS = {
  compare: z.strictObject({ ...withoutOutcomes, outcomes: flag } satisfies Fields<CompareOptions>),
  check: z.strictObject(withoutOutcomes satisfies Fields<CheckOptions>),
  compareShard: z.strictObject(withoutOutcomes),
  merge: z.strictObject({ outcomes: flag }),
  live: z.strictObject({
    ...measuring,
    onWaiting: callback.optional(),
    onFound: callback.optional(),
    onOutcomes: callback.optional(),
    capture: z.strictObject({ keys: z.boolean() }).optional(),
  } satisfies Fields<LiveOptions>),
  storm: z.strictObject({ ...followed, commit: flag, replay: flag } satisfies Fields<StormOptions>),
  trace: z.strictObject(followed satisfies Fields<TraceOptions>),
  serve: z.strictObject({ ...beside, onConnection: callback } satisfies Fields<ServeOptions>),
  proxy: z.strictObject({ ...beside, onConnection: callback } satisfies Fields<ProxyOptions>),
}

/** @throws {InputError} about the first that is wrong, or all of them when they are no object. */
export function optionsFor<Options extends object>(
  what: keyof typeof OPTIONS,
  options: Options,
): Options {
  refuseOther('options', options, z.looseObject({}))
  accepted(checkValue(options, OPTIONS[what]))
  return options
}

/** Anything that is an object: what is in one is looked at where it is used. */
const resultOrPath = expecting(
  'a result, or the path of one',
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
)

const checkWords = z.strictObject({
  budgets: z.string().optional(),
  result: resultOrPath.optional(),
  baseline: resultOrPath.optional(),
  served: z.string().optional(),
  analyzed: z.string().optional(),
} satisfies Fields<CheckWords>)

/** @throws {InputError} about the first that is wrong. */
export function checkWordsGiven(words: CheckWords): CheckWords {
  accepted(checkValue(words, checkWords))
  return words
}

/** What tells a result from something else. */
const resultLike = z.looseObject({
  schema: expecting(A_RESULT, (value) => resultSchema.shape.schema.safeParse(value).success),
})

/** As such, or read from where it was written to. @throws {InputError} */
export function resultGiven(field: string, given: Result | string): Result {
  refuseOther(field, given, resultOrPath)
  if (typeof given === 'string') return readResult(given)
  refuseOther(field, given, resultLike)
  refuseOther(field, given, resultSchema)
  return given
}

/** @throws {InputError} */
export const refuseOtherThan = (field: string, value: unknown, among: readonly string[]): void =>
  refuseOther(field, value, z.enum(among))
