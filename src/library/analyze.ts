/** What a capture tells: a client that nobody here wrote, against a server that nobody here runs. */
import type { Analysis } from '../capture/analysis/analysed.ts'
import type { AnalyzeWords } from '../words/analyze.ts'
import { readAnalyze } from '../words/reading/analyze.ts'
import { runAnalyze } from './running/analyze.ts'

/**
 * Reads a capture (pcapng or pcap) and tells of each XMPP connection in it how many round trips it
 * waited for, what it could have saved, and what shows of the link.
 *
 * @throws {InputError} (as a rejection) when the file is no capture, or cannot be read.
 */
export const analyze = async (words: AnalyzeWords): Promise<Analysis> =>
  runAnalyze(readAnalyze(words))
