/** What a server has seen in all, for people: a line for each kind of connection. */
import type { ServedSummary } from '../../watch/served-summary.ts'
import { borderless } from '../borderless.ts'
import { howMany } from '../how-many.ts'

export function summaryText({ connections, noStream, groups, others }: ServedSummary): string {
  const inAll = `${howMany(connections, 'connection')} in all`
  const strangers = noStream === 0 ? '' : `, and ${noStream} that spoke no XMPP`
  if (groups.length === 0) return `\n${inAll}${strangers}\n`
  const rows = groups.map(({ kind, security, outcome, waits, savable, connections: count }) =>
    [count, kind, security, outcome, waits, savable === 0 ? '·' : savable].map(String),
  )
  const lines = borderless(rows, {
    head: ['times', '', 'way', 'outcome', 'waits', 'could save'],
    align: ['right', 'left', 'left', 'left', 'right', 'right'],
    gap: '  ',
  })
  const rest = others === 0 ? [] : [`and ${others} of other kinds`]
  return ['', `${inAll}${strangers}`, '', ...lines, ...rest, ''].join('\n')
}
