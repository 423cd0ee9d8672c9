/** What a cell's snapshot must be before it is added to another: no count is believed unseen. */

import * as z from 'zod'
import { DIRECTIONS } from '../../direction.ts'
import { byName } from '../../record/by-name.ts'
import type { CellSnapshot } from '../../record/cell-recorder.ts'
import { FALLBACK_NAMES } from '../../record/fallback.ts'
import { FIGURE_PART_COUNT } from '../../record/figure.ts'
import { type HistogramSnapshot, LATENCY_MAX_US } from '../../record/histogram.ts'
import { PARTS } from '../../record/life-record.ts'
import { EPISODE_SUMS, EPISODE_TIMES } from '../../record/life-recorder.ts'
import { FAILURE_CODES, MILESTONES } from '../../transport.ts'

const count = z.int().min(0)
const sum = z.int().min(0)
const u32 = z.instanceof(Uint32Array)
const eachOf = <const Name extends string, Value extends z.ZodType>(
  names: readonly Name[],
  value: Value,
) => z.object(byName(names, () => value))

const counted = <Key extends z.ZodType>(key: Key) => z.array(z.tuple([key, count]))
const waits = counted(z.string().regex(/^\d{1,4}(,\d{1,4})*$/, { error: 'counts, as in "1,2"' }))

/** Bins that there are, ascending, and as many counts. */
const histogram = z
  .object({
    bins: u32,
    counts: u32,
    sum,
    min: sum.max(LATENCY_MAX_US),
    max: sum.max(LATENCY_MAX_US),
  })
  .refine(isHistogram)

function isHistogram({ bins, counts }: Pick<HistogramSnapshot, 'bins' | 'counts'>): boolean {
  return (
    bins.length === counts.length &&
    bins.every((bin, index) => bin < BINS_MAX && (index === 0 || bin > (bins[index - 1] ?? 0)))
  )
}

/** Above all that a day in microseconds has at three digits. */
const BINS_MAX = 65_536

/** Pairs whose second members are `inAll` together. */
const runsOf = (runs: Uint32Array, inAll: number): boolean => {
  let found = 0
  for (let index = 1; index < runs.length; index += 2) found += runs[index] ?? 0
  return runs.length % 2 === 0 && found === inAll
}

const piece = z
  .object({
    trials: u32,
    kinds: z.array(z.object({ ending: z.string(), waits: z.array(count) })),
    kind: u32,
    readyUs: u32,
    bytesUp: u32,
    bytesDown: u32,
    episodes: u32,
    recoveredUs: u32,
  })
  .refine(({ trials, readyUs, kind, bytesUp, bytesDown, episodes, recoveredUs }) => {
    let inAll = 0
    for (let index = 0; index < trials.length; index += 2) {
      const [from = 0, to = 0] = trials.subarray(index, index + 2)
      if (to <= from) return false
      inAll += to - from
    }
    const runs = [kind, bytesUp, bytesDown].every((one) => runsOf(one, inAll))
    const lives = episodes.length === 0 ? recoveredUs.length === 0 : runsOf(episodes, inAll)
    return readyUs.length === inAll && runs && lives
  })

const batch = z.object({
  from: count,
  to: count,
  times: count,
  failed: count,
  percentilesUs: z.record(z.string(), sum.optional()),
})

const life = z.object({
  episodes: count,
  manners: counted(z.string()),
  times: eachOf(EPISODE_TIMES, histogram),
  failures: counted(z.enum(FAILURE_CODES)),
  sums: eachOf(EPISODE_SUMS, sum),
  parts: eachOf(PARTS, sum),
  messages: eachOf(DIRECTIONS, z.object({ fates: counted(z.string()), delays: histogram })),
})

/** A field that is added to snapshots is asked for here as well. */
export const snapshotSchema = z.object({
  trials: count,
  completed: count,
  fallbacks: z.array(z.tuple([z.enum(FALLBACK_NAMES), waits])),
  failures: counted(z.enum(FAILURE_CODES)),
  explanations: z.array(z.tuple([z.enum(FAILURE_CODES), z.string()])),
  waits,
  figures: z.instanceof(Float64Array).refine(({ length }) => length === FIGURE_PART_COUNT),
  milestones: eachOf(MILESTONES, histogram),
  life: life.optional(),
  outcomes: z.object({ pieces: z.array(piece), batches: z.array(batch) }),
} satisfies Readonly<Record<keyof CellSnapshot, z.ZodType>>)
