/**
 * netem's models of loss: independent, Gilbert–Elliott (`gemodel`), and the four-state chain
 * (`state`), as far as it has two states: what is lost by itself in the good one is its own loss.
 */
import type { Checked } from '../../../json/input-error.ts'
import { shareOf } from '../decimal.ts'
import { type ImportSource, refused } from '../importer.ts'
import { correlation, mayCorrelate, type NetemPart, NO_PART } from './part.ts'
import { shareIn } from './words.ts'

export function lossStages(
  source: ImportSource,
  values: readonly string[] | undefined,
): Checked<NetemPart> {
  if (values === undefined) return { ok: true, value: NO_PART }
  const [model, ...parameters] = values
  const wrong = (expected: string): Checked<never> =>
    refused(source, ['loss', ...values].join(' '), expected)
  if (model === 'gemodel') return gilbertElliott(sharesOf(parameters), wrong)
  if (model === 'state') return fourStates(sharesOf(parameters), wrong)
  return independent(model === 'random' ? parameters : values, wrong)
}

/** `tc qdisc show` puts names before them: `p 1% r 10% 1-h 100% 1-k 0%`. */
const NAMES: ReadonlySet<string> = new Set([
  'p',
  'r',
  '1-h',
  '1-k',
  'p13',
  'p31',
  'p32',
  'p23',
  'p14',
])

const sharesOf = (parameters: readonly string[]): readonly (number | undefined)[] =>
  parameters.filter((word) => !NAMES.has(word)).map(shareIn)

type Wrong = (expected: string) => Checked<never>

function independent(values: readonly string[], wrong: Wrong): Checked<NetemPart> {
  const share = shareIn(values[0])
  if (share === undefined || values.length > 2 || !mayCorrelate(values[1])) {
    return wrong('as in "loss 1%"')
  }
  return {
    ok: true,
    value: {
      stages: share === 0 ? [] : [{ kind: 'loss', probability: shareOf(share) }],
      unused: correlation('loss', values[1]),
      notes: [],
    },
  }
}

function gilbertElliott(shares: readonly (number | undefined)[], wrong: Wrong): Checked<NetemPart> {
  const example = 'as in "loss gemodel 1% 10% 100% 0%"'
  const [p] = shares
  if (p === undefined || shares.includes(undefined) || shares.length > 4) return wrong(example)
  const [, r = 1 - p, lossBad = 1, lossGood = 0] = shares
  if (p + r === 0) return wrong(example)
  return { ok: true, value: { ...NO_PART, stages: [burstLoss(p, r, lossBad, lossGood)] } }
}

function fourStates(shares: readonly (number | undefined)[], wrong: Wrong): Checked<NetemPart> {
  const [p13] = shares
  if (p13 === undefined || shares.includes(undefined) || shares.length > 5) {
    return wrong('as in "loss state 1% 30%"')
  }
  const [, p31 = 1 - p13, p32 = 0, p23 = 1, p14 = 0] = shares
  if (p13 + p31 === 0) return wrong('p13 or p31 above 0%')
  return {
    ok: true,
    value: {
      stages: [burstLoss(p13, p31, 1, p14)],
      unused:
        p32 === 0
          ? []
          : [
              {
                figure: 'good packets within a burst of loss (p32, p23)',
                value: `${shareOf(p32)} ${shareOf(p23)}`,
                reason: 'Loss has two states here: within a burst all is lost.',
              },
            ],
      notes: [],
    },
  }
}

const burstLoss = (p: number, r: number, lossBad: number, lossGood: number) => ({
  kind: 'burst-loss',
  p: shareOf(p),
  r: shareOf(r),
  lossBad: shareOf(lossBad),
  lossGood: shareOf(lossGood),
})
