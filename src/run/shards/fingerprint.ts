/** Whether two runs are the same: everything that decides what they come to, as one short text. */
import { createHash } from 'node:crypto'
import type { RunSpec } from '../spec.ts'
import { plain } from './plain.ts'

/** `sha256:…`; `null` stands for what is undefined, so that nothing is left out. */
export const fingerprint = (spec: RunSpec): string =>
  digest(
    JSON.stringify(spec, (key, value: unknown) => (value === undefined ? null : told(key, value))),
  )

export const digest = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`

function told(key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value]
  return plain(key, value)
}
