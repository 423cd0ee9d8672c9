/**
 * Logs in once, as whoever is not measured does: by the first way that there is, bound to its channel
 * where binding is offered. Where TLS ends at a proxy the server has another channel, and refuses what is
 * bound to this one (RFC 5802 §7) as it would a wrong password. One more login tells the two apart:
 * unbound on the same way, or by another where nothing is to be had unbound there. A wrong password costs
 * two refusals at most, and nothing that shows it is said for having been refused.
 */
import { type BindingType, chooseBinding } from '../../sasl/channel-binding.ts'
import { assemble } from '../../strategies/assembly.ts'
import { BASES } from '../../strategies/bases.ts'
import type { Modifiers } from '../../strategies/combination.ts'
import { missing } from '../../strategies/needs.ts'
import {
  type Entrance,
  entranceOf,
  isOverBosh,
  type OverTls,
  overHttp,
  overTls,
} from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure, TlsFacts } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import { BLANK, remember } from '../../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { Features } from '../../xmpp/features.ts'
import { type Software, thenAskVersion } from './errands.ts'
import { invalidateToken } from './farewell.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'

/** A way in that could be gone, and what is offered there. */
export interface OpenWay {
  readonly way: OverTls
  readonly offered: Features
}

export interface Introduction {
  readonly software: Software | undefined
  /** How whoever is not measured logs in from now on. */
  readonly login: Strategy
  /** To what a login was bound that was refused for that, of the ways where one was. */
  readonly unbindable: Readonly<Partial<Record<Entrance, BindingType>>>
  /** Whether sessions can be resumed (XEP-0198), which shows behind a login only; undefined: it was not seen. */
  readonly resumption: boolean | undefined
}

/** Or how the password was refused. `ways`: the first that is to be gone before others. */
export async function introduce(
  host: LiveHost,
  ways: readonly [OpenWay, ...OpenWay[]],
): Promise<Introduction | Failure> {
  const [first, ...others] = ways
  const login = firstLogin(first)
  const came = await comeIn(host, login, guest(host.spec, 0))
  if (came.kind !== 'refused') return { ...seen(came), login, unbindable: {} }
  const bound = boundTo(login, first.offered, came.tls)
  if (bound === undefined) return came.failure
  const unbindable = { [entranceOf(first.way)]: bound }
  const discreet = guest({ ...host.spec, showPassword: 'never' }, 0)
  for (const next of [unboundLogin(first), ...others.map(firstLogin)]) {
    const again = await comeIn(host, next, discreet)
    if (again.kind === 'in') return { ...seen(again), login: next, unbindable }
    if (again.kind === 'refused') return again.failure
  }
  return came.failure
}

type Coming = LoggedIn & { readonly software: Software | undefined }

const seen = (came: Coming): Pick<Introduction, 'software' | 'resumption'> => ({
  software: came.software,
  resumption: came.kind === 'in' ? came.resumption : undefined,
})

async function comeIn(host: LiveHost, login: Strategy, account: Account): Promise<Coming> {
  let software: Software | undefined
  const came = await logIn(host, login, account, (script) =>
    thenAskVersion(script, account, (heard) => {
      software = heard
    }),
  )
  return { ...came, software }
}

export type LoggedIn =
  | { readonly kind: 'in'; readonly resumption: boolean | undefined }
  | { readonly kind: 'refused'; readonly failure: Failure; readonly tls: TlsFacts | undefined }
  /** Anything but a wrong password may be the matter of one strategy, and will be told there. */
  | { readonly kind: 'neither' }

/** Leaves nothing behind. `besides`: what else is said, once it is ready. */
export async function logIn(
  host: LiveHost,
  login: Strategy,
  account: Account,
  besides: (script: Script<ReadyStream>) => Script<ReadyStream> = (script) => script,
): Promise<LoggedIn> {
  const way = overTls(login)
  const { attempt, outcome } = await host.errand(besides(login.said.script(account, BLANK)), way)
  if (outcome.kind === 'ready') {
    const { stream } = outcome
    const left = remember(stream)
    await attempt.close()
    if (left.token !== undefined) await invalidateToken(host, account, left, way)
    // In BOSH nobody asks for it.
    const resumption = isOverBosh(login.over) ? undefined : stream.sm?.id !== undefined
    return { kind: 'in', resumption }
  }
  attempt.lose()
  return outcome.kind === 'failed' && outcome.failure.code === 'authentication-failed'
    ? { kind: 'refused', failure: outcome.failure, tls: attempt.tls }
    : { kind: 'neither' }
}

/** To what of its channel such a login is bound, where this is offered; undefined: to nothing. */
function boundTo(
  { said, over }: Strategy,
  { sasl, sasl2, bindingTypes: types }: Features,
  tls: TlsFacts | undefined,
): BindingType | undefined {
  if (tls === undefined || overHttp(over)) return undefined
  const profile = said.language === 'sasl2' ? 'sasl2' : 'sasl1'
  const mechanisms = profile === 'sasl2' ? (sasl2?.mechanisms ?? []) : sasl
  const choice = chooseBinding({ mechanisms, types, profile }, tls)
  return choice.kind === 'bound' ? choice.type : undefined
}

/**
 * The first cold base that has all that it needs. The older ones come first, and leave no token
 * behind.
 */
const firstLogin = (to: OpenWay): Strategy => loginWith(new Set(), to)

const unboundLogin = (to: OpenWay): Strategy => loginWith(new Set(['unbound']), to)

function loginWith(modifiers: Modifiers, { way, offered }: OpenWay): Strategy {
  const logins = BASES.filter(
    ({ start, over }) =>
      start.kind === 'cold' && over.kind === 'tls' && entranceOf(over) === entranceOf(way),
  ).map((base) => assemble(base, modifiers))
  const [usual] = logins
  if (usual === undefined) throw new Error(`no base is cold and over ${entranceOf(way)}`)
  return logins.find(({ said }) => missing(said.needs, { features: offered }).length === 0) ?? usual
}
