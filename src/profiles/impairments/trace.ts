import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import { OPPORTUNITY_SIZE } from '../../link/opportunities.ts'
import type { TraceSettings } from '../../link/trace.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration, packetSize } from '../../quantities/quantity.ts'
import { speed, time } from '../../quantities/words.ts'
import { type BitRate, type Bytes, milliseconds } from '../../units.ts'
import { queueText, tailDrop, UNLIMITED } from './tail-drop.ts'

/** A trace that has yet to be read. */
export interface TraceFileReference {
  readonly kind: 'trace-file'
  /** As written: relative to the profile's own folder. */
  readonly file: string
  /** All but what is read. */
  readonly rest: Omit<TraceSettings, 'opportunitiesMs'>
}

export const trace = {
  written: z
    .strictObject({
      kind: z.literal('trace'),
      file: z
        .string()
        .min(1)
        .optional()
        .describe("mahimahi trace, relative to the profile's folder"),
      opportunitiesMs: z
        .array(z.int().min(0))
        .optional()
        .describe(
          'The lines of such a trace: when 1500 bytes (or "octets") may leave; repeats from the last',
        ),
      from: quantityField(duration)
        .optional()
        .describe('Where in the recording the attempt begins; without it anywhere'),
      octets: quantityField(packetSize)
        .optional()
        .describe('What an opportunity takes; without it 1500B'),
      queue: tailDrop,
    })
    .describe('A recorded link: either "file" or "opportunitiesMs"')
    .transform((written, context): TraceSettings | TraceFileReference => {
      const { file, opportunitiesMs, from, octets, queue = UNLIMITED } = written
      const begun = from === undefined ? {} : { from }
      const size = octets === undefined ? {} : { octets }
      const rest = { kind: 'trace', ...begun, ...size, queue } as const
      if (file !== undefined && opportunitiesMs !== undefined) {
        refuse(context, file, 'either "file" or "opportunitiesMs", not both', ['file'])
      }
      if (file !== undefined) return { kind: 'trace-file', file, rest }
      if (opportunitiesMs === undefined) {
        const expected = 'the path of a mahimahi trace, or its lines as "opportunitiesMs"'
        refuse(context, undefined, expected, ['file'])
        return z.NEVER
      }
      checkOpportunities(opportunitiesMs, context)
      return { ...rest, opportunitiesMs }
    }),
  words: ({ opportunitiesMs, from, octets, queue }: TraceSettings): string => {
    const begin = from === undefined ? 'anywhere' : `at ${time(from)}`
    return `trace of ${opportunitiesText(opportunitiesMs, octets)}, begun ${begin}${queueText(queue)}`
  },
}

/** As in a trace file: none before the one above it, and the last ends the period. */
function checkOpportunities(opportunitiesMs: readonly number[], context: z.RefinementCtx): void {
  let previous = 0
  for (const [index, ms] of opportunitiesMs.entries()) {
    const path = ['opportunitiesMs', index]
    if (ms < previous) {
      refuse(context, ms, `a time not before ${previous} (milliseconds, ascending)`, path)
      return
    }
    previous = ms
  }
  if (previous > 0) return
  const expected = 'at least one time, the last above 0 (milliseconds)'
  refuse(context, opportunitiesMs, expected, ['opportunitiesMs'])
}

const BITS_PER_OCTET = 8
const MILLISECONDS_PER_SECOND = 1000

function opportunitiesText(opportunitiesMs: readonly number[], octets?: Bytes): string {
  const count = opportunitiesMs.length
  const periodMs = opportunitiesMs.at(-1) ?? 1
  const bits = count * (octets ?? OPPORTUNITY_SIZE) * BITS_PER_OCTET
  const bitsPerSecond = (bits * MILLISECONDS_PER_SECOND) / periodMs
  const mean = speed(Number(bitsPerSecond.toPrecision(3)) as BitRate)
  const period = time(milliseconds(periodMs))
  const size = octets === undefined ? '' : ` of ${octets} octets`
  return `${count} opportunities${size} in ${period}, ${mean} on average`
}
