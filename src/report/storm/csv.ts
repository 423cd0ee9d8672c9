/**
 * CSV (RFC 4180, lines ended as Unix has them) of a storm: a row for each step of time, for
 * spreadsheets and data frames.
 */
import type { StormResult } from '../../result/storm.ts'
import { csvText } from '../csv-text.ts'

export function renderStormCsv({ series }: StormResult): string {
  const { stepMs, returnedMs, attempts, dropped, refused, back, busy, lineMs } = series
  let inAll = 0
  return csvText([
    [
      'from_ms',
      'to_ms',
      'attempts',
      'dropped',
      'refused',
      'back',
      'back_in_all',
      'cores_busy',
      'line_ms',
    ],
    ...attempts.map((begun, step) => {
      inAll += back[step] ?? 0
      const from = step * stepMs - returnedMs
      return [
        ...[from, from + stepMs, begun, dropped[step], refused[step], back[step], inAll],
        ...[busy[step], lineMs[step]],
      ]
    }),
  ])
}
