/**
 * A dialogue as a file: what a protocol would say, in octets, without saying what.
 *
 *     { "name": "mine", "flights": [ { "up": [80, 160], "down": [400], "think": "0ms" } ] }
 *
 * In each flight the client makes the writes of `up`, the server reads them all, thinks, and
 * makes the writes of `down`; the next flight follows when all of that has arrived. A server that
 * answers a part of a flight before it has the rest says so:
 *
 *     { "up": [80, 709], "down": [{ "octets": 510, "after": 0, "think": "1ms" }, 679] }
 */
import * as z from 'zod'
import type { Checked } from '../json/input-error.ts'
import { refuse } from '../json/refuse.ts'
import { parseJson } from '../json/source.ts'
import { jsonText } from '../json/text.ts'
import { quantityField } from '../quantities/field.ts'
import { duration } from '../quantities/quantity.ts'
import { type Duration, ZERO } from '../units.ts'

/** A write of the server's that answers the first writes of a flight. */
export interface PartAnswer {
  readonly octets: number
  /** Index in `up` of the last of the writes that it answers. */
  readonly after: number
  /** From the last octet of that write at the server to the first of this. */
  readonly think: Duration
}

export interface ScriptedFlight {
  /** Octets of each write. */
  readonly up: readonly number[]
  /** A number is the octets of a write that answers the whole flight. */
  readonly down: readonly (number | PartAnswer)[]
  /** From the last octet of `up` at the server to the first of what answers all of it. */
  readonly think: Duration
}

export interface ScriptedDialogue {
  readonly name: string
  readonly flights: readonly ScriptedFlight[]
}

/** A write larger than this is a mistake: handshakes are what is measured here. */
const WRITE_MAX = 10_000_000
const WRITES_MAX = 10_000
const FLIGHTS_MAX = 10_000

const octets = z.int().min(1).max(WRITE_MAX)

const thinkField = quantityField(duration)

const partAnswer = z
  .strictObject({
    octets,
    after: z
      .int()
      .min(0)
      .max(WRITES_MAX - 1)
      .describe('Index in "up" of the last of the writes that it answers; the first is 0'),
    think: thinkField
      .optional()
      .describe('How long the server thinks; that of the flight if absent'),
  })
  .describe('A write that answers the first writes of the flight')

const flight = z
  .strictObject({
    up: z.array(octets).min(1).max(WRITES_MAX).describe('Octets of each write, in order'),
    down: z
      .array(
        z.union([octets.describe('Octets of a write that answers the whole flight'), partAnswer]),
      )
      .min(1)
      .max(WRITES_MAX)
      .describe('The writes of the server, in order'),
    think: thinkField.optional().describe('How long the server thinks: no time if absent'),
  })
  .transform(({ up, down, think = ZERO }, context): ScriptedFlight => {
    down.forEach((answer, index) => {
      if (typeof answer === 'number' || answer.after < up.length) return
      const last = up.length - 1
      const expected = last === 0 ? '0, the only write of "up"' : `a write of "up", 0 to ${last}`
      refuse(context, { up, down }, expected, ['down', index, 'after'])
    })
    return {
      up,
      down: down.map((answer) =>
        typeof answer === 'number' ? answer : { ...answer, think: answer.think ?? think },
      ),
      think,
    }
  })

const NAME_SIGNS = 'letters, digits, ".", "_" and "-", the first a letter or a digit'

export const dialogueSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, `a name of ${NAME_SIGNS}`)
    .describe(`What tables call it: ${NAME_SIGNS}`),
  flights: z.array(flight).min(1).max(FLIGHTS_MAX),
})

/** The JSON Schema for editors, as `dialogue.schema.json` holds it. */
export function dialogueJsonSchema(): string {
  const schema = z.toJSONSchema(dialogueSchema, { io: 'input' })
  return jsonText({ title: 'xmpp-rtt dialogue', ...schema })
}

export function parseDialogue(text: string, file: string): Checked<ScriptedDialogue> {
  const parsed = parseJson(text, file, dialogueSchema)
  if (!parsed.ok) return parsed
  const { name, flights } = parsed.value
  return { ok: true, value: { name, flights } }
}
