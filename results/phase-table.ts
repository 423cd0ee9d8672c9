/** The server's table of phases as Markdown, for `src/xmpp/server/README.md`. */
import { PHASES } from '../src/xmpp/server/phases.ts'

export function phaseTable(): string {
  const rows = Object.entries(PHASES).map(([kind, { awaits, leadsTo, otherwise }]) => {
    const transitions = Object.entries(leadsTo).map(
      ([occasion, kinds]) => `${occasion} → ${kinds.join(', ')}`,
    )
    const ended = transitions.length === 0
    return [`\`${kind}\``, awaits, ended ? '–' : transitions.join('<br>'), ended ? '–' : otherwise]
  })
  const head = ['phase', 'awaits', 'what leads where, or ends the stream', 'another element']
  return [head, head.map(() => ':--'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
