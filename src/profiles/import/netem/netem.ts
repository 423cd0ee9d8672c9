/**
 * netem's arguments as impairments, in netem's own order: what is lost, doubled and broken, then the
 * delay, then the rate, with those that tbf and htb set. What is broken does not pass TCP's checksum
 * and is lost as well.
 *
 * Left out, and named: correlations, slots, the overhead of cells, ECN, seeds, and what limits a
 * queue where there is no rate.
 */
import type { Checked } from '../../../json/input-error.ts'
import { bpsText, shareOf } from '../decimal.ts'
import {
  bothWays,
  eachWay,
  type Importer,
  type ImportOptions,
  type ImportSource,
  refused,
  type Unused,
  type WrittenStage,
} from '../importer.ts'
import { firstLines } from '../lines.ts'
import { keywordOf, type NetemArguments, netemArguments, netemLines } from './arguments.ts'
import { delayStages } from './delay.ts'
import { lossStages } from './loss.ts'
import { correlation, mayCorrelate, type NetemPart, NO_PART } from './part.ts'
import { type Shaping, shapingOf } from './shaping.ts'
import { rateOf, shareIn } from './words.ts'

export const netem: Importer = {
  name: 'netem',
  summary:
    'arguments of netem (delay 100ms 20ms loss 1%), or a script of tc with them; *.dist beside',
  recognises: ({ text }) => {
    if (text.length > 100_000) return false
    const [first = ''] = firstLines(text, 1)
    return (
      netemLines(text).some((line) => /(^|\s)netem\s/.test(line)) ||
      (keywordOf(first.split(/\s+/)[0]) !== undefined && netemLines(text).length === 1)
    )
  },
  read: (source, options) => {
    const found = netemArguments(source)
    if (!found.ok) return found
    const parts = partsOf(source, found.value, options)
    if (!parts.ok) return parts
    const { loss, delay, rate } = parts.value
    const all = [loss, delay, rate]
    return {
      ok: true,
      value: {
        title: 'netem',
        ...eachWay(source, () => ({
          loss: loss.stages,
          delay: delay.stages,
          ...(rate.stages.length > 0 ? { rate: rate.stages } : {}),
        })),
        unused: all.flatMap(({ unused }) => unused),
        notes: [...all.flatMap(({ notes }) => notes), ...bothWays(source)],
      },
    }
  },
}

type Parts = Readonly<Record<'loss' | 'delay' | 'rate', NetemPart>>

function partsOf(
  source: ImportSource,
  found: NetemArguments,
  { tables }: ImportOptions,
): Checked<Parts> {
  const loss = lossesOf(source, found)
  if (!loss.ok) return loss
  const delay = delayStages(source, found, tables)
  if (!delay.ok) return delay
  const shaping = shapingOf(source)
  if (!shaping.ok) return shaping
  const rate = ratePart(source, found, shaping.value)
  if (!rate.ok) return rate
  return { ok: true, value: { loss: loss.value, delay: delay.value, rate: rate.value } }
}

/** Loss, then copies, then what is broken. */
function lossesOf(source: ImportSource, found: NetemArguments): Checked<NetemPart> {
  const lost = lossStages(source, found.get('loss'))
  if (!lost.ok) return lost
  const doubled = sharePart(source, found, 'duplicate', 'duplication')
  if (!doubled.ok) return doubled
  const broken = sharePart(source, found, 'corrupt', 'loss')
  if (!broken.ok) return broken
  const parts = [lost.value, doubled.value, broken.value]
  return {
    ok: true,
    value: {
      stages: parts.flatMap(({ stages }) => stages),
      unused: parts.flatMap(({ unused }) => unused),
      notes: [
        ...parts.flatMap(({ notes }) => notes),
        ...(broken.value.stages.length > 0
          ? ['What is corrupted does not pass the checksum of TCP: it is lost.']
          : []),
      ],
    },
  }
}

function sharePart(
  source: ImportSource,
  found: NetemArguments,
  keyword: 'duplicate' | 'corrupt',
  kind: 'duplication' | 'loss',
): Checked<NetemPart> {
  const values = found.get(keyword)
  if (values === undefined) return { ok: true, value: NO_PART }
  const share = shareIn(values[0])
  if (share === undefined || values.length > 2 || !mayCorrelate(values[1])) {
    return refused(source, [keyword, ...values].join(' '), `as in "${keyword} 1%"`)
  }
  return {
    ok: true,
    value: {
      stages: share === 0 ? [] : [{ kind, probability: shareOf(share) }],
      unused: correlation(keyword, values[1]),
      notes: [],
    },
  }
}

/** netem's own. */
const USUAL_LIMIT = 1000
/** A limit has 32 bits (`struct tc_netem_qopt`). */
const LARGEST_LIMIT = 2 ** 32 - 1
/** What a profile takes (`quantities/quantity.ts`). */
const QUEUE_MAX = 1e6

/** netem's own rate, then what gets from netem what it has let go, then what asks it for more. */
function ratePart(
  source: ImportSource,
  found: NetemArguments,
  shaping: Shaping,
): Checked<NetemPart> {
  const [limitText = String(USUAL_LIMIT)] = found.get('limit') ?? []
  const limit = /^\d{1,10}$/.test(limitText) ? Number(limitText) : 0
  if (limit < 1 || limit > LARGEST_LIMIT) {
    return refused(source, `limit ${limitText}`, `a number of packets from 1 to ${LARGEST_LIMIT}`)
  }
  const own = ownRate(source, found.get('rate'))
  if (!own.ok) return own
  const { bps, unused: overhead } = own.value
  const queued = (bps: number): WrittenStage => ({
    kind: 'rate',
    rate: bpsText(bps),
    queue: `${Math.min(limit, QUEUE_MAX)}packets`,
  })
  const [first, last] = [bps.map(queued), shaping.above.map(queued)]
  const limits = first.length + last.length > 0
  const idle =
    limits || limit === USUAL_LIMIT ? [] : [{ figure: 'limit', value: limit, reason: NO_LIMIT }]
  return {
    ok: true,
    value: {
      stages: [...first, ...shaping.below, ...last],
      unused: [...overhead, ...idle, ...othersIn(found), ...shaping.unused],
      notes: [
        ...(limits ? [LIMIT_NOTE] : []),
        ...(limits && limit > QUEUE_MAX
          ? [`A queue holds ${QUEUE_MAX} packets at most: not ${limit}.`]
          : []),
        ...shaping.notes,
      ],
    },
  }
}

interface OwnRate {
  /** In bit/s: one or none. */
  readonly bps: readonly number[]
  readonly unused: readonly Unused[]
}

function ownRate(source: ImportSource, values: readonly string[] | undefined): Checked<OwnRate> {
  if (values === undefined) return { ok: true, value: { bps: [], unused: [] } }
  const rate = rateOf(values[0])
  const behind = values.slice(1)
  if (rate === undefined || rate < 1 || !isOverhead(behind)) {
    return refused(source, ['rate', ...values].join(' '), 'as in "rate 1mbit"')
  }
  const overhead = behind.join(' ')
  const reason = 'Packets have their own size.'
  return {
    ok: true,
    value: {
      bps: [rate],
      unused: overhead === '' ? [] : [{ figure: 'overhead of rate', value: overhead, reason }],
    },
  }
}

/** Of packets, and the size and the overhead of cells; with their names as tc shows them. */
function isOverhead(values: readonly string[]): boolean {
  const numbers = values.filter((word) => !/^(?:packetoverhead|cellsize|celloverhead)$/.test(word))
  return (
    numbers.length <= 3 && numbers.every((word) => /^-?(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(word))
  )
}

const othersIn = (found: NetemArguments): readonly Unused[] =>
  (['slot', 'ecn', 'seed'] as const).flatMap((keyword) => {
    const value = found.get(keyword)
    if (value === undefined) return []
    return [{ figure: keyword, value: value.join(' '), reason: REASONS[keyword] }]
  })

const LIMIT_NOTE =
  'netem’s limit counts packets under delay too; here it is the queue of the rate alone.'

const NO_LIMIT = 'Without a rate nothing queues in netem, and packets under way are not limited.'

const REASONS = {
  slot: 'Packets leave one by one.',
  ecn: 'TCP does not do ECN here.',
  seed: 'Luck comes from the seed of the run.',
} as const
