/**
 * The ideal server with every mechanism and every feature that is known here, those that no
 * sound server would offer included: for ways to connect that nothing else would take part in.
 * What becomes known is announced here without being named.
 */
import { BINDING_TYPES } from '../sasl/channel-binding.ts'
import { MECHANISMS } from '../sasl/mechanisms.ts'
import { UPGRADES } from '../xmpp/server/extension-settings.ts'
import { INLINE_BIND_FEATURES, INLINE_FEATURES } from '../xmpp/server/settings.ts'
import { IDEAL_SERVER } from './ideal.ts'
import type { ServerModel } from './model.ts'

const namesOf = (proof: 'password' | 'token'): readonly string[] =>
  MECHANISMS.proving(proof).map(({ name }) => name)

const { xmpp } = IDEAL_SERVER

export const EVERYTHING: ServerModel = {
  ...IDEAL_SERVER,
  name: 'everything',
  summary: 'ideal, with every mechanism that is known here, the unsound ones included',
  xmpp: {
    ...xmpp,
    sasl: {
      ...xmpp.sasl,
      mechanisms: namesOf('password'),
      bindingTypes: BINDING_TYPES,
      bindingTypes12: BINDING_TYPES,
    },
    sasl2: { ...xmpp.sasl2, inline: INLINE_FEATURES, inlineBind: INLINE_BIND_FEATURES },
    fast: { ...xmpp.fast, mechanisms: namesOf('token') },
    extensions: {
      secondFactor: 'asked',
      upgrades: UPGRADES,
      configVersion: 'announced',
      instantResumption: namesOf('token'),
      clientAccess: 'managed',
    },
  },
}
