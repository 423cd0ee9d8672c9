/**
 * The result of a run: its shape, and the schema that files are held to.
 *
 * Everything needed to run it again is in it (tool, command, seed, resolved settings), and
 * nothing that differs between two such runs: no date, no machine, no Node version. Times are
 * milliseconds with microseconds after the point.
 *
 * The schema has a version, `xmpp-rtt/result@MAJOR.MINOR`. A minor version only adds: fields, and
 * names of milestones, layers, failures and figures. What is written is exactly the schema; who
 * reads ignores what it does not know, and finds null where an older version had no such field.
 */
import * as z from 'zod'
import { refuse } from '../json/refuse.ts'
import { byName } from '../record/by-name.ts'
import { FALLBACK_NAMES } from '../record/fallback.ts'
import { FIGURE_NAMES, FIGURES, type FigureName, type FigurePart } from '../record/figure.ts'
import { LAYERS, MILESTONES } from '../transport.ts'
import { adaptiveSchema } from './adaptive-schema.ts'
import { CODES } from './by-code.ts'
import { readOutcomes } from './kept-outcomes.ts'
import {
  anyOf,
  count,
  type intervalEnd,
  latencySchema,
  milliseconds,
  positiveCount,
} from './latency-schema.ts'
import { episodesSchema, messagesSchema } from './life-schema.ts'
import { outcomesSchema } from './outcome-schema.ts'
import { savedSchema } from './saved-schema.ts'

export const RESULT_SCHEMA = 'xmpp-rtt/result@1.6'
/** Results that can be read; the first ones had no minor version. */
const READABLE = /^xmpp-rtt\/result@1(\.\d+)?$/

const settings = z.record(z.string(), z.json())

const toolSchema = z.object({
  name: z.literal('xmpp-rtt'),
  version: z.string(),
  commit: z.string().exactOptional().describe('Git commit, when known.'),
})

const profileSchema = z
  .object({
    description: z.array(z.string()).describe('The resolved values, as lines for people.'),
  })
  .catchall(z.json())

const serverSchema = z.object({
  summary: z.string(),
  settings,
  file: z.json().exactOptional().describe('A server of one’s own: the file that gives it again.'),
})

const strategySchema = z.object({
  summary: z.string(),
  start: z
    .enum(['cold', 'reconnect'])
    .nullable()
    .default(null)
    .describe(
      'Cold: there is no session to return to. Reconnect: an earlier one was left behind. Since 1.1.',
    ),
  standing: z
    .enum(['deployed', 'theoretical'])
    .exactOptional()
    .describe(
      'Theoretical: servers in use are known to refuse what it does. Absent since 1.6: a dialogue of one’s own, of which nobody knows.',
    ),
  remark: z.string().exactOptional().describe('Why it is theoretical.'),
  readyMeans: z
    .string()
    .exactOptional()
    .describe(
      'What ready is where it is not a session that was bound or resumed, with stream management. Since 1.6.',
    ),
  unsafe: z
    .array(z.string())
    .exactOptional()
    .describe('What is unsafe in it, each with the clause that forbids it.'),
  settings,
})

const describedSchema = z.object({
  summary: z.string(),
  settings: settings.describe('As they were read; times in nanoseconds.'),
})

const waitsShape = {
  total: count,
  byLayer: anyOf(LAYERS, positiveCount),
}

const waitsSchema = z.object({
  ...waitsShape,
  others: z
    .array(z.object({ ...waitsShape, trials: positiveCount }))
    .exactOptional()
    .describe('When completed trials differ: the rarer values, and how often each occurred.'),
})

const fallbackSchema = z.object({
  trials: positiveCount,
  waits: waitsSchema.describe('Of these trials alone.'),
})

type MeanSchema<Name extends FigureName> = z.ZodDefault<
  z.ZodNullable<z.ZodObject<Record<FigurePart<Name>, z.ZodNumber>>>
>

/** A field for each figure of the table, in its order. */
const figureFields = byName(FIGURE_NAMES, (name) =>
  z
    .object(byName<string, z.ZodNumber>(FIGURES[name].parts, () => z.number()))
    .nullable()
    .default(null)
    .describe(`Mean per completed trial: ${FIGURES[name].about}. Null when none was completed.`),
) as { readonly [Name in FigureName]: MeanSchema<Name> }

const cellSchema = z.object({
  strategy: z.string(),
  profile: z.string(),
  server: z
    .string()
    .nullable()
    .default(null)
    .describe('A key of "servers"; null in results of older versions. Since 1.1.'),
  scenario: z
    .string()
    .exactOptional()
    .describe('A key of "scenarios"; absent where trials are single attempts. Since 1.4.'),
  policy: z.string().exactOptional().describe('A key of "policies". Since 1.4.'),
  notDone: z
    .array(z.string())
    .exactOptional()
    .describe(
      'What the strategy asks of TCP and TLS and the server does not do: the row costs what it costs without. Absent when there is nothing, or nobody knows. Since 1.3.',
    ),
  trials: count,
  completed: count.describe('Trials that got through by what the strategy is called after.'),
  fallbacks: anyOf(FALLBACK_NAMES, fallbackSchema)
    .exactOptional()
    .describe(
      'Trials that got through by a fallback instead: not among "completed", but in the milestones. Absent when there are none. Since 1.3.',
    ),
  failures: anyOf(CODES, positiveCount),
  explanations: anyOf(CODES, z.string())
    .exactOptional()
    .describe('An example of each failure in words; absent when nothing failed.'),
  waits: waitsSchema.nullable().describe('Of completed trials; null when there are none.'),
  milestones: anyOf(MILESTONES, latencySchema).describe(
    'Milliseconds since the attempt began; absent when no trial reached it.',
  ),
  ...figureFields,
  episodes: episodesSchema
    .exactOptional()
    .describe(
      'With a scenario: from what broke the network until everything was delivered again. All of the above is about the first attempt of each life then. Since 1.4.',
    ),
  messages: messagesSchema.exactOptional().describe('With a scenario. Since 1.4.'),
  saved: savedSchema.exactOptional().describe('Absent in the first row. Since 1.5.'),
  outcomes: outcomesSchema
    .superRefine((outcomes, context) => {
      const read = readOutcomes(outcomes)
      if (typeof read === 'string') refuse(context, outcomes, EXPECTED_OUTCOMES, [], read)
    })
    .exactOptional()
    .describe(
      'Trial by trial what the first ones came to, for whoever compares two cells; in files that -o writes. Since 1.5.',
    ),
})

const EXPECTED_OUTCOMES = 'columns that fit together, as -o writes them'

export const resultSchema = z
  .object({
    schema: z.string().regex(READABLE, { error: `"${RESULT_SCHEMA}", or another 1.x` }),
    tool: toolSchema,
    command: z.string().describe('The command line that gives this result again.'),
    seed: z.string(),
    interrupted: z
      .literal(true)
      .exactOptional()
      .describe('The run was ended early: cells have fewer trials than the command asks for.'),
    percentiles: z
      .array(z.string().regex(/^p\d{1,2}(\.\d{1,4})?$/, { error: 'a percentile, as in "p99.9"' }))
      .exactOptional()
      .describe('Those that were asked for, in that order; absent when none were. Since 1.5.'),
    adaptive: adaptiveSchema
      .exactOptional()
      .describe(
        'Where trials were as many as it took; absent when their number was said. Since 1.5.',
      ),
    settings: z.object({
      timeoutMs: milliseconds.describe(
        'When an attempt, or with a scenario an episode, is given up.',
      ),
      server: settings,
      tcp: settings,
      tls: settings,
    }),
    servers: z
      .record(z.string(), serverSchema)
      .default({})
      .describe('By the names in "cells". Since 1.1.'),
    profiles: z.record(z.string(), profileSchema),
    strategies: z.record(z.string(), strategySchema),
    scenarios: z
      .record(z.string(), describedSchema)
      .exactOptional()
      .describe('By the names in "cells"; absent when there are none. Since 1.4.'),
    policies: z.record(z.string(), describedSchema).exactOptional().describe('Since 1.4.'),
    cells: z.array(cellSchema),
  })
  .meta({
    title: 'xmpp-rtt result',
    description: 'What it costs an XMPP client to get back online. Latencies in milliseconds.',
  })

export type Result = z.infer<typeof resultSchema>
export type ResultCell = z.infer<typeof cellSchema>
export type ResultWaits = z.infer<typeof waitsSchema>
export type ResultIntervalEnd = z.infer<typeof intervalEnd>
export type ResultLatency = z.infer<typeof latencySchema>
export type ResultServer = z.infer<typeof serverSchema>
export type ResultStrategy = z.infer<typeof strategySchema>

/** The same schema as JSON Schema (draft 2020-12), for editors and other languages. */
export function resultJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(resultSchema) }
}
