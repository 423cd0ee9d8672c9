/** The words of a proxy as the routes and the link that they ask for. */
import * as z from 'zod'
import { shippedPolicies } from '../../files/policies.ts'
import { loadProfile } from '../../files/profiles.ts'
import { loadScenario } from '../../files/scenarios.ts'
import { accepted, InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import { type Overrides, type ResolvedProfile, resolveProfile } from '../../profiles/resolve.ts'
import type { ProxySpec } from '../../run/proxy/proxy.ts'
import { type ProxyWords, USUAL_PROXY } from '../proxy.ts'
import { USUAL_PROFILE } from '../trace.ts'
import { socketField } from './address.ts'
import { ledInto, profilesIn } from './courses.ts'
import { countField, refuseRepeated, whileField } from './fields.ts'
import { refuseNarrowForIpv6 } from './narrow.ts'
import { profilesNamed } from './profiles.ts'
import { settingFields, settingsOf } from './run-fields.ts'
import { accept, type Unread } from './unread.ts'

const proxySchema = z.strictObject({
  ...settingFields,
  host: z.string().min(1).default(USUAL_PROXY.host),
  listen: z.array(countField(0, 65_535)).min(1),
  to: z.array(socketField).min(1),
  profile: z.string().optional(),
  scenario: z.string().optional(),
  lasts: whileField.optional(),
})

/** @throws {InputError} about the first thing that is wrong. */
export function readProxy(words: Unread<ProxyWords>): ProxySpec {
  const { read } = accept<ProxyWords, typeof proxySchema>(words, proxySchema)
  const { tcp, hostTime, seed } = settingsOf(read)
  const names = read.profile === undefined ? undefined : [read.profile]
  const routes = routesOf(read)
  // Outages are told of as what happens in scenarios is, and not a part of the link.
  const profile = oneProfile(names, overridesOf({ ...read, outages: undefined }))
  const scenario = scenarioNamed(read.scenario)
  refuseNarrowForIpv6(tcp, [profile], 'profile')
  if (scenario !== undefined) {
    refuseNarrowForIpv6(tcp, Object.values(profilesIn(scenario)), 'scenario')
  }
  return {
    routes,
    profile,
    outages: read.outages,
    profileNamed: (name) => {
      const network = profileNamed(name)
      refuseNarrowForIpv6(tcp, [network], 'profile')
      return network
    },
    scenario,
    seed,
    tcp,
    hostTime,
    policies: shippedPolicies(),
    lasts: read.lasts,
  }
}

/** The network that is led into, as its file says. */
export const profileNamed = (name: string): ResolvedProfile =>
  resolveProfile(accepted(loadProfile(name)))

export function oneProfile(
  names: readonly string[] | undefined,
  overrides: Overrides,
): ResolvedProfile {
  const [profile, ...more] = profilesNamed(names, overrides, [USUAL_PROFILE])
  if (profile !== undefined && more.length === 0) return profile
  const expected = 'one profile for the link'
  throw new InputError({ code: 'senseless', field: 'profile', found: '"all"', expected })
}

export const scenarioNamed = (name: string | undefined): ProxySpec['scenario'] => {
  if (name === undefined) return undefined
  const { scenario } = accepted(loadScenario(name, 'scenario'))
  // A network that cannot be read is told of before anybody comes, not in the middle.
  for (const { what } of scenario.events) {
    if ('profile' in what && what.profile !== undefined) ledInto(what.profile)
  }
  return scenario
}

function routesOf({ host, listen, to }: z.output<typeof proxySchema>): ProxySpec['routes'] {
  if (listen.length !== to.length) {
    throw new InputError({
      code: 'senseless',
      field: 'to',
      found: `${to.length} for ${listen.length} to listen on`,
      expected: 'a server for each port',
    })
  }
  refuseRepeated(
    'listen',
    listen.filter((port) => port !== 0).map((port) => String(port)),
  )
  return to.map((server, place) => ({ listen: { host, port: listen[place] ?? 0 }, to: server }))
}
