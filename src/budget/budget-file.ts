/** A file of budgets: what is run, and what is expected of it. */
import { z } from 'zod'
import type { Checked } from '../json/input-error.ts'
import { refuse } from '../json/refuse.ts'
import { parseJson } from '../json/source.ts'
import { jsonText } from '../json/text.ts'
import { LAYERS } from '../result/names.ts'
import { EXPECTED, type Expectation, parseExpectation } from './expectation.ts'

export const BUDGETS_FORMAT = 'xmpp-rtt/budgets@1'
/** Where it is looked for when no file is named. */
export const BUDGETS_FILE = 'xmpp-rtt.budgets.json'

const EXPECTATIONS_MAX = 100
const BUDGETS_MAX = 10_000

const expectation = z
  .unknown()
  .transform((input, context): Expectation => {
    const parsed = typeof input === 'string' ? parseExpectation(input) : undefined
    if (parsed?.ok) return parsed.value
    refuse(context, input, parsed?.error.expected ?? EXPECTED)
    return z.NEVER
  })
  .meta({ type: 'string', examples: ['waits <= 4', 'p95 < 2500ms', 'failed <= 1%'] })

const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text !== 'all' && text !== 'catalogue', {
    params: { expected: 'one by its name' },
  })

const waits = z
  .partialRecord(z.enum(LAYERS), z.int().min(1).max(1000))
  .describe('Round trips by layer: exactly these, and a layer that is not named costs none.')

const expect = z.array(expectation).max(EXPECTATIONS_MAX)

const known = z.strictObject({
  waits: waits.optional(),
  said: z
    .array(z.string().max(1000))
    .max(1000)
    .optional()
    .describe('What its client says, element by element, as --init writes it.'),
})

const budget = z.strictObject({
  strategy: name,
  profile: name,
  server: name.optional(),
  scenario: name.optional(),
  policy: name.optional(),
  expect: expect.min(1),
})

const client = z.strictObject({
  waits: waits.optional(),
  never: z
    .array(name)
    .max(EXPECTATIONS_MAX)
    .optional()
    .describe('Codes of advice that a served connection must not be given.'),
  atLeast: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('So many connections of the kind have to be there.'),
  expect: expect.optional(),
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
        any: client.optional().describe('Whichever it was; also one that could not be read.'),
      })
      .optional()
      .describe('Of connections that serve has seen, or that are in a capture.'),
  })
  .meta({
    title: 'xmpp-rtt budgets',
    description: 'What reconnects may cost. See "Guard it" in the README.',
  })

export type BudgetFile = z.output<typeof budgetsSchema>
export type Budget = z.output<typeof budget>
export type ClientBudget = z.output<typeof client>

/** `file` names the text in errors. */
export const parseBudgets = (text: string, file: string): Checked<BudgetFile> =>
  parseJson(text, file, budgetsSchema)

/** For editors and other languages. */
export const budgetsJsonSchema = (): string =>
  jsonText(z.toJSONSchema(budgetsSchema, { io: 'input' }))
