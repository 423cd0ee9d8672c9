/** What a server file may say of a proxy in front of the server. */
import * as z from 'zod'
import type { Behind } from '../../front/settings.ts'
import { timeField } from '../../quantities/field.ts'
import { seconds, ZERO } from '../../units.ts'

const reached = z
  .strictObject({ roundTrip: timeField(ZERO, seconds(1), 'at most 1s') })
  .partial()
  .optional()

export const frontFields = z
  .strictObject({
    service: reached.describe('Says whether a password is right, and which server is meant'),
    backend: reached.describe('The server behind it'),
  } satisfies Record<Behind, z.ZodType>)
  .describe('A proxy that ends TLS, takes PLAIN and logs in behind; null for none')
