/**
 * The result of a run: its shape, and the schema that holds files to it.
 *
 * Everything needed to run it again is in it (tool, command, seed, resolved settings), and
 * nothing that differs between two such runs: no date, no machine, no Node version. Times are
 * milliseconds with microseconds after the point.
 */
import { z } from 'zod'
import { MILESTONES } from '../record/milestone.ts'
import { FAILURE_CODES, LAYERS } from '../transport.ts'

export const RESULT_SCHEMA = 'xmpp-rtt/result@1'

const count = z.int().nonnegative()
const milliseconds = z.number().nonnegative()
const settings = z.record(z.string(), z.json())

const toolSchema = z.strictObject({
  name: z.literal('xmpp-rtt'),
  version: z.string(),
  commit: z.string().exactOptional().describe('Git commit, when known.'),
})

const profileSchema = z
  .object({
    description: z.array(z.string()).describe('The resolved values, as lines for people.'),
  })
  .catchall(z.json())

const strategySchema = z.strictObject({
  summary: z.string(),
  standing: z
    .enum(['deployed', 'theoretical'])
    .describe('Theoretical: servers in use are known to refuse what it does.'),
  remark: z.string().exactOptional().describe('Why it is theoretical.'),
  settings,
})

const waitsShape = {
  total: count,
  byLayer: z.partialRecord(z.enum(LAYERS), z.int().positive()),
}

const waitsSchema = z.strictObject({
  ...waitsShape,
  others: z
    .array(z.strictObject({ ...waitsShape, trials: z.int().positive() }))
    .exactOptional()
    .describe('When completed trials differ: the rarer values, and how often each occurred.'),
})

const interval = z.tuple([milliseconds, milliseconds])

const latencySchema = z.strictObject({
  count: z.int().positive().describe('Trials that reached the milestone, completed or not.'),
  mean: milliseconds,
  min: milliseconds,
  p50: milliseconds,
  p90: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  max: milliseconds,
  ci95: z
    .strictObject({ p50: interval, p90: interval, p95: interval, p99: interval })
    .describe('95 % confidence intervals by order statistics; clamped to the sample.'),
})

const upAndDown = z.strictObject({ up: z.number(), down: z.number() }).nullable()

const cellSchema = z.strictObject({
  strategy: z.string(),
  profile: z.string(),
  trials: count,
  completed: count,
  failures: z.partialRecord(z.enum(FAILURE_CODES), z.int().positive()),
  explanations: z
    .partialRecord(z.enum(FAILURE_CODES), z.string())
    .exactOptional()
    .describe('An example of each failure in words; absent when nothing failed.'),
  waits: waitsSchema.nullable().describe('Of completed trials; null when there are none.'),
  milestones: z
    .partialRecord(z.enum(MILESTONES), latencySchema)
    .describe('Milliseconds since the attempt began; absent when no trial reached it.'),
  bytes: upAndDown.describe(
    'Mean octets written to TCP per completed trial (TLS records and clear text), until ready.',
  ),
  linkBytes: upAndDown.describe(
    'Mean octets on the link per completed trial, with all headers and retransmissions.',
  ),
  packets: z
    .strictObject({ up: z.number(), down: z.number(), retransmitted: z.number() })
    .nullable()
    .describe('Mean per completed trial; retransmitted in both directions together.'),
})

export const resultSchema = z
  .strictObject({
    schema: z.literal(RESULT_SCHEMA),
    tool: toolSchema,
    command: z.string().describe('The command line that gives this result again.'),
    seed: z.string(),
    interrupted: z
      .literal(true)
      .exactOptional()
      .describe('The run was ended early: cells have fewer trials than the command asks for.'),
    settings: z.strictObject({
      scenario: z.string(),
      timeoutMs: milliseconds.describe('When an attempt is given up.'),
      server: settings,
      tcp: settings,
      tls: settings,
    }),
    profiles: z.record(z.string(), profileSchema),
    strategies: z.record(z.string(), strategySchema),
    cells: z.array(cellSchema),
  })
  .meta({
    title: 'xmpp-rtt result',
    description: 'What it costs an XMPP client to get back online. Latencies in milliseconds.',
  })

export type Result = z.infer<typeof resultSchema>
export type ResultCell = z.infer<typeof cellSchema>
export type ResultWaits = z.infer<typeof waitsSchema>
export type ResultLatency = z.infer<typeof latencySchema>
export type ResultStrategy = z.infer<typeof strategySchema>

/** The same schema as JSON Schema (draft 2020-12), for editors and other languages. */
export function resultJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(resultSchema) }
}
