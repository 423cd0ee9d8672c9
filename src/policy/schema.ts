/**
 * What a policy file may say. What is not said is not done: a client without a probe never asks,
 * one without a limit waits for as long as TCP does.
 */
import * as z from 'zod'
import { nameField } from '../json/format.ts'
import { refuse } from '../json/refuse.ts'
import { type Source, sourcesField } from '../json/sources.ts'
import { jsonText } from '../json/text.ts'
import { quantityField, timeField } from '../quantities/field.ts'
import { duration, share } from '../quantities/quantity.ts'
import { type Duration, milliseconds, nanoseconds, seconds } from '../units.ts'
import { type BackOff, type BackOffStep, type DelaySpan, longestInTheEnd } from './back-off.ts'
import type { Policy } from './policy.ts'

export const POLICY_FORMAT = 'xmpp-rtt/policy@1'

const time = quantityField(duration)
const positive = timeField(
  nanoseconds(1),
  seconds(86_400),
  'a duration above zero with its unit (ns, us, ms or s; at most a day), as in "300ms"',
)
const wholeSeconds = timeField(
  seconds(1),
  seconds(86_400),
  'whole seconds, at least one and at most a day, as in "90s"',
).refine((kept) => kept % seconds(1) === 0, { params: { expected: 'whole seconds, as in "90s"' } })
const times = z.int().min(1).max(1_000_000)

const spanFields = z
  .strictObject({ from: time, to: time })
  .transform((span, context): DelaySpan => {
    if (span.to < span.from) refuse(context, span, 'a "to" no shorter than "from"', ['to'])
    return span
  })
const span = z.union([
  time.transform((at: Duration): DelaySpan => ({ from: at, to: at })),
  spanFields,
])

const step = z.union([
  span.transform((delay): BackOffStep => ({ delay, times: 1 })),
  z.strictObject({ delay: span, times }),
])

const backOff = z.union([
  z
    .strictObject({ steps: z.array(step).min(1) })
    .transform(({ steps }): BackOff => ({ kind: 'steps', steps }))
    .describe('Delays one after the other; the last for ever'),
  z
    .strictObject({
      exponential: z.strictObject({
        first: time,
        factor: z.number().min(1).max(100),
        atMost: time,
        leastShare: quantityField(share)
          .default(1)
          .describe('Drawn from so much of it; 0% is full jitter'),
      }),
    })
    .transform(({ exponential }): BackOff => ({ kind: 'exponential', ...exponential })),
  z
    .strictObject({
      multiplesOf: span,
      atMost: time,
      factors: z.array(z.strictObject({ factor: z.number().min(0).max(1e6), times })).min(1),
    })
    .transform(
      ({ multiplesOf: of, atMost, factors: multiples }): BackOff => ({
        kind: 'multiples',
        of,
        atMost,
        multiples,
      }),
    )
    .describe('Multiples of a span that is drawn once in a life'),
])

const NONE = { kind: 'none' } as const

const probe = z
  .strictObject({
    kind: z.enum(['ping', 'sm-request']).describe('XEP-0199, or <r/> of XEP-0198'),
    when: z
      .enum(['silent', 'always'])
      .describe(
        '"after" runs from when the server was last heard, or from the last probe whatever was heard',
      ),
    after: positive.describe('When the next one is sent'),
    timeout: positive.describe('How long its answer is waited for'),
    misses: z.int().min(1).max(100).default(1).describe('Unanswered in a row that make it dead'),
    satisfiedBy: z
      .enum(['answer', 'anything'])
      .default('answer')
      .describe('What ends the wait, out of turn, too: its answer alone, or whatever is heard'),
  })
  .optional()

const reaction = z
  .union([
    z
      .strictObject({ probe: z.strictObject({ timeout: positive }) })
      .describe('Asks at once whether the server is there, and waits so long for its answer')
      .transform(({ probe: { timeout } }) => ({ kind: 'probe', timeout }) as const),
    z
      .literal('reconnect')
      .describe('Holds its connection for dead, unasked')
      .transform((kind) => ({ kind }) as const),
    z.literal('none').transform((kind) => ({ kind }) as const),
  ])
  .default(NONE)

const notice = z
  .strictObject({
    probe,
    request: z
      .strictObject({ after: time, timeout: positive.optional() })
      .optional()
      .describe('<r/> so long after a stanza; without an answer within "timeout" it is dead'),
    whiteSpace: positive.optional().describe('Every so often, a space (RFC 6120 §4.6.1)'),
    userTimeout: positive.optional().describe('TCP_USER_TIMEOUT'),
    keepAlive: z
      .strictObject({ idle: positive, interval: positive, probes: z.int().min(1).max(127) })
      .optional()
      .describe('TCP keep-alive (RFC 9293 §3.8.4): the first probe, the next ones, and how many'),
    networkChange: reaction.describe(
      'The operating system says that there is a network again, or another one',
    ),
    wake: reaction.describe('The device has woken because its user took it up'),
    push: reaction.describe('A push has woken it'),
  })
  .prefault({})

const SHORTEST_FOR_EVER = milliseconds(1)

const comeBack = z.union([
  z.literal('never').transform((kind) => ({ kind }) as const),
  z
    .strictObject({
      first: z
        .enum(['at-once', 'backs-off'])
        .describe('The first attempt after a loss: at once, or after a delay as after a failure'),
      afterSilence: time
        .optional()
        .describe('In place of "first" where the loss is that no answer came'),
      closing: positive
        .optional()
        .describe('Before "first" where no answer came to "probe" or "request"'),
      backOff,
      countedFrom: z
        .enum(['end', 'beginning'])
        .default('end')
        .describe('Delays run from the end, or from the beginning, of the attempt that failed'),
      networkChange: z
        .enum(['goes-on', 'at-once', 'at-once-and-anew'])
        .default('goes-on')
        .describe(
          'A new network while it waits: the delay goes on, or is cut short, or that and its failures are forgotten',
        ),
      attempts: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe('After so many failures in a row it gives up; without it never'),
    })
    .transform((fields, context) => {
      const { afterSilence, closing } = fields
      if (afterSilence !== undefined && closing !== undefined) {
        const expected =
          'one of "afterSilence", which is the whole delay, and "closing", which is before it'
        refuse(context, fields.closing, expected, ['closing'], 'both')
      }
      // Where a refusal takes no time either, there would be no end of attempts at one time.
      if (fields.attempts === undefined && longestInTheEnd(fields.backOff) < SHORTEST_FOR_EVER) {
        const expected = 'a delay of at least 1ms in the end, or a number of "attempts"'
        refuse(context, fields.backOff, expected, ['backOff'], 'no delay, for ever')
      }
      return { kind: 'tries', ...fields, attempts: fields.attempts } as const
    }),
])

export interface PolicyFile {
  readonly policy: Policy
  readonly sources: readonly Source[]
}

export const policySchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal(POLICY_FORMAT),
    name: nameField('my-client'),
    summary: z.string().min(1).max(120),
    notice,
    comeBack,
    limits: z
      .strictObject({
        connect: positive.optional().describe('Until TCP is connected'),
        connectPer: z
          .literal('address')
          .optional()
          .describe('"connect" holds for each of several addresses, else for all together'),
        login: positive.optional().describe('Until the session is ready'),
        session: wholeSeconds
          .optional()
          .describe('The server is asked to keep it so long; else it decides (XEP-0198 §3)'),
      })
      .prefault({}),
    sources: sourcesField,
  })
  .transform(({ name, summary, notice: said, comeBack: back, limits, sources }): PolicyFile => {
    const { whiteSpace, userTimeout, keepAlive, request } = said
    return {
      policy: {
        name,
        summary,
        notice: {
          probe: said.probe ?? NONE,
          request:
            request === undefined
              ? NONE
              : { kind: 'after-stanza', after: request.after, timeout: request.timeout },
          whiteSpace: whiteSpace === undefined ? NONE : { kind: 'every', every: whiteSpace },
          userTimeout:
            userTimeout === undefined ? { kind: 'kernel' } : { kind: 'after', after: userTimeout },
          keepAlive: keepAlive === undefined ? NONE : { kind: 'probes', ...keepAlive },
          networkChange: said.networkChange,
          wake: said.wake,
          push: said.push,
        },
        comeBack: back,
        limits: {
          connect: limits.connect,
          ...(limits.connectPer === undefined ? {} : { connectPer: limits.connectPer }),
          login: limits.login,
          ...(limits.session === undefined ? {} : { session: limits.session }),
        },
      },
      sources,
    }
  })

/** The JSON Schema for editors. */
export const policyJsonSchema = (): string =>
  jsonText({ title: 'xmpp-rtt policy', ...z.toJSONSchema(policySchema, { io: 'input' }) })
