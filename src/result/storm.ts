/**
 * What a storm has come to: its shape, and the schema that files are held to. As with results of
 * comparisons, everything needed to run it again is in it and nothing that differs between two such runs;
 * times are milliseconds, from when everybody could be back unless it is said otherwise.
 */
import * as z from 'zod'
import { CODES } from './by-code.ts'
import { anyOf, count, milliseconds, positiveCount } from './latency-schema.ts'

export const STORM_SCHEMA = 'xmpp-rtt/storm@1.1'
const READABLE = /^xmpp-rtt\/storm@1\.\d+$/

/** A series has no more steps than that; a reader believes no more. */
const STEPS_MAX = 1024

const limit = z.union([z.number().positive(), z.literal('unlimited')])
const kept = z.enum(['kept', 'lost'])
const numbers = z.array(z.number().nonnegative()).max(STEPS_MAX)
const time = milliseconds.nullable()

/** Clients that are counted together. */
const tallyShape = {
  clients: count,
  back: count,
  waiting: count.describe('Neither back nor have they given up: when the storm was over.'),
  gaveUp: count.describe('By their policy, for good.'),
  unnoticed: count
    .nullable()
    .default(null)
    .describe(
      'Of those who wait: their policy notices by nothing modelled here that the connection is lost, so that they never tried. Null: of before 1.1, which counted them as given up.',
    ),
  attempts: count,
  dropped: count.describe('SYNs that found the accept queue or a limit full, and met silence.'),
  refused: count.describe(
    'Attempts that met a reset: nobody listened, or connections were too many.',
  ),
  failures: anyOf(CODES, positiveCount).describe('Attempts that failed, by the cause.'),
  wait: z
    .object({ mean: time, p50: time, p95: time, p99: time, max: time })
    .describe(
      'From when a client wanted to be back, or could be (the server or the network is there again), until it was. Percentiles of all clients, so that null lies among those who are not.',
    ),
}

export const stormSchema = z
  .object({
    schema: z.string().regex(READABLE, { error: `"${STORM_SCHEMA}", or another 1.x` }),
    tool: z.object({
      name: z.literal('xmpp-rtt'),
      version: z.string(),
      commit: z.string().exactOptional(),
    }),
    command: z.string().describe('The command line that gives this result again.'),
    seed: z.string(),
    interrupted: z.literal(true).exactOptional(),
    occasion: z.object({
      kind: z.enum(['within', 'server-restart', 'cell-outage']),
      lastsMs: milliseconds,
    }),
    profile: z.object({ name: z.string(), description: z.array(z.string()) }),
    server: z.string(),
    timeoutMs: milliseconds,
    host: z.object({
      cores: limit,
      backlog: limit,
      synBacklog: limit,
      connections: limit,
      connectRate: limit,
      passwords: z.enum(['hashed', 'plain']),
      sessions: kept,
      tickets: kept,
    }),
    cells: z
      .object({ count: positiveCount, up: z.string(), down: z.string(), queue: z.string() })
      .nullable()
      .describe('Null: clients share none.'),
    lastedMs: milliseconds.describe('Until the last client was back, or the storm was over.'),
    backAfter: z
      .object({ p50: time, p95: time, p99: time, p100: time })
      .describe('Until that share of all clients was back. Null: never.'),
    all: z.object(tallyShape),
    parts: z.array(
      z.object({
        strategy: z.string(),
        policy: z.string(),
        share: z.number(),
        loginMs: time.describe('What a login takes of the server’s processor; null: not measured.'),
        ...tallyShape,
      }),
    ),
    strategies: z.array(z.object({ strategy: z.string(), ...tallyShape })),
    policies: z.array(z.object({ policy: z.string(), ...tallyShape })),
    series: z
      .object({
        stepMs: milliseconds,
        returnedMs: milliseconds.describe('When everybody could be back, from the beginning.'),
        attempts: numbers,
        dropped: numbers,
        refused: numbers,
        back: numbers,
        busy: numbers.describe('Cores at work, on average.'),
        lineMs: numbers.describe('How long work that came had to wait for a core, at most.'),
      })
      .describe('Step by step from the beginning.'),
  })
  .meta({
    title: 'xmpp-rtt storm',
    description: 'Many clients that come back to one server at once. Times in milliseconds.',
  })

export type StormResult = z.infer<typeof stormSchema>
export type StormTally = StormResult['all']

/** The same schema as JSON Schema (draft 2020-12), for editors and other languages. */
export function stormJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(stormSchema) }
}
