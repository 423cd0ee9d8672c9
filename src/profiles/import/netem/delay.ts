/**
 * netem's delay, jitter and reordering. Without a rate packets overtake as their delays have it, as
 * in netem. `reorder` lets some go at once: here all others are held back by the delay.
 */
import type { Checked } from '../../../json/input-error.ts'
import { msText, shareOf } from '../decimal.ts'
import {
  type DistributionTable,
  type ImportSource,
  refused,
  type WrittenStage,
} from '../importer.ts'
import type { NetemArguments } from './arguments.ts'
import { correlation, type NetemPart, NO_PART } from './part.ts'
import { quantilesOf } from './table.ts'
import { lacksUnit, shareIn, timeOf } from './words.ts'

const LONGEST_MS = 86_400e3

/** tc(8) says microseconds, and its `get_time64`, which netem's delays have now, reads nanoseconds. */
const UNIT_NOTE =
  'A delay without a unit is taken for microseconds, as tc(8) has it; a newer tc takes it for nanoseconds.'

export function delayStages(
  source: ImportSource,
  found: NetemArguments,
  tables: readonly DistributionTable[],
): Checked<NetemPart> {
  const values = found.get('delay')
  if (values === undefined) return withoutDelay(source, found)
  const times = values.slice(0, 2).map(timeOf)
  const isWrong = (time: number | undefined): boolean => time === undefined || time > LONGEST_MS
  const [delay = 0, jitter = 0] = times
  if (times.length === 0 || times.some(isWrong) || values.length > 3) {
    return refused(source, ['delay', ...values].join(' '), 'as in "delay 100ms 20ms 25%"')
  }
  const unused = correlation('delay', values[2])
  const notes = values.slice(0, 2).some(lacksUnit) ? [UNIT_NOTE] : []
  if (jitter === 0 && found.has('distribution')) {
    return refused(source, '"distribution" without jitter', 'both, as in "delay 100ms 20ms"')
  }
  if (jitter === 0) return constant(source, found, delay, { unused, notes })
  const distribution = distributionOf(source, found, jitter, tables)
  if (!distribution.ok) return distribution
  const stage: WrittenStage = {
    kind: 'jitter',
    delay: msText(delay),
    distribution: distribution.value.distribution,
    reordering: !found.has('rate'),
  }
  const idle = reorderText(found)
  return {
    ok: true,
    value: {
      stages: [stage],
      unused: [
        ...unused,
        ...(idle === undefined
          ? []
          : [{ figure: 'reorder', value: idle, reason: 'Its jitter reorders packets already.' }]),
      ],
      notes: [...notes, ...distribution.value.notes],
    },
  }
}

function withoutDelay(source: ImportSource, found: NetemArguments): Checked<NetemPart> {
  for (const keyword of ['reorder', 'gap', 'distribution'] as const) {
    if (found.has(keyword)) return refused(source, `"${keyword}" without "delay"`, 'both')
  }
  return { ok: true, value: NO_PART }
}

function constant(
  source: ImportSource,
  found: NetemArguments,
  delayMs: number,
  { unused, notes }: Omit<NetemPart, 'stages'>,
): Checked<NetemPart> {
  const delay = msText(delayMs)
  const jumping = shareThatJumps(found)
  if (jumping === 'wrong')
    return refused(source, reorderText(found) ?? '', 'as in "reorder 25% 50%"')
  const fixed = delayMs === 0 ? [] : [{ kind: 'delay', delay }]
  if (jumping === 0) return { ok: true, value: { stages: fixed, unused, notes } }
  return {
    ok: true,
    value: {
      stages: [{ kind: 'reordering', probability: shareOf(1 - jumping), delay }],
      unused: [...unused, ...correlation('reorder', found.get('reorder')?.[1])],
      notes: [
        ...notes,
        'Packets that netem lets go at once are those that are not held back here.',
      ],
    },
  }
}

/** With a gap, that many less one go before the next may jump: 1 / (gap − 1 + 1 / share) do. */
function shareThatJumps(found: NetemArguments): number | 'wrong' {
  const reorder = found.get('reorder')
  const gapText = found.get('gap')?.[0] ?? '1'
  const share = reorder === undefined ? (found.has('gap') ? 1 : 0) : shareIn(reorder[0])
  const gap = /^\d{1,6}$/.test(gapText) ? Math.max(1, Number(gapText)) : undefined
  if (share === undefined || gap === undefined || (reorder?.length ?? 0) > 2) return 'wrong'
  return share === 0 ? 0 : 1 / (gap - 1 + 1 / share)
}

function reorderText(found: NetemArguments): string | undefined {
  const parts = (['reorder', 'gap'] as const).flatMap((keyword) => {
    const values = found.get(keyword)
    return values === undefined ? [] : [keyword, ...values]
  })
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** Of the deviation asked for netem's own Pareto table has so much (`link/pareto-quantiles.ts`). */
const PARETO_DEVIATION = 0.82

type Distribution = { readonly distribution: WrittenStage; readonly notes: readonly string[] }

function distributionOf(
  source: ImportSource,
  found: NetemArguments,
  jitterMs: number,
  tables: readonly DistributionTable[],
): Checked<Distribution> {
  const name = found.get('distribution')?.[0] ?? 'uniform'
  const deviation = msText(jitterMs)
  const known = (distribution: WrittenStage, ...notes: string[]): Checked<Distribution> => ({
    ok: true,
    value: { distribution, notes },
  })
  const table = tables.find((one) => one.name === name)
  if (table !== undefined) return known({ kind: 'table', table: quantilesOf(table, jitterMs) })
  switch (name) {
    case 'uniform':
      return known({ kind: 'uniform', spread: deviation })
    case 'normal':
      return known({ kind: 'normal', deviation })
    case 'pareto':
      return known(
        { kind: 'pareto', deviation: msText(jitterMs * PARETO_DEVIATION) },
        'netem’s Pareto table has 0.82 of the deviation asked for: so has this one, around its mean.',
      )
    default:
      return refused(
        source,
        `distribution ${name}`,
        `uniform, normal, pareto, or the table beside it (/usr/lib/tc/${name}.dist)`,
      )
  }
}
