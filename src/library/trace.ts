/** One trial in full: every packet, every piece of XML, every wait. */

import type { Trace } from '../record/trace.ts'
import type { LifeTrace } from '../record/traced-life.ts'
import { readCapture, readLifeTrace, readTrace } from '../words/reading/trace.ts'
import type { CaptureWords, LifeTraceWords, TraceWords } from '../words/trace.ts'
import { optionsFor } from './running/given.ts'
import { chosenTrial, runCapture, runLifeTrace, runTrace } from './running/trace.ts'
import type { TraceOptions } from './terms/trace.ts'

/**
 * Runs one trial again, the same that a comparison with this seed counts, and tells all of it.
 * Times are nanoseconds since the attempt began.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `earlier-session-failed`, `interrupted`.
 */
export const trace = async (words: TraceWords, options: TraceOptions = {}): Promise<Trace> =>
  runTrace(await chosenTrial(readTrace(words), optionsFor('trace', options)))

/**
 * Lives one life again, and tells what happened, what the client did about it, what became of every
 * message, and each attempt in full. Times are nanoseconds since the life began.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `earlier-session-failed`, `interrupted`.
 */
export const traceLife = async (
  words: LifeTraceWords,
  options: TraceOptions = {},
): Promise<LifeTrace> => {
  const run = readLifeTrace(words)
  const search = optionsFor('trace', options)
  return await runLifeTrace(await chosenTrial(run, search), search)
}

/**
 * The same trial as a capture in pcapng: IP packets with correct headers, checksums and options at
 * simulated times, as they are seen at one end of the link, their TLS really encrypted with the keys
 * in the file. With a scenario, all connections of the life.
 *
 * @returns the octets of the file.
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `earlier-session-failed`, `interrupted`.
 */
export async function captureTrace(
  words: TraceWords | LifeTraceWords,
  view: CaptureWords = {},
  options: TraceOptions = {},
): Promise<Uint8Array> {
  const run = isLife(words) ? readLifeTrace(words) : readTrace(words)
  const choice = readCapture(view, run)
  const search = optionsFor('trace', options)
  return await runCapture(await chosenTrial(run, search), choice, search)
}

/** What is no object at all is refused with the words of an attempt. */
const isLife = (words: TraceWords | LifeTraceWords): words is LifeTraceWords =>
  typeof words === 'object' && words !== null && 'scenario' in words
