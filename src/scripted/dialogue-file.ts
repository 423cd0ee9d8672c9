/**
 * A dialogue as a file: what a protocol would say, in octets, without saying what.
 *
 *     { "name": "mine", "flights": [ { "up": [80, 160], "down": [400], "think": "0ms" } ] }
 *
 * In each flight the client makes the writes of `up`, the server reads them all, thinks, and
 * makes the writes of `down`; the next flight follows when all of that has arrived.
 */
import { z } from 'zod'
import type { Checked } from '../json/input-error.ts'
import { parseJson } from '../json/source.ts'
import { duration } from '../quantities/quantity.ts'
import { type Duration, ZERO } from '../units.ts'

export interface ScriptedFlight {
  /** Octets of each write. */
  readonly up: readonly number[]
  readonly down: readonly number[]
  /** From the last octet of `up` at the server to the first of `down`. */
  readonly think: Duration
}

export interface ScriptedDialogue {
  readonly name: string
  readonly flights: readonly ScriptedFlight[]
}

/** A write larger than this is a mistake: handshakes are what is measured here. */
const WRITE_MAX = 10_000_000
const FLIGHTS_MAX = 10_000

const writes = z
  .array(z.int().min(1).max(WRITE_MAX))
  .min(1)
  .describe('Octets of each write, in order')

const think = z
  .string()
  .describe(`How long the server thinks: ${duration.expected}`)
  .transform((text, context): Duration => {
    const parsed = duration.parse(text)
    if (parsed.ok) return parsed.value
    context.addIssue({ code: 'custom', message: duration.expected, input: text })
    return z.NEVER
  })

const flight = z
  .strictObject({ up: writes, down: writes, think: think.optional() })
  .transform(({ up, down, think }): ScriptedFlight => ({ up, down, think: think ?? ZERO }))

export const dialogueSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, 'a name of letters, digits, ".", "_" and "-"')
    .describe('What tables call it: letters, digits, ".", "_" and "-"'),
  flights: z.array(flight).min(1).max(FLIGHTS_MAX),
})

export function parseDialogue(text: string, file: string): Checked<ScriptedDialogue> {
  const parsed = parseJson(text, file, dialogueSchema)
  if (!parsed.ok) return parsed
  const { name, flights } = parsed.value
  return { ok: true, value: { name, flights } }
}
