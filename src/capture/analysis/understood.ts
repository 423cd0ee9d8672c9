/** What the streams of a connection tell whoever reads along. */
import type { Waits } from '../../transport.ts'
import type { OctetCounts, ServedConnection } from '../../watch/served-connection.ts'

export interface Understood {
  /**
   * Whether what was said could be read: by name of the step, or only who spoke when; `parts`: of that
   * only what was captured, so that there may have been more waits.
   */
  readonly read: 'all' | 'flights' | 'parts'
  /** Of what could not be read they are under `data`, until the client first paused. */
  readonly waits: Waits
  readonly octets: { readonly untilReady: OctetCounts | undefined; readonly total: OctetCounts }
  /** Until the client was ready, or had been read to its end. */
  readonly session: ServedConnection | undefined
}
