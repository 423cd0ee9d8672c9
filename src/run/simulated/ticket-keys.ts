/**
 * The keys by which a server opens the tickets that it has sealed, once it has been restarted: they are
 * those of its process, as OpenSSL makes them for itself (Prosody, ejabberd). Tickets of before are offered
 * and cannot be opened: the handshake is a full one, and early data is refused (RFC 8446 §4.2.10).
 *
 * Where a proxy in front ends TLS, the keys are its own, and it is not restarted.
 */
import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { ServerModel } from '../../servers/model.ts'

/** The settings of a connection since so many restarts. */
export function withKeysSince(
  restarts: number,
  settings: SimulatedSettings,
  { front }: Pick<ServerModel, 'front'>,
): SimulatedSettings {
  const { over } = settings
  if (restarts === 0 || front !== undefined || over.kind === 'tcp') return settings
  if (over.server.tickets.kind !== 'resume') return settings
  const tickets = { ...over.server.tickets, key: `${over.server.tickets.key}, restart ${restarts}` }
  return { ...settings, over: { ...over, server: { ...over.server, tickets } } }
}
