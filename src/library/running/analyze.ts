/** Analyses a capture, as it is read. */
import { CaptureAnalysis } from '../../capture/analysis/analyse.ts'
import type { Analysis } from '../../capture/analysis/analysed.ts'
import { KeyLog } from '../../capture/tls/key-log.ts'
import { readCaptureFile } from '../../files/capture.ts'
import { InputError } from '../../json/input-error.ts'
import type { AnalyzeRun } from '../../words/reading/analyze.ts'

export function runAnalyze({ capture, keyLog: text, ports }: AnalyzeRun): Analysis {
  const keyLog = new KeyLog()
  if (text !== '' && keyLog.add(text) === 0) {
    const expected = 'a TLS key log: lines of label, client random and secret'
    throw new InputError({ code: 'malformed', field: 'keylog', found: 'no secret', expected })
  }
  const analysis = new CaptureAnalysis({ keyLog, ports })
  for (const entry of readCaptureFile(capture)) analysis.add(entry)
  return analysis.finish()
}
