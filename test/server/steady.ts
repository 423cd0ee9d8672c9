/** Servers and clients whose every act takes its median time. */
import type { ClientModel } from '../../src/clients/model.ts'
import { constantly, type ProcessingTime, timeAt } from '../../src/processing-time.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import type { TlsServerBehaviour } from '../../src/tls/settings.ts'
import type { ServerSettings, ThinkTimes } from '../../src/xmpp/server/settings.ts'

const steady = (time: ProcessingTime): ProcessingTime => constantly(timeAt(time, 0.5))

export const steadySettings = (settings: ServerSettings): ServerSettings => ({
  ...settings,
  think: Object.fromEntries(
    Object.entries(settings.think).map(([answer, time]) => [answer, steady(time)]),
  ) as unknown as ThinkTimes,
})

const steadyTls = (tls: TlsServerBehaviour): TlsServerBehaviour => ({
  ...tls,
  flightThink: steady(tls.flightThink),
})

export const steadyServer = ({ tls, xmpp, ...rest }: ServerModel): ServerModel => ({
  ...rest,
  tls: { starttls: steadyTls(tls.starttls), direct: steadyTls(tls.direct) },
  xmpp: steadySettings(xmpp),
})

export const steadyClient = ({ tls, reaction, ...rest }: ClientModel): ClientModel => ({
  ...rest,
  tls: {
    ...tls,
    handshake: { full: steady(tls.handshake.full), resumed: steady(tls.handshake.resumed) },
  },
  reaction: steady(reaction),
})
