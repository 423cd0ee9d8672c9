/** What `analyze -f json` has printed, read again: its connections, as far as they were read. */
import * as z from 'zod'
import { type Checked, InputError } from '../json/input-error.ts'
import { checkValue } from '../json/value.ts'
import { LAYERS } from '../result/names.ts'
import { type JudgedConnection, outcomeUnread } from './judge/served.ts'

const count = z.int().nonnegative()
const octets = z.object({ up: count, down: count })

const connectionSchema = z.object({
  number: count,
  established: z.boolean(),
  read: z.enum(['all', 'flights', 'parts']),
  waits: z.object({ total: count, byLayer: z.partialRecord(z.enum(LAYERS), count) }),
  octets: z.object({ untilReady: octets.optional(), total: octets }),
  session: z
    .object({
      kind: z.enum(['cold', 'reconnect']),
      outcome: z.object({ kind: z.string() }),
      advice: z.array(z.object({ code: z.string(), text: z.string() })),
    })
    .optional(),
})

const analysisSchema = z.object({
  schema: z.literal(1),
  connections: z.array(connectionSchema).max(100_000),
})

const EXPECTED = 'JSON, as "analyze -f json" prints it'

/** Those whose SYN nobody answered are no connections. `file` names the text in errors. */
export function readAnalysed(text: string, file: string): Checked<readonly JudgedConnection[]> {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || !('connections' in value)) {
    const found = text.trim() === '' ? 'nothing' : JSON.stringify(text.trim().slice(0, 60))
    return refused(file, '', found, EXPECTED)
  }
  const read = checkValue(value, analysisSchema)
  if (!read.ok) return refused(file, read.error.field, read.error.found, read.error.expected)
  const { connections } = read.value
  return {
    ok: true,
    value: connections
      .filter(({ established }) => established)
      .map(
        ({ number, waits, octets: { untilReady, total }, session, read }): JudgedConnection => ({
          ...{ number, waits, octets: { untilReady, total } },
          kind: session?.kind ?? (read === 'parts' ? 'partial' : 'unread'),
          // Of what was not all captured there may have been more.
          outcome:
            session?.outcome ?? (read === 'parts' ? { kind: 'unread' } : outcomeUnread(total)),
          advice: session?.advice ?? [],
        }),
      ),
  }
}

const refused = (file: string, field: string, found: string, expected: string) => ({
  ok: false as const,
  error: new InputError({ code: 'malformed', file, field, found, expected }),
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
