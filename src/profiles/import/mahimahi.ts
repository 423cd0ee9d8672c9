/** A packet-delivery trace of mahimahi: a line for each opportunity to deliver 1500 octets. */
import { InputError } from '../../json/input-error.ts'
import { parseTrace } from '../../link/trace-file.ts'
import { LONGEST_MS } from '../impairments/steps.ts'
import { bothWays, eachWay, type Importer, refused } from './importer.ts'
import { firstLines } from './lines.ts'

/** What a profile can hold and a file can be read back from. */
const MOST = 2_000_000

export const mahimahi: Importer = {
  name: 'mahimahi',
  summary: 'mahimahi packet-delivery trace: whole milliseconds, one to a line (FILE.up, FILE.down)',
  recognises: ({ text }) => {
    const lines = firstLines(text, 20)
    return lines.length > 0 && lines.every((line) => /^\d{1,12}$/.test(line))
  },
  takes: 'opportunity',
  read: (source, { opportunity }) => {
    const trace = parseTrace(source.text)
    if (trace.kind === 'malformed') {
      const { line, found, expected } = trace
      const file = source.name
      return {
        ok: false,
        error: new InputError({ code: 'malformed', file, line, found, expected }),
      }
    }
    const { opportunitiesMs } = trace
    const { length } = opportunitiesMs
    if (length > MOST) return refused(source, `${length} lines`, `at most ${MOST}: a part of it`)
    const last = opportunitiesMs.at(-1) ?? 0
    if (last > LONGEST_MS) return refused(source, `${last} ms`, 'at most 30 days', length)
    const octets = opportunity === undefined ? {} : { octets: opportunity }
    return {
      ok: true,
      value: {
        title: 'mahimahi trace',
        ...eachWay(source, () => ({ rate: [{ kind: 'trace', opportunitiesMs, ...octets }] })),
        unused: [],
        notes: bothWays(source),
      },
    }
  },
}
