/** A file of budgets: what is run, and what is expected of it. */
import * as z from 'zod'
import type { Checked } from '../json/input-error.ts'
import { refuse } from '../json/refuse.ts'
import { parseJson } from '../json/source.ts'
import { jsonText } from '../json/text.ts'
import type { Parsed } from '../quantities/quantity.ts'
import { LAYERS, MANNERS } from '../result/names.ts'
import { ADVICE_CODES } from '../watch/advice-codes.ts'
import {
  EPISODE_EXPECTED,
  type EpisodeExpectation,
  parseEpisodeExpectation,
} from './episode-expectation.ts'
import { EXPECTED, type Expectation, parseExpectation, type ShareName } from './expectation.ts'

export const BUDGETS_FORMAT = 'xmpp-rtt/budgets@1'
/** Where it is looked for when no file is named. */
export const BUDGETS_FILE = 'xmpp-rtt.budgets.json'

const EXPECTATIONS_MAX = 100
const BUDGETS_MAX = 10_000

const written = <Value>(
  parse: (text: string) => Parsed<Value>,
  expected: string,
  examples: readonly string[],
) =>
  z
    .unknown()
    .transform((input, context): Value => {
      const parsed = typeof input === 'string' ? parse(input) : undefined
      if (parsed?.ok) return parsed.value
      refuse(context, input, parsed?.error.expected ?? expected)
      return z.NEVER
    })
    .meta({ type: 'string', examples })

const expectation = written<Expectation>(parseExpectation, EXPECTED, [
  'waits <= 4',
  'p95 < 2500ms',
  'p99.9 < 10s',
  'failed <= 1%',
])

const CONNECTION_EXPECTED =
  'round trips or octets of a connection, as in "waits <= 4", "waits.auth <= 2" or "bytes.up < 2kB"'

/** Of a connection nothing else is known, and it has no other beside it. */
const connectionExpectation = written<Expectation>(
  (text) => {
    const parsed = parseExpectation(text)
    if (!parsed.ok) return parsed
    const { figure, limit } = parsed.value
    const isKnown = figure.kind === 'waits' || figure.kind === 'bytes'
    if (isKnown && limit.kind === 'number') return parsed
    return { ok: false, error: { found: JSON.stringify(text), expected: CONNECTION_EXPECTED } }
  },
  CONNECTION_EXPECTED,
  ['waits <= 4', 'bytes.up < 2kB'],
)

const episodeExpectation = written<EpisodeExpectation>(parseEpisodeExpectation, EPISODE_EXPECTED, [
  'noticed < 20s',
  'recovered < 5s',
  'waits <= 4',
  'lost = 0',
])

const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text !== 'all' && text !== 'catalogue', {
    params: { expected: 'one by its name' },
  })

const waits = z
  .partialRecord(z.enum(LAYERS), z.int().min(1).max(1000))
  .describe(
    'Round trips by layer: exactly these, of what is most frequent, and a layer that is not named costs none.',
  )

const expect = z.array(expectation).max(EXPECTATIONS_MAX)

const known = z.strictObject({
  waits: waits.optional(),
  said: z
    .array(z.string().max(1000))
    .max(1000)
    .optional()
    .describe('What its client says, element by element, as --init writes it.'),
})

const EPISODE_FIGURES =
  'a figure of episodes (a percentile, failed, recovered, resumed, bound, survived) or of messages (lost, twice)'

/** Waits, octets and fallbacks are told of single attempts, and a life is none. */
const isOfLives = ({ figure }: Expectation): boolean =>
  figure.kind === 'time' || (figure.kind === 'share' && figure.of !== 'fallback')

const ATTEMPT_FIGURES =
  'a figure of attempts (waits, a percentile, bytes, failed, fallback), or a scenario, in which there are episodes and messages'

const OF_EPISODES: readonly ShareName[] = [...MANNERS, 'lost', 'twice']

const isOfAttempts = ({ figure }: Expectation): boolean =>
  figure.kind !== 'share' || !OF_EPISODES.includes(figure.of)

const budget = z
  .strictObject({
    strategy: name,
    profile: name,
    server: name.optional(),
    scenario: name.optional(),
    policy: name.optional(),
    expect: expect.min(1),
  })
  .superRefine(({ scenario, expect }, context) => {
    for (const [index, one] of expect.entries()) {
      const isKnown = scenario === undefined ? isOfAttempts(one) : isOfLives(one)
      const figures = scenario === undefined ? ATTEMPT_FIGURES : EPISODE_FIGURES
      if (!isKnown) refuse(context, one.text, figures, ['expect', index])
    }
  })

const client = z.strictObject({
  waits: waits.optional(),
  never: z
    .array(z.enum(ADVICE_CODES))
    .max(EXPECTATIONS_MAX)
    .optional()
    .describe('Codes of advice that a served connection must not be given.'),
  atLeast: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('So many connections of the kind have to be there.'),
  expect: z.array(connectionExpectation).max(EXPECTATIONS_MAX).optional(),
})

const episode = z.strictObject({
  atLeast: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('So many things have to have happened to the network.'),
  expect: z
    .array(episodeExpectation)
    .min(1)
    .max(EXPECTATIONS_MAX)
    .describe(
      'Of each: noticed (from when it broke), back, recovered (from when the network is back), attempts, waits (of each attempt), resent, doubled, lost.',
    ),
})

const budgetsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal(BUDGETS_FORMAT).optional(),
    run: z
      .record(z.string(), z.json())
      .optional()
      .describe('What else a run is told, as the library’s compare is: trials, seed, rtt …'),
    baseline: name
      .optional()
      .describe('An earlier result, or the folder that -o wrote; from where the tool is started.'),
    strategies: z
      .record(z.string(), known)
      .optional()
      .describe('What is known of strategies, whatever the profile.'),
    budgets: z.array(budget).max(BUDGETS_MAX).optional(),
    clients: z
      .strictObject({
        cold: client.optional(),
        reconnect: client.optional(),
        episode: episode
          .optional()
          .describe('Of what they did about their network, as serve -p and proxy tell.'),
        any: client.optional().describe('Whichever it was; also one that could not be read.'),
      })
      .optional()
      .describe('Of connections that serve has seen, or that are in a capture.'),
  })
  .meta({
    title: 'xmpp-rtt budgets',
    description: 'What reconnects may cost. See "Before and after, and in CI" in the README.',
  })

export type BudgetFile = z.output<typeof budgetsSchema>
export type Budget = z.output<typeof budget>
export type ClientBudget = z.output<typeof client>
export type EpisodeBudget = z.output<typeof episode>

/** `file` names the text in errors. */
export const parseBudgets = (text: string, file: string): Checked<BudgetFile> =>
  parseJson(text, file, budgetsSchema)

/** For editors and other languages. */
export const budgetsJsonSchema = (): string =>
  jsonText(z.toJSONSchema(budgetsSchema, { io: 'input' }))
