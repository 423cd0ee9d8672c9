/** What `serve -f json` has printed, read again: a line for each connection. */
import { z } from 'zod'
import { type Checked, InputError } from '../json/input-error.ts'
import { checkValue } from '../json/value.ts'
import { LAYERS } from '../result/names.ts'
import type { Connection } from './judge/served.ts'

const count = z.int().nonnegative()
const octets = z.object({ up: count, down: count })

const connectionSchema = z.object({
  number: count,
  kind: z.enum(['cold', 'reconnect']),
  outcome: z.object({ kind: z.string() }),
  waits: z.object({ total: count, byLayer: z.partialRecord(z.enum(LAYERS), count) }),
  octets: z.object({ untilReady: octets, total: octets }),
  advice: z.array(z.object({ code: z.string(), text: z.string() })),
})

/** Of other kinds than connections: they are passed over. */
const kindSchema = z.object({ kind: z.string() })

const EXPECTED = 'lines of JSON, as "serve -f json" prints them'

/** `file` names the text in errors. */
export function readServed(text: string, file: string): Checked<readonly Connection[]> {
  const connections: Connection[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const refused = (field: string, found: string, expected: string) => ({
      ok: false as const,
      error: new InputError({
        ...{ code: 'malformed', file, line: index + 1, column: 1 },
        ...{ field, found, expected },
      }),
    })
    const value = parsed(line)
    const kind = kindSchema.safeParse(value).data?.kind
    if (kind === undefined) return refused('', JSON.stringify(line.slice(0, 60)), EXPECTED)
    if (kind === 'listening' || kind === 'summary') continue
    const read = checkValue(value, connectionSchema)
    if (!read.ok) return refused(read.error.field, read.error.found, read.error.expected)
    connections.push(read.value)
  }
  return { ok: true, value: connections }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
