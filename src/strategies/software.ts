/**
 * What clients and servers in use can do, read in their sources on the day that stands beside them:
 * the parts of `parts.ts` that each has, and the mechanisms that it speaks. What is in neither list was
 * not looked at; of mechanisms those that are spoken unasked (SCRAM, PLAIN; with FAST HT-SHA-256-…) are
 * taken for granted.
 *
 * Leaves out what each does by configuration alone, but where its default is said to be off.
 */
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { MechanismNeed } from './needs.ts'
import { partNamed, type StrategyPart } from './parts.ts'
import type { Said } from './strategy.ts'

export interface Software {
  readonly name: string
  readonly kind: 'client' | 'server'
  /** Year and month, or the version. */
  readonly snapshot: string
  readonly has: readonly StrategyPart[]
  readonly hasNot: readonly StrategyPart[]
  /** Besides those that are taken for granted, and of those the ones that it does not. */
  readonly speaks: readonly string[]
  readonly speaksNot: readonly string[]
  /** Where it was read, and what is not in the lists. */
  readonly remark: string
}

/** RFC 6120 and XEP-0198 as everybody has them who was looked at. */
const LEGACY: readonly StrategyPart[] = ['starttls', 'sasl1', 'sm']
const SASL2: readonly StrategyPart[] = ['sasl2', 'bind2', 'inline-sm']

/** What tokens are proven with that bind to the channel. */
const HT_BOUND: readonly string[] = MECHANISMS.usual('token').flatMap(({ name, binds }) =>
  binds === 'nothing' ? [] : [name],
)

type Mechanisms = Partial<Pick<Software, 'speaks' | 'speaksNot'>>

const server = (
  name: string,
  snapshot: string,
  has: readonly StrategyPart[],
  hasNot: readonly StrategyPart[],
  remark: string,
  { speaks = [], speaksNot = [] }: Mechanisms = {},
): Software => ({ name, kind: 'server', snapshot, has, hasNot, speaks, speaksNot, remark })

const client = (
  name: string,
  snapshot: string,
  has: readonly StrategyPart[],
  hasNot: readonly StrategyPart[],
  remark: string,
  { speaks = [], speaksNot = [] }: Mechanisms = {},
): Software => ({ name, kind: 'client', snapshot, has, hasNot, speaks, speaksNot, remark })

export const SOFTWARE: readonly Software[] = [
  server(
    'Prosody',
    '13.0.7',
    [
      ...LEGACY,
      ...SASL2,
      ...([
        'direct-tls',
        'websocket',
        'bosh',
        'fast',
        'pipelining',
        'early-restart',
        'fast-open',
        'tickets',
      ] as const),
    ],
    ['quickstart', 'early-data', 'upgrade'],
    'run; SASL2, Bind 2, FAST by community modules; tickets and Fast Open by configuration; an early restart without an XML declaration, and what comes along with it alone',
    { speaks: ['OAUTHBEARER'] },
  ),
  server(
    'ejabberd',
    '26.07',
    [...LEGACY, ...SASL2, 'direct-tls', 'websocket', 'bosh', 'fast', 'pipelining', 'upgrade'],
    ['early-restart', 'quickstart', 'early-data', 'tickets'],
    'run; never resumes a TLS session, asks for no certificate; does not answer a stream that is restarted early',
    { speaksNot: ['EXTERNAL'] },
  ),
  server(
    'MongooseIM',
    '2026-08',
    [...LEGACY, ...SASL2, 'direct-tls', 'fast', 'pipelining', 'tickets', 'early-data'],
    [],
    'read; early data and tickets by configuration; its own tests pipeline',
    { speaks: ['X-OAUTH'] },
  ),
  server('Openfire', '2026-09', [...LEGACY, ...SASL2, 'fast'], ['early-data'], 'read'),
  server(
    'Tigase',
    '2026-08',
    [...LEGACY, ...SASL2, 'direct-tls', 'quickstart'],
    ['fast'],
    'read; direct TLS on port 5223; SASL2, Bind 2 and XEP-0305, which it announces, off by default; XTOKEN-HMAC-SHA-256 in the place of FAST',
    { speaks: ['XTOKEN-HMAC-SHA-256'] },
  ),
  client(
    'Conversations',
    '2.19.5',
    [...LEGACY, ...SASL2, 'fast', 'pipelining'],
    ['fast-open', 'tickets', 'early-data', 'happy-eyeballs'],
    'read; "quick start": header and authentication in one flight where features are remembered',
    { speaks: ['HT-SHA-512-EXPR', 'HT-SHA-512-NONE'] },
  ),
  client(
    'Monal',
    '2024-10',
    [...LEGACY, ...SASL2, 'direct-tls', 'pipelining', 'fast-open', 'tickets', 'false-start'],
    ['early-restart', 'fast', 'early-data'],
    'read; Fast Open with header and <starttls/>; its parser bars an early restart',
  ),
  client('Dino', '2026-06', [...LEGACY, ...SASL2], ['fast'], 'read'),
  client(
    'Movim',
    '2026-08',
    ['starttls', 'sasl1', 'sasl2', 'bind2', 'happy-eyeballs'],
    ['fast', 'inline-sm'],
    'read',
  ),
  client(
    'xmpp.js',
    '0.14',
    [...LEGACY, ...SASL2, 'direct-tls', 'websocket', 'fast'],
    ['pipelining', 'tickets', 'fast-open', 'early-data'],
    'run; HT-SHA-256-NONE alone',
    { speaksNot: HT_BOUND },
  ),
  client(
    'QXmpp',
    '2025-03',
    [...LEGACY, ...SASL2, 'fast'],
    ['pipelining'],
    'read; HT-…-NONE alone',
    { speaksNot: HT_BOUND },
  ),
  client('slixmpp', '1.10', [...LEGACY, 'direct-tls'], ['sasl2', 'fast', 'pipelining'], 'run'),
  client('Smack', '2025-12', LEGACY, ['sasl2', 'fast', 'pipelining'], 'read'),
  client(
    'nbxmpp (Gajim)',
    '7.4',
    [...LEGACY, 'sasl2'],
    ['bind2', 'inline-sm', 'fast', 'pipelining'],
    'read; SASL2 without Bind 2',
  ),
  client(
    'Strophe',
    '5.0',
    ['websocket', 'bosh', 'sasl1'],
    ['sm', 'sasl2', 'fast'],
    'run; WebSocket and BOSH; a pull request for SASL2 is open',
  ),
  client(
    'Converse',
    '2026-07',
    ['websocket', 'bosh', 'sasl1', 'sm'],
    ['sasl2', 'fast'],
    'read; on Strophe, with stream management besides',
  ),
  client(
    'libstrophe',
    'not said',
    LEGACY,
    ['sasl2', 'fast'],
    'read; a pull request for SASL2 is open',
  ),
]

export type Knowledge = 'yes' | 'no' | 'not-looked-at'

/** What a way asks of both ends. */
export type AskedOfSoftware = Pick<Said, 'parts' | 'needs'>

/** Whether software can do all of it, as far as it was looked at. */
export const canDo = (software: Software, { parts, needs }: AskedOfSoftware): Knowledge => {
  const { kind, has, hasNot } = software
  const asked = parts.filter((part) => kind === 'client' || partNamed(part).asks === 'both')
  return all([
    ...asked.map((part) => known(part, has, hasNot)),
    ...needs.map((need) => (need.kind === 'mechanism' ? speaksOne(software, need) : 'yes')),
  ])
}

/** Those that have a way, as far as they were looked at. */
export const softwareWith = (said: AskedOfSoftware, kind: Software['kind']): readonly string[] =>
  SOFTWARE.filter((one) => one.kind === kind && canDo(one, said) === 'yes').map(({ name }) => name)

/** Any one of the mechanisms will do. */
const speaksOne = ({ speaks, speaksNot }: Software, { anyOf }: MechanismNeed): Knowledge => {
  const each = anyOf.map((name) => {
    const isUsual = MECHANISMS.named(name)?.taken === undefined
    return known(name, isUsual ? [name] : speaks, speaksNot)
  })
  if (each.includes('yes')) return 'yes'
  return each.includes('not-looked-at') ? 'not-looked-at' : 'no'
}

const known = <Name extends string>(
  name: Name,
  has: readonly Name[],
  hasNot: readonly Name[],
): Knowledge => {
  if (hasNot.includes(name)) return 'no'
  return has.includes(name) ? 'yes' : 'not-looked-at'
}

const all = (each: readonly Knowledge[]): Knowledge => {
  if (each.includes('no')) return 'no'
  return each.includes('not-looked-at') ? 'not-looked-at' : 'yes'
}
