/** Where it is known from what a file states: field by field, as the file itself says. */
import * as z from 'zod'

/** How a figure came to be known. */
export const STATUSES = ['read', 'derived', 'recalled', 'assumed'] as const
export type Status = (typeof STATUSES)[number]

export interface Source {
  /** Paths of fields, as in `limits.connect` or `events[0].lasts`: of all that is below them. */
  readonly of: readonly string[]
  readonly status: Status
  /** Where it was read or what it was derived from; why it was chosen, if it was assumed. */
  readonly says: string
}

const source = z.strictObject({
  of: z
    .array(z.string().min(1))
    .min(1)
    .describe('Fields of this file, as in "limits.connect"; of all that is below them'),
  status: z
    .enum(STATUSES)
    .describe(
      'read: in the source itself. derived: from what the source publishes. recalled: not read again. assumed: our choice.',
    ),
  says: z.string().min(1).describe('Where it was read, or why it was chosen'),
})

export const sourcesField = z.array(source).default([])
