/** Sets the stage for one attempt of a strategy: the server, and the session of before. */
import assert from 'node:assert/strict'
import { Random } from '../../src/random.ts'
import { registered, undergo } from '../../src/run/simulated/presumed.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { overSecured } from '../../src/strategies/over.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { START } from '../../src/units.ts'
import type { Account } from '../../src/xmpp/account.ts'
import { BLANK, type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import type { Framing } from '../../src/xmpp/framing/framing.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import { ACCOUNT, framingOf, KEYS, type Meddle, Pair } from './pair.ts'

export interface Scene {
  readonly strategy: Strategy
  readonly server: Server
  readonly memory: Memory
}

export const strategyNamed = (name: string): Strategy => {
  const strategy = parseStrategy(name)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  return strategy
}

/** A server as the strategy finds it, and what the client holds from the earlier session. */
export const setScene = (
  strategy: Strategy,
  settings: ServerSettings = IDEAL,
  account: Account = ACCOUNT,
  framing: Framing = framingOf(strategy),
): Scene => {
  const random = Random.seeded('server')
  const server = new Server({
    name: 'bench.localhost',
    settings,
    random,
    accounts: [registered(account, strategy.against)],
    keys: KEYS,
  })
  const memory = leaveBehind(strategy, server, account, framing)
  if (strategy.earlier !== undefined) undergo(server.domain, strategy.against, account)
  return { strategy, server, memory }
}

/** What is compared apart needs what hardly any server offers, but for QUIC. */
export const serverFor = (name: string): ServerModel => {
  const base = BASES.find((one) => one.name === name.split('+')[0])
  return base?.entry.compared === 'apart' && base.over.kind !== 'quic' ? EVERYTHING : IDEAL_SERVER
}

export const settingsFor = ({ name }: Pick<Strategy, 'name'>): ServerSettings =>
  serverFor(name).xmpp

const leaveBehind = (
  strategy: Strategy,
  server: Server,
  account: Account,
  framing: Framing,
): Memory => {
  const { earlier } = strategy
  if (earlier === undefined) return BLANK
  const random = Random.seeded('earlier')
  const connection = server.accept({ random, mode: overSecured(earlier).security, framing })
  const pair = new Pair(
    earlier.said.script(account, BLANK, server.domain.wallClock(START)),
    connection,
    earlier,
    undefined,
    framing,
  )
  const outcome = pair.run()
  assert.equal(outcome?.kind, 'ready', `${earlier.name}: ${JSON.stringify(outcome)}`)
  if (outcome?.kind !== 'ready') return BLANK
  const memory = remember(outcome.stream)
  pair.lose()
  return memory
}

/** One attempt, not yet run, at a server that can be used again. */
export const attempt = (
  scene: Omit<Scene, 'server'> & { readonly server: Pick<Server, 'fork'> },
  options: {
    readonly account?: Account
    readonly meddle?: Meddle
    readonly framing?: Framing
  } = {},
): Pair => {
  const { strategy, memory } = scene
  const { framing = framingOf(strategy) } = options
  const random = Random.seeded('attempt')
  const forked = scene.server.fork()
  const connection = forked.accept({ random, mode: overSecured(strategy).security, framing })
  const script = strategy.said.script(
    options.account ?? ACCOUNT,
    memory,
    forked.domain.wallClock(START),
  )
  return new Pair(script, connection, strategy, options.meddle, framing)
}
