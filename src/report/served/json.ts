/** A served connection for machines: one line of JSON, the shape of `ServedConnection` itself. */
import { escapedJson } from '../../foreign-text.ts'
import type { ServedConnection } from '../../watch/served-connection.ts'

export const servedJson = (connection: ServedConnection): string =>
  `${escapedJson(JSON.stringify({ schema: SERVED_SCHEMA, ...connection }))}\n`

/** Grows with each change that a reader would have to know of. */
export const SERVED_SCHEMA = 2
