/** Waits for DNS, added to those of the connection that they were for. */
import type { AnalysedConnection } from './analysed.ts'
import type { FoundBy } from './lookup-log.ts'
import { moreWaits } from './more-waits.ts'

/**
 * Of several connections that followed the same lookup the first has waited for it that came about.
 *
 * @param connections In the order of their first packets.
 */
export function withLookups(
  connections: readonly AnalysedConnection[],
  foundBy: ReadonlyMap<number, FoundBy>,
): readonly AnalysedConnection[] {
  const waitedFor = new Set<object>()
  return connections.map((connection) => {
    const found = foundBy.get(connection.number)
    if (found === undefined || !connection.established || waitedFor.has(found.lookup)) {
      return connection
    }
    waitedFor.add(found.lookup)
    return { ...connection, waits: moreWaits(connection.waits, 'dns', found.waits) }
  })
}
