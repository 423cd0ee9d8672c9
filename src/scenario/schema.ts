/** What a scenario file may say. */
import * as z from 'zod'
import { nameField } from '../json/format.ts'
import { isPath } from '../json/named.ts'
import { refuse } from '../json/refuse.ts'
import { type Source, sourcesField } from '../json/sources.ts'
import { jsonText } from '../json/text.ts'
import { spreadField } from '../profiles/field.ts'
import { PROFILE_NAMES, unknownProfile } from '../profiles/load.ts'
import { shortestOf } from '../profiles/spread.ts'
import { quantityField, timeField } from '../quantities/field.ts'
import { duration, occurrences } from '../quantities/quantity.ts'
import { type Duration, milliseconds, nanoseconds, seconds, ZERO } from '../units.ts'
import { tooManyEvents, tooManyMessages } from './extent.ts'
import type { Happening } from './happening.ts'
import type { Again, Messages, Scenario, ScenarioEvent, Time } from './scenario.ts'

export const SCENARIO_FORMAT = 'xmpp-rtt/scenario@1'

const fixed = quantityField(duration)
const time = z.union([
  spreadField(duration),
  z
    .strictObject({
      exponential: fixed.describe('Its mean'),
      atLeast: fixed.optional().describe('That much comes before it'),
    })
    .transform(
      ({ exponential: mean, atLeast: least = ZERO }): Time => ({
        kind: 'exponential',
        least,
        mean,
      }),
    ),
])

const told = fixed
  .optional()
  .describe('The operating system tells of it so long after the network is there; without: never')
const lasts = time.describe('How long')
const toldText = (after: Duration | undefined) =>
  after === undefined ? ({ kind: 'nothing' } as const) : ({ kind: 'after', after } as const)

const begins = {
  at: time.optional().describe('From the beginning of the life'),
  after: time.optional().describe('From the end of the event before'),
  again: z
    .strictObject({
      after: time.optional().describe('From the end of one to the beginning of the next'),
      every: fixed.optional().describe('From the beginning of one to that of the next'),
      until: fixed.describe('As long as it begins before'),
    })
    .optional(),
}

const profile = z
  .string()
  .min(1)
  .superRefine((name, context) => {
    if (name === '' || isPath(name) || PROFILE_NAMES.includes(name)) return
    refuse(context, name, unknownProfile(name).expected)
  })
  .describe('A profile by name, or the path of a .json file')

const outage = z.strictObject({ do: z.literal('outage'), ...begins, lasts, told })
const hold = z.strictObject({ do: z.literal('hold'), ...begins, lasts })
const address = z.strictObject({
  do: z.literal('address-change'),
  ...begins,
  lasts: lasts.optional().describe('Nothing passes for so long before the new address'),
  told,
  profile: profile.optional(),
})
const handover = z.strictObject({ do: z.literal('profile-change'), ...begins, profile })
const forgotten = z.strictObject({
  do: z.literal('forgotten'),
  ...begins,
  by: z.enum(['silence', 'reset']).describe('What becomes of packets of a forgotten connection'),
})
const idleMiddlebox = z.strictObject({
  do: z.literal('idle-middlebox'),
  ...begins,
  idle: time.describe('Nothing has passed for so long'),
  by: z.enum(['silence', 'reset']),
})
const asleep = z.strictObject({
  do: z.literal('asleep'),
  ...begins,
  lasts,
  budget: fixed.optional().describe('Woken by a push, it may run for so long'),
})
const restart = z.strictObject({
  do: z.literal('server-restart'),
  ...begins,
  lasts,
  sessions: z.enum(['kept', 'lost']),
})

const written = z.discriminatedUnion('do', [
  outage,
  hold,
  address,
  handover,
  forgotten,
  idleMiddlebox,
  asleep,
  restart,
])
type Written = z.output<typeof written>

const AT_ONCE: Time = { kind: 'fixed', value: ZERO }

function happeningOf(event: Written): Happening<Time> {
  switch (event.do) {
    case 'outage':
      return { kind: 'outage', lasts: event.lasts, told: toldText(event.told) }
    case 'hold':
      return { kind: 'hold', lasts: event.lasts }
    case 'address-change': {
      const { lasts: gap = AT_ONCE, profile: into } = event
      return { kind: 'address-change', lasts: gap, told: toldText(event.told), profile: into }
    }
    case 'profile-change':
      return { kind: 'profile-change', profile: event.profile }
    case 'forgotten':
      return { kind: 'forgotten', by: event.by }
    case 'idle-middlebox':
      return { kind: 'idle-middlebox', idle: event.idle, by: event.by }
    case 'asleep':
      return { kind: 'asleep', lasts: event.lasts, budget: event.budget }
    case 'server-restart':
      return { kind: 'server-restart', lasts: event.lasts, sessions: event.sessions }
  }
}

/** Or it would never end. */
const LEAST_GAP = milliseconds(10)
/** Looking at connections is not for nothing. */
const LEAST_IDLE = seconds(1)

/** Those between which there is nothing at times are seldom. */
const shortest = (gap: Time): number => (gap.kind === 'exponential' ? gap.mean : shortestOf(gap))

const GAP = 'at least 10ms from one to the next'

function againOf(again: Written['again'], context: z.RefinementCtx): Again | undefined {
  if (again === undefined) return undefined
  const { after, every, until } = again
  if (after !== undefined && every === undefined) {
    if (shortest(after) < LEAST_GAP) refuse(context, again, GAP, ['again', 'after'])
    return { kind: 'after-end', after, until }
  }
  if (every !== undefined && after === undefined) {
    if (every < LEAST_GAP) refuse(context, again, GAP, ['again', 'every'])
    return { kind: 'every', period: every, until }
  }
  refuse(context, again, 'either "after" or "every"', ['again'])
  return undefined
}

const event = written.transform((input, context): ScenarioEvent => {
  const { at, after } = input
  if ((at === undefined) === (after === undefined)) {
    refuse(context, at, 'either "at" or "after"', [at === undefined ? 'at' : 'after'])
  }
  if (input.do === 'idle-middlebox' && shortest(input.idle) < LEAST_IDLE) {
    refuse(context, input, 'at least 1s of silence', ['idle'])
  }
  const begin = at ?? after ?? AT_ONCE
  return {
    begins: { from: at === undefined ? 'event-before' : 'start', after: begin },
    what: happeningOf(input),
    again: againOf(input.again, context),
  }
})

const sometimes = {
  ...occurrences,
  expected: `${occurrences.expected}, or times, as in { "at": ["40s"] }`,
}
const messages = z
  .union([
    quantityField(sometimes).transform(
      (perHour): Messages => (perHour === 0 ? NO_MESSAGES : { kind: 'poisson', perHour }),
    ),
    z
      .strictObject({ at: z.array(fixed) })
      .transform(({ at }): Messages => ({ kind: 'at', times: at.toSorted((a, b) => a - b) })),
  ])
  .describe('So many on average, or at these times')
const NO_MESSAGES: Messages = { kind: 'at', times: [] }

const CALM = seconds(60)
/**
 * A choice of ours; nobody was found to have measured it of messages. For about so long people who
 * wait for a computer's answer keep their attention on it, and then want to do something else
 * (nngroup.com/articles/response-times-3-important-limits, from J. Nielsen, Usability Engineering,
 * 1993, chapter 5, after R. B. Miller, 1968).
 */
const LATE = seconds(10)
const workload = z
  .strictObject({
    up: messages.default(NO_MESSAGES),
    down: messages.default(NO_MESSAGES),
    late: timeField(nanoseconds(1), seconds(3600), 'more than 0s, at most 3600s')
      .optional()
      .transform((late) => late ?? LATE)
      .describe('One that takes longer to come is late; without this 10s'),
  })
  .describe('up: what the user sends. down: what somebody sends to the user')

export interface ScenarioFile {
  readonly scenario: Scenario
  readonly confidence: 'high' | 'medium' | 'low' | undefined
  readonly sources: readonly Source[]
}

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal(SCENARIO_FORMAT),
    name: nameField('my-tunnel'),
    summary: z.string().min(1).max(120),
    messages: workload.prefault({}),
    events: z.array(event).max(1000).describe('What happens, one after the other'),
    calm: fixed.optional().describe('The life goes on so long after it; without this 60s'),
    confidence: z.enum(['high', 'medium', 'low']).optional(),
    sources: sourcesField,
  })
  .transform((file, context): ScenarioFile => {
    const { name, summary, events, messages, calm = CALM, confidence, sources } = file
    const scenario = { name, summary, events, messages, calm }
    const often = tooManyEvents(events)
    if (often !== undefined) {
      refuse(context, file, often.expected, ['events', often.index, 'again'], often.found)
    }
    for (const way of ['up', 'down'] as const) {
      const many = tooManyMessages(scenario, way)
      if (many !== undefined) refuse(context, file, many.expected, ['messages', way], many.found)
    }
    return { scenario, confidence, sources }
  })

/** The JSON Schema for editors. */
export const scenarioJsonSchema = (): string =>
  jsonText({ title: 'xmpp-rtt scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input' }) })
