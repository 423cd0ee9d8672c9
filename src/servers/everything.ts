/**
 * The ideal server with every mechanism and every feature that is known here, those that no
 * sound server would offer included: for ways to connect that nothing else would take part in.
 * What becomes known is announced here without being named.
 */
import { BINDING_TYPES } from '../sasl/channel-binding.ts'
import type { Mechanism } from '../sasl/mechanism.ts'
import { MECHANISMS } from '../sasl/mechanisms.ts'
import { TOKEN_FORMS } from '../sasl/records.ts'
import { UPGRADES } from '../xmpp/server/extension-settings.ts'
import { INLINE_BIND_FEATURES, INLINE_FEATURES } from '../xmpp/server/settings.ts'
import { IDEAL_SERVER } from './ideal.ts'
import type { ServerModel } from './model.ts'

const namesOf = (mechanisms: readonly Mechanism[]): readonly string[] =>
  mechanisms.map(({ name }) => name)

const { xmpp, tls } = IDEAL_SERVER
/** For EXTERNAL (XEP-0178). */
const requestsClientCertificate = true

export const EVERYTHING: ServerModel = {
  ...IDEAL_SERVER,
  name: 'everything',
  summary: 'ideal, with every mechanism that is known here, the unsound ones included',
  tls: {
    starttls: { ...tls.starttls, requestsClientCertificate, earlyHello: 'kept' },
    direct: { ...tls.direct, requestsClientCertificate },
  },
  xmpp: {
    ...xmpp,
    sasl: {
      ...xmpp.sasl,
      mechanisms: namesOf(MECHANISMS.logins),
      bindingTypes: BINDING_TYPES,
      bindingTypes12: BINDING_TYPES,
    },
    sasl2: { ...xmpp.sasl2, inline: INLINE_FEATURES, inlineBind: INLINE_BIND_FEATURES },
    fast: { ...xmpp.fast, mechanisms: namesOf(MECHANISMS.proving('token')), forms: TOKEN_FORMS },
    extensions: {
      secondFactor: 'asked',
      upgrades: UPGRADES,
      configVersion: 'announced',
      instantResumption: namesOf(MECHANISMS.proving('token')),
      earlyLogin: 'taken',
      pipelining: 'announced',
      clientAccess: 'managed',
    },
  },
}
