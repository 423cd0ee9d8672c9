/** Makes a cell of a run ready: reads its strategy, runs the earlier session. */
import { linkDrawer } from '../../profiles/draw.ts'
import { Random } from '../../random.ts'
import { SaltedKeys } from '../../sasl/scram-keys.ts'
import { serverProfile } from '../../servers/catalogue.ts'
import { milliseconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { cellAt, type RunSpec, strategyOf } from '../spec.ts'
import type { Cell } from './cell.ts'
import type { Conditions } from './conditions.ts'
import { earlierDialogue, earlierSession } from './earlier.ts'

/** Salted keys are derived once per thread: RFC 5802 §5.1 allows clients to keep them. */
const SALTED_KEYS = new SaltedKeys()

/** The account of every simulated attempt; its lengths are those of the measured servers'. */
const ACCOUNT: Account = {
  local: 'alice',
  domain: 'bench.localhost',
  password: 'correct horse battery staple',
  userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
  software: 'bench',
  device: 'rig',
  resource: 'bench',
  carbons: true,
  saltedKeys: SALTED_KEYS,
}

export const conditionsOf = (spec: RunSpec): Conditions => ({
  server: serverProfile(spec.server, spec.certificate),
  timeout: milliseconds(spec.timeoutMs),
  tcp: spec.tcp,
  fastOpenFault: spec.fastOpenFault,
})

export function prepareCell(spec: RunSpec, index: number): Cell {
  const { choice, profile } = cellAt(spec, index)
  const strategy = strategyOf(choice)
  const conditions = conditionsOf(spec)
  const root = Random.seeded(spec.seed)
  const random = root.fork('session')
  return {
    strategy,
    profile,
    drawLink: linkDrawer(profile, conditions.timeout),
    conditions,
    account: ACCOUNT,
    earlier:
      typeof choice === 'string'
        ? earlierSession(strategy, conditions, ACCOUNT, random)
        : earlierDialogue(strategy, choice.dialogue, conditions, ACCOUNT, random),
    random: root.fork('trials').fork(profile.name),
  }
}
