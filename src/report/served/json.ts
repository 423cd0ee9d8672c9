/** A served connection for machines: one line of JSON, the shape of `ServedConnection` itself. */
import type { ServedConnection } from '../../watch/served-connection.ts'

export const servedJson = (connection: ServedConnection): string =>
  `${JSON.stringify({ schema: SERVED_SCHEMA, ...connection })}\n`

/** Grows with each change that a reader would have to know of. */
export const SERVED_SCHEMA = 1
