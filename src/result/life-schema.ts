/** What the schema of results says of lives: their episodes, and their messages. */
import * as z from 'zod'
import { byName } from '../record/by-name.ts'
import { LOSSES, MANNERS, PARTS } from '../record/life-record.ts'
import { CODES } from './by-code.ts'
import { anyOf, count, latencySchema, milliseconds, positiveCount } from './latency-schema.ts'

const MANNER_TEXTS = {
  survived: 'the connection lived on',
  resumed: 'the session was resumed on another',
  bound: 'a new session was bound',
} as const

const PART_TEXTS = {
  noticing: 'the client still held a dead connection for alive',
  waiting: 'it waited before its next attempt',
  inVain: 'attempts that came to nothing',
  handshake: 'the attempt that got through',
  resending: 'ready, until everything had come and was known to have come',
} as const

export const episodesSchema = z.object({
  count,
  recovered: count,
  manners: z
    .object(byName(MANNERS, (manner) => count.describe(MANNER_TEXTS[manner])))
    .describe('Of the episodes that were recovered.'),
  times: z.object({
    detected: latencySchema
      .exactOptional()
      .describe(
        'From what broke it until the client held its connection for dead, of episodes in which it was; who never did took longer. Absent when nobody did.',
      ),
    readySinceBack: latencySchema
      .exactOptional()
      .describe('From the return of the network until ready.'),
    readySinceBroke: latencySchema
      .exactOptional()
      .describe('From what broke it until ready; one that was never recovered took longer.'),
    recovered: latencySchema
      .exactOptional()
      .describe('From the return of the network until recovered.'),
  }),
  attempts: z.number().nullable().describe('Mean per episode; null when there was none.'),
  failedAttempts: anyOf(CODES, positiveCount),
  parts: z
    .object(byName(PARTS, (part) => milliseconds.describe(PART_TEXTS[part])))
    .nullable()
    .describe(
      'Where the time from the return of the network until recovered went: means over the episodes that were recovered, which add up but for rounding.',
    ),
  linkBytes: z
    .object({ up: z.number(), down: z.number() })
    .nullable()
    .describe('Mean per episode: octets on the link, all connections together.'),
  radioOn: milliseconds
    .nullable()
    .describe(
      'Mean per episode: how long the device’s radio was connected, from what broke the network until recovered; on a link without a radio by the timers of LTE.',
    ),
})

const LOSS_TEXTS = {
  unmanaged: 'said on a stream without stream management that was dead',
  'session-gone': 'sent to a session, or by one, that was over before it was acknowledged',
  'nobody-there': 'nobody was there, and nothing kept it for later',
} as const

const directionSchema = z.object({
  sent: count,
  once: count,
  twice: count.describe('More than once.'),
  late: count
    .exactOptional()
    .describe(
      'Of those that came: how many took longer than `messages.late` of their scenario. Since 1.5.',
    ),
  queued: count.describe('Still kept by whoever means to send it, when the life was over.'),
  lost: z.object(
    byName(LOSSES, (loss) => positiveCount.exactOptional().describe(LOSS_TEXTS[loss])),
  ),
  delay: latencySchema
    .exactOptional()
    .describe(
      'From pressing send until the client of the other side had it first. Of all messages: one that never came took longer.',
    ),
})

export const messagesSchema = z.object({
  up: directionSchema.describe('What the user sent.'),
  down: directionSchema.describe('What was sent to the user.'),
})
