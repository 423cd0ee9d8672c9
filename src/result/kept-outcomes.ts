/** Outcomes that a cell has kept, as its entry in the result has them, and back. */
import { byName } from '../record/by-name.ts'
import type { OutcomeBatch } from '../record/outcomes/batch.ts'
import type { KeptOutcome } from '../record/outcomes/kept.ts'
import { OUTCOMES_KEPT, type OutcomeLog } from '../record/outcomes/log.ts'
import { kindsOf } from '../record/outcomes/piece.ts'
import { fromRuns, fromSpans, toRuns, toSpans } from '../record/outcomes/runs.ts'
import { PERCENTILES } from '../record/percentile.ts'
import { LAYERS, type Layer } from '../transport.ts'
import { integersFromText, integersToText } from './integer-text.ts'
import { ms } from './milliseconds.ts'
import type { ResultOutcomes } from './outcome-schema.ts'

export type { KeptOutcome, TrialEnding } from '../record/outcomes/kept.ts'

export function toOutcomes({ outcomes, batches }: OutcomeLog): ResultOutcomes {
  const kinds = kindsOf(outcomes)
  const lives = outcomes.flatMap(({ recoveredUs }) =>
    recoveredUs === undefined ? [] : [recoveredUs],
  )
  const runs = (values: readonly number[]): string => integersToText(toRuns(values))
  return {
    trials: pairs(toSpans(outcomes.map(({ trial }) => trial))),
    kinds: kinds.all.map(({ ending, waits }) => ({ ending, waits: byLayer(waits) })),
    kind: runs(kinds.indices),
    ready: integersToText(outcomes.map(({ readyUs }) => oneMore(readyUs))),
    bytes: {
      up: runs(outcomes.map(({ bytes }) => bytes.up)),
      down: runs(outcomes.map(({ bytes }) => bytes.down)),
    },
    ...(lives.length === 0
      ? {}
      : {
          episodes: {
            count: runs(lives.map(({ length }) => length)),
            recovered: integersToText(lives.flat().map(oneMore)),
          },
        }),
    ...(batches.length === 0 ? {} : { batches: batches.map(toBatch) }),
  }
}

const oneMore = (us: number | undefined): number => (us === undefined ? 0 : us + 1)
const oneLess = (value: number | undefined): number | undefined =>
  value === undefined || value === 0 ? undefined : value - 1

function pairs(spans: Uint32Array): [number, number][] {
  const found: [number, number][] = []
  for (let index = 0; index < spans.length; index += 2) {
    found.push([spans[index] ?? 0, spans[index + 1] ?? 0])
  }
  return found
}

function byLayer(waits: readonly number[]): Partial<Record<Layer, number>> {
  const found: Partial<Record<Layer, number>> = {}
  LAYERS.forEach((layer, index) => {
    const count = waits[index] ?? 0
    if (count > 0) found[layer] = count
  })
  return found
}

const toBatch = ({ from, to, times, failed, percentilesUs }: OutcomeBatch) => ({
  from,
  to,
  times,
  failed,
  ...byName(PERCENTILES, (name) => {
    const us = percentilesUs[name]
    return us === undefined ? null : ms(us)
  }),
})

/**
 * One for each trial that was kept, in their order.
 *
 * @returns In words what is wrong with them, where they do not fit together.
 */
export function readOutcomes(outcomes: ResultOutcomes): readonly KeptOutcome[] | string {
  const spans = outcomes.trials.flat()
  if (spans.some((end, index) => index > 0 && end <= (spans[index - 1] ?? 0)))
    return 'spans of trials that do not ascend'
  if ((spans.at(-1) ?? 0) > OUTCOMES_KEPT) return `trials beyond ${OUTCOMES_KEPT}`
  const trials = fromSpans(spans)
  const runs = (text: string): readonly number[] | undefined => runsOf(text, trials.length)
  const kind = runs(outcomes.kind)
  const up = runs(outcomes.bytes.up)
  const down = runs(outcomes.bytes.down)
  const ready = integersFromText(outcomes.ready)
  const lives = livesOf(outcomes, trials.length)
  if (kind === undefined || up === undefined || down === undefined || typeof lives === 'string')
    return WRONG_RUNS
  if (ready?.length !== trials.length) return 'another number of times than of trials'
  const kinds = outcomes.kinds.map(({ ending, waits }) => ({
    ending,
    waits: LAYERS.map((layer) => waits[layer] ?? 0),
  }))
  if (kind.some((index) => kinds[index] === undefined)) return 'a kind that is not among "kinds"'
  return trials.map((trial, index) => ({
    trial,
    ...(kinds[kind[index] ?? 0] ?? { ending: 'ready', waits: [] }),
    readyUs: oneLess(ready[index]),
    bytes: { up: up[index] ?? 0, down: down[index] ?? 0 },
    recoveredUs: lives?.[index],
  }))
}

const WRONG_RUNS = 'runs that are none, or are of another number of trials'

/** Undefined where they are none, or not as many; nothing is made before that is known. */
function runsOf(text: string, count: number): readonly number[] | undefined {
  const runs = integersFromText(text)
  if (runs === undefined || runs.length % 2 !== 0) return undefined
  let inAll = 0
  for (let index = 1; index < runs.length; index += 2) inAll += runs[index] ?? 0
  return inAll === count ? fromRuns(runs) : undefined
}

type Episodes = NonNullable<KeptOutcome['recoveredUs']>

function livesOf(
  { episodes }: ResultOutcomes,
  trials: number,
): readonly Episodes[] | undefined | string {
  if (episodes === undefined) return undefined
  const counts = runsOf(episodes.count, trials)
  const recovered = integersFromText(episodes.recovered)
  if (counts === undefined || recovered === undefined) return WRONG_RUNS
  if (counts.reduce((sum, count) => sum + count, 0) !== recovered.length) return WRONG_RUNS
  let at = 0
  return counts.map((count) => {
    at += count
    return recovered.slice(at - count, at).map(oneLess)
  })
}
