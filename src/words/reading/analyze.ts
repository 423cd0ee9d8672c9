/** The words of an analysis as what it needs. */
import * as z from 'zod'
import { readTextFile } from '../../files/text-file.ts'
import { accepted } from '../../json/input-error.ts'
import { type AnalyzeWords, XMPP_PORTS } from '../analyze.ts'
import { countField } from './fields.ts'
import { accept, type Unread } from './unread.ts'

const PORT_MAX = 65_535
const KEY_LOG_OCTETS_MAX = 64_000_000

const analyzeSchema = z.strictObject({
  capture: z.string(),
  keylog: z.string().optional(),
  ports: z
    .array(countField(1, PORT_MAX))
    .min(1)
    .default([...XMPP_PORTS]),
})

export interface AnalyzeRun {
  /** A path. */
  readonly capture: string
  /** Empty: no other keys than those in the capture. */
  readonly keyLog: string
  readonly ports: readonly number[]
}

/** @throws {InputError} about the first thing that is wrong. */
export function readAnalyze(words: Unread<AnalyzeWords>): AnalyzeRun {
  const { capture, keylog, ports } = accept<AnalyzeWords, typeof analyzeSchema>(
    words,
    analyzeSchema,
  ).read
  return { capture, keyLog: keylog === undefined ? '' : keyLogIn(keylog), ports }
}

const keyLogIn = (path: string): string =>
  accepted(readTextFile(path, { expected: 'a TLS key log', octetsMax: KEY_LOG_OCTETS_MAX }))
