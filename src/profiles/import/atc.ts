/**
 * A profile of Facebook's Augmented Traffic Control: two netem settings, up and down, as JSON, by
 * itself or as `shaping`, `content` or `settings` of a file with a name. Rates are kbit/s, times
 * milliseconds; 0 is none. A rate comes behind the delay (an HTB around netem) and has no limit that
 * the file would say.
 */

import * as z from 'zod'
import type { Direction } from '../../direction.ts'
import type { Checked } from '../../json/input-error.ts'
import { quickJson } from '../../json/quick.ts'
import { bpsText, msText, shareOf } from './decimal.ts'
import type { Aspects, Imported, Importer, Unused, WrittenStage } from './importer.ts'
import { correlation } from './netem/part.ts'

/** Numbers as such, or as texts. */
const number = (most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,12}(\.\d{1,12})?$/, { error: 'a number that is not negative, as in 240' })
        .transform(Number),
    ])
    .pipe(z.number().min(0).max(most))
    .nullish()
    .transform((value) => value ?? 0)

const share = z.looseObject({ percentage: number(100), correlation: number(100) }).optional()

const shaping = z.looseObject({
  rate: number(1e9),
  delay: z
    .looseObject({ delay: number(86_400e3), jitter: number(86_400e3), correlation: number(100) })
    .optional(),
  loss: share,
  corruption: share,
  reorder: z
    .looseObject({ percentage: number(100), correlation: number(100), gap: number(1e6) })
    .optional(),
  iptables_options: z.array(z.string()).nullish(),
})

const both = z.looseObject({ up: shaping, down: shaping })

const file = z
  .looseObject({
    name: z.string().optional(),
    shaping: both.optional(),
    content: both.optional(),
    settings: both.optional(),
    up: shaping.optional(),
    down: shaping.optional(),
  })
  .transform(({ name, shaping, content, settings, up, down }, context) => {
    const own = up === undefined || down === undefined ? undefined : { up, down }
    const link = shaping ?? content ?? settings ?? own
    if (link !== undefined) return { name, ...link }
    const params = { expected: '"up" and "down"' }
    context.issues.push({ code: 'custom', input: undefined, message: params.expected, params })
    return z.NEVER
  })

type Shaping = z.output<typeof shaping>

export const atc: Importer = {
  name: 'atc',
  summary: 'profile of Augmented Traffic Control (JSON)',
  recognises: ({ text }) =>
    text.length < 1_000_000 &&
    /^\s*\{/.test(text) &&
    /"(?:iptables_options|corruption)"\s*:/.test(text) &&
    /"percentage"\s*:/.test(text),
  read: (source): Checked<Imported> => {
    const read = quickJson(source.text, source.name, file)
    if (!read.ok) return read
    const { name, up, down } = read.value
    return {
      ok: true,
      value: {
        title: name === undefined || name.trim() === '' ? 'ATC' : name,
        up: aspectsOf(up),
        down: aspectsOf(down),
        unused: [...unusedOf('up', up), ...unusedOf('down', down)],
        notes: [up, down].some(({ corruption }) => (corruption?.percentage ?? 0) > 0)
          ? ['What is corrupted does not pass the checksum of TCP: it is lost.']
          : [],
      },
    }
  },
}

function aspectsOf({ rate, delay, loss, corruption }: Shaping): Aspects {
  const lost = [loss, corruption].flatMap((one) => {
    const percentage = one?.percentage ?? 0
    return percentage === 0 ? [] : [{ kind: 'loss', probability: shareOf(percentage / 100) }]
  })
  return {
    loss: lost,
    delay: delayOf(delay),
    ...(rate === 0 ? {} : { rate: [{ kind: 'rate', rate: bpsText(rate * 1000) }] }),
  }
}

/** netem's jitter is uniform unless it is told otherwise, which ATC does not. */
function delayOf(delay: Shaping['delay']): readonly WrittenStage[] {
  const { delay: middle = 0, jitter = 0 } = delay ?? {}
  if (jitter > 0) {
    const distribution = { kind: 'uniform', spread: msText(jitter) }
    return [{ kind: 'jitter', delay: msText(middle), distribution }]
  }
  return middle === 0 ? [] : [{ kind: 'delay', delay: msText(middle) }]
}

function unusedOf(
  way: Direction,
  { delay, loss, corruption, reorder, iptables_options }: Shaping,
): readonly Unused[] {
  const correlations = Object.entries({ delay, loss, corruption }).flatMap(([of, figure]) =>
    correlation(`${of} ${way}`, figure === undefined ? undefined : `${figure.correlation}%`),
  )
  const { percentage = 0, gap = 0 } = reorder ?? {}
  return [
    ...correlations,
    ...(percentage > 0
      ? [
          {
            figure: `reorder ${way}`,
            value: `${percentage}% gap ${gap}`,
            reason: 'Behind a rate, nothing overtakes.',
          },
        ]
      : []),
    ...(iptables_options ?? []).map((option) => ({
      figure: `iptables_options ${way}`,
      value: option,
      reason: 'Everything passes the same link.',
    })),
  ]
}
