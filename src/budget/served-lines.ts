/**
 * What `serve -f json` and `proxy -f json` have printed, read again: a line for each connection and each
 * episode.
 */
import * as z from 'zod'
import { type Checked, InputError } from '../json/input-error.ts'
import { checkValue } from '../json/value.ts'
import { LAYERS } from '../result/names.ts'
import type { Episode } from './judge/episode.ts'
import { type JudgedConnection, outcomeUnread } from './judge/served.ts'

export interface Served {
  readonly connections: readonly JudgedConnection[]
  readonly episodes: readonly Episode[]
  /** How late packets and timers were at most, in milliseconds; 0: times are to be believed as they are. */
  readonly lateMs: number
}

const count = z.int().nonnegative()
const milliseconds = z.number().nonnegative()
const octets = z.object({ up: count, down: count })
const waits = z.object({ total: count, byLayer: z.partialRecord(z.enum(LAYERS), count) })
const outcome = z.object({ kind: z.string() })
const advice = z.array(z.object({ code: z.string(), text: z.string() }))
const side = z.enum(['cold', 'reconnect'])

const servedSchema = z.object({
  ...{ number: count, kind: side, outcome, waits, advice },
  octets: z.object({ untilReady: octets, total: octets }),
})

/** Of a proxy, which may have been able to read what was said. */
const proxiedSchema = z
  .object({
    ...{ number: count, waits },
    octets: z.object({ untilReady: octets.optional(), total: octets }),
    connectedMs: milliseconds.optional(),
    session: z.object({ kind: side, outcome, advice }).optional(),
  })
  .transform(
    ({ number, waits, octets: { untilReady, total }, session, connectedMs }) =>
      ({
        isThere: connectedMs !== undefined,
        connection: {
          ...{ number, waits, octets: { untilReady, total } },
          kind: session?.kind ?? 'unread',
          outcome: session?.outcome ?? outcomeUnread(total),
          advice: session?.advice ?? [],
        },
      }) as const,
  )

const messages = z.object({
  down: z.object({ resent: count, doubled: count, lost: z.int() }),
  up: z.object({ doubled: count, missing: z.int() }),
})

/** What JSON leaves away is undefined: never. */
const episodeSchema = z
  .object({
    number: count,
    beganMs: milliseconds,
    mendedMs: milliseconds.optional(),
    brokenMs: milliseconds.optional(),
    noticeableMs: milliseconds.optional(),
    noticedMs: milliseconds.optional(),
    backMs: milliseconds.optional(),
    recoveredMs: milliseconds.optional(),
    by: z.enum(['same-connection', 'new-connection']).optional(),
    attempts: z.array(z.object({ waits: count })),
    messages: messages.optional(),
    watchedMs: milliseconds.optional(),
  })
  .transform(
    (said): Episode => ({
      ...{ number: said.number, beganMs: said.beganMs, attempts: said.attempts },
      // Older versions said by the one what the other is now.
      mendedMs: said.mendedMs ?? said.brokenMs,
      ...{ noticeableMs: said.noticeableMs, noticedMs: said.noticedMs, backMs: said.backMs },
      ...{ recoveredMs: said.recoveredMs, by: said.by, messages: said.messages },
      watchedMs: said.watchedMs,
    }),
  )

/** Of other kinds: what was listened on, what happened, what became of orders. */
const PASSED_OVER: readonly string[] = ['listening', 'happening', 'done', 'refused']

/** Of a link in real time it tells how late packets were. */
const summarySchema = z.object({
  lateness: z.object({ tooBusy: z.boolean(), max: milliseconds }).optional(),
})

const kindSchema = z.object({ kind: z.string() })

const EXPECTED = 'lines of JSON, as "serve -f json" or "proxy -f json" prints them'

/** `file` names the text in errors. */
export function readServed(text: string, file: string): Checked<Served> {
  const connections: JudgedConnection[] = []
  const episodes: Episode[] = []
  let lateMs = 0
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const value = parsed(line)
    const kind = kindSchema.safeParse(value).data?.kind
    if (kind === undefined) {
      return refused(file, index, { field: '', found: JSON.stringify(line.slice(0, 60)) })
    }
    if (PASSED_OVER.includes(kind)) continue
    if (kind === 'summary') {
      const read = checkValue(value, summarySchema)
      if (!read.ok) return refused(file, index, read.error)
      const { lateness } = read.value
      if (lateness?.tooBusy) lateMs = Math.max(lateMs, lateness.max)
    } else if (kind === 'episode') {
      const read = checkValue(value, episodeSchema)
      if (!read.ok) return refused(file, index, read.error)
      episodes.push(read.value)
    } else if (kind === 'connection') {
      const read = checkValue(value, proxiedSchema)
      if (!read.ok) return refused(file, index, read.error)
      if (read.value.isThere) connections.push(read.value.connection)
    } else {
      const read = checkValue(value, servedSchema)
      if (!read.ok) return refused(file, index, read.error)
      connections.push(read.value)
    }
  }
  return { ok: true, value: { connections, episodes, lateMs } }
}

const refused = (
  file: string,
  index: number,
  {
    field,
    found,
    expected = EXPECTED,
  }: { readonly field: string; readonly found: string; readonly expected?: string },
) => ({
  ok: false as const,
  error: new InputError({
    ...{ code: 'malformed', file, line: index + 1, column: 1 },
    ...{ field, found, expected },
  }),
})

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
