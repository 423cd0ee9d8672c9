/** `results/strategies.md`: what is said of every way to connect, as two tables, and of modifiers. */

import type { Modifier } from '../src/strategies/modifier.ts'
import { partNamed, specificationText } from '../src/strategies/parts.ts'
import { protectionOf, writtenDownIn } from '../src/strategies/protection.ts'
import { BASES, MODIFIERS, parseStrategy } from '../src/strategies/registry.ts'
import { softwareWith } from '../src/strategies/software.ts'
import type { Strategy } from '../src/strategies/strategy.ts'
import { sheetLines } from './round-trip-sheet.ts'

export const STRATEGY_PAGE = {
  file: 'strategies.md',
  about: 'Every way to connect: specification, status, what it needs, what it guards, who has it.',
} as const

export function strategyPage(): string {
  const strategies = everyLine()
  const reasons = [...new Set(strategies.map(({ said }) => said.earlyData.why))]
  const whys = [...new Set(strategies.flatMap(({ said }) => statusOf(said).why ?? []))]
  return [
    '# Every way to connect',
    '',
    'Bases, and those with a modifier that have a row of their own in',
    '[round-trips.md](round-trips.md). Written by `npm run generate`; one of them: `show STRATEGY`.',
    '',
    '## What it is',
    '',
    ...table(
      ['rows', 'strategy', 'written down in', 'status', 'client has kept', 'servers', 'clients'],
      strategies.map((strategy) => {
        const { said, name, rows } = strategy
        return [
          rows.join(', '),
          `\`${name}\``,
          writtenDownIn(said).join(', '),
          statusText(said, whys),
          said.cached.join(', ') || 'nothing',
          softwareWith(said, 'server').join(', ') || '–',
          softwareWith(said, 'client').join(', ') || '–',
        ]
      }),
    ),
    '',
    ...numbered(whys),
    '',
    'reconstructed: the layout of its messages stands nowhere; what holds is the number of waits. Servers',
    'and clients: those that were looked at and have all of it, its mechanism with it',
    '([software.md](software.md)).',
    '',
    '## What it guards',
    '',
    ...table(
      [
        ...['strategy', 'mechanism', 'secret shown', 'client keeps', 'server keeps', 'replay'],
        ...['downgrade', 'server proven', 'bound to', 'revocable', 'early data', 'ready'],
      ],
      strategies.map(({ name, said }) => {
        const guards = protectionOf(said)
        const { earlyData, entry } = said
        return [
          `\`${name}\``,
          guards.mechanism ?? '–',
          guards.shown,
          guards.clientKeeps,
          guards.serverKeeps,
          guards.replay,
          guards.downgrade,
          guards.mutual,
          guards.bound,
          guards.revocable,
          `${earlyData.kind} [${reasons.indexOf(earlyData.why) + 1}]`,
          entry.standsForReady ?? 'as all',
        ]
      }),
    ),
    '',
    ...numbered(reasons),
    '',
    'replay: a nonce of each side, a count that has to grow, good for a single use, or nothing but TLS.',
    'downgrade: the announcement is hashed into the exchange (XEP-0474), the mechanism is pinned, or what',
    'the client remembers, at best. server proven: by the mechanism, besides its certificate. bound to: the',
    'TLS channel, by what is negotiated, or by what the mechanism’s name says.',
    '',
    '## Modifiers',
    '',
    ...table(
      ['modifier', 'written down in', 'what it does'],
      MODIFIERS.map((modifier) => [
        `\`+${modifier.name}\``,
        specificationsOf(modifier).join(', ') || '–',
        modifier.summary,
      ]),
    ),
    '',
  ].join('\n')
}

/** Of its parts on whatever base. */
const specificationsOf = ({ parts }: Modifier): readonly string[] => {
  const named = BASES.flatMap((base) => parts?.(base) ?? []).map(partNamed)
  return [...new Set(named.map(({ specification }) => specificationText(specification)))]
}

/** Each once, in the order of the rows. */
const everyLine = (): readonly Strategy[] => {
  const names = new Map<string, string[]>()
  for (const { id, strategy } of sheetLines()) {
    const ids = names.get(strategy) ?? []
    names.set(strategy, ids.includes(id) ? ids : [...ids, id])
  }
  return [...names].map(([name, rows]) => {
    const strategy = parseStrategy(name)
    if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
    return { ...strategy, rows }
  })
}

const statusOf = ({ entry: { status } }: Strategy['said']): { readonly why?: string } =>
  'why' in status ? { why: status.why } : {}

const statusText = (said: Strategy['said'], whys: readonly string[]): string => {
  const { status, shape } = said.entry
  const { why } = statusOf(said)
  const number = why === undefined ? '' : ` [${whys.indexOf(why) + 1}]`
  return [status.kind.replace('-', ' ') + number, ...(shape === undefined ? [] : [shape])].join(
    ', ',
  )
}

const numbered = (texts: readonly string[]): readonly string[] =>
  texts.map((text, index) => `${index + 1}. ${text}`)

const table = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${heads.join(' | ')} |`,
  `|${' :-- |'.repeat(heads.length)}`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
]
