/** One trial in full: every packet, every piece of XML, every wait. */
import type { Trace } from '../record/trace.ts'
import { readTrace } from '../words/reading/trace.ts'
import type { TraceWords } from '../words/trace.ts'
import { runTrace } from './running/trace.ts'

/**
 * Runs one trial again, the same that a comparison with this seed counts, and tells all of it.
 * Times are nanoseconds since the attempt began.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `earlier-session-failed`.
 */
export const trace = async (words: TraceWords): Promise<Trace> => runTrace(readTrace(words))
