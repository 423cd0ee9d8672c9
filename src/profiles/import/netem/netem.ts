/**
 * netem's arguments as impairments, in netem's own order: what is lost, doubled and broken, then the
 * delay, then the rate. What is broken does not pass TCP's checksum and is lost as well.
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
} from '../importer.ts'
import { firstLines } from '../lines.ts'
import { keywordOf, type NetemArguments, netemArguments, netemLines } from './arguments.ts'
import { delayStages } from './delay.ts'
import { lossStages } from './loss.ts'
import { correlation, type NetemPart, NO_PART } from './part.ts'
import { rateOf, shareIn } from './words.ts'

export const netem: Importer = {
  name: 'netem',
  summary:
    'arguments of netem (delay 100ms 20ms loss 1%), or a line of tc with them; *.dist beside',
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
  const rate = ratePart(source, found)
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
  if (share === undefined || values.length > 2) {
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

function ratePart(source: ImportSource, found: NetemArguments): Checked<NetemPart> {
  const values = found.get('rate')
  const [limitText = String(USUAL_LIMIT)] = found.get('limit') ?? []
  const limit = /^\d{1,6}$/.test(limitText) ? Number(limitText) : 0
  if (limit === 0) return refused(source, `limit ${limitText}`, 'a number of packets above 0')
  const others = (['slot', 'ecn', 'seed'] as const).flatMap((keyword): Unused[] => {
    const value = found.get(keyword)
    if (value === undefined) return []
    return [{ figure: keyword, value: value.join(' '), reason: REASONS[keyword] }]
  })
  if (values === undefined) {
    const idle = limit === USUAL_LIMIT ? [] : [{ figure: 'limit', value: limit, reason: NO_LIMIT }]
    return { ok: true, value: { ...NO_PART, unused: [...idle, ...others] } }
  }
  const rate = rateOf(values[0])
  if (rate === undefined || rate < 1) {
    return refused(source, ['rate', ...values].join(' '), 'as in "rate 1mbit"')
  }
  const overhead = values.slice(1).join(' ')
  return {
    ok: true,
    value: {
      stages: [{ kind: 'rate', rate: bpsText(rate), queue: `${limit}packets` }],
      unused: [
        ...(overhead === ''
          ? []
          : [
              {
                figure: 'overhead of rate',
                value: overhead,
                reason: 'Packets have their own size.',
              },
            ]),
        ...others,
      ],
      notes: [
        'netem’s limit counts packets under delay too; here it is the queue of the rate alone.',
      ],
    },
  }
}

const NO_LIMIT = 'Without a rate nothing queues, and packets under way are not limited.'

const REASONS = {
  slot: 'Packets leave one by one.',
  ecn: 'TCP does not do ECN here.',
  seed: 'Luck comes from the seed of the run.',
} as const
