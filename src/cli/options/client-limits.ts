/** What a test of a real client would fail for, as options of the commands that see real clients. */
import type { Option } from 'commander'
import { type WaitCounts, waitsText } from '../../report/how-many.ts'
import type { VisitEpisode } from '../../watch/visit-episode.ts'
import { HEADINGS, under } from './headings.ts'
import { lengthOfTime } from './time.ts'
import { countOption } from './whole-number.ts'

/** Times in milliseconds. */
export interface ClientLimits {
  readonly maxNoticed?: number | undefined
  readonly maxBack?: number | undefined
  /** A client that only ever connected once has not shown how it comes back. */
  readonly expectReconnects?: number | undefined
}

export const clientLimitOptions = (): readonly Option[] =>
  under(HEADINGS.limits, [
    lengthOfTime('--max-noticed', 'exit with 1 if it takes longer to notice'),
    lengthOfTime('--max-back', 'exit with 1 if it takes longer to be back'),
    countOption('--expect-reconnects', 'exit with 1 when there were fewer in the end', 1),
  ])

/** A connection, as a line tells of it. */
interface Limited {
  readonly number: number
  /** Undefined where what it said could not be read. */
  readonly kind: 'cold' | 'reconnect' | undefined
  readonly address: string | undefined
}

/** `connection #2 (reconnect, alice@example.org/phone)`. */
export function connectionText({ number, kind, address }: Limited): string {
  const known = [kind, address].filter((text) => text !== undefined)
  return `connection #${number}${known.length === 0 ? '' : ` (${known.join(', ')})`}`
}

/** Undefined: no more than it may. */
export const tooManyWaits = (
  connection: Limited & { readonly waits: WaitCounts },
  most: number | undefined,
): string | undefined =>
  most === undefined || connection.waits.total <= most
    ? undefined
    : `${connectionText(connection)} took ${waitsText(connection.waits)}, ${most} were allowed`

/** Undefined: it has kept to them. */
export function tooLate(
  { maxNoticed, maxBack }: ClientLimits,
  { number, noticeableMs, noticedMs, mendedMs, backMs, by, watchedMs }: VisitEpisode,
): string | undefined {
  // What has not happened took longer than it was waited for, whatever that was.
  const late = (
    what: string,
    took: number | undefined,
    most: number | undefined,
    waitedFor: number,
  ) =>
    most !== undefined && (took ?? waitedFor) > most
      ? `episode ${number}: ${what} ${took === undefined ? 'never' : `after ${took.toFixed(0)} ms`}, ${most} ms were allowed`
      : undefined
  // A connection that lived through it was never lost.
  const noticed =
    by === 'same-connection'
      ? undefined
      : late('noticed', noticedMs, maxNoticed, watchedMs - noticeableMs)
  return noticed ?? late('back', backMs, maxBack, mendedMs === undefined ? 0 : watchedMs - mendedMs)
}

/** In the end; undefined: enough. */
export function tooFewReconnects(
  { expectReconnects }: ClientLimits,
  reconnects: number,
): string | undefined {
  if (expectReconnects === undefined || reconnects >= expectReconnects) return undefined
  return `${reconnects} of the connections were reconnects, expected ${expectReconnects}`
}
