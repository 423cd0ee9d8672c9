/** A modifier that a server does not do costs nothing less: whoever reads the row must know. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderCsv } from '../../src/report/csv.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderTable } from '../../src/report/table.ts'
import { within } from '../cli/within.ts'

const NAMES = ['+tls-resumed', '+0rtt', '+tfo'].map((one) => `fast-resume-direct${one}`)

describe('what a server does not do of a strategy', () => {
  it('is in the result, marked in rows, and said below the tables', async () => {
    const { stdout } = await within([
      ...['-p', 'ideal', '-n', '1', '-f', 'json'],
      ...['-s', ...NAMES, '--server', 'prosody', 'ejabberd', 'ideal'],
    ])
    const result = JSON.parse(stdout)
    const said = new Map<string, readonly string[]>()
    for (const { server, notDone = [] } of result.cells) {
      said.set(server, [...(said.get(server) ?? []), ...notDone])
    }
    const TICKETS = 'TLS tickets that resume'
    const EARLY_DATA = 'TLS early data (RFC 8446 §2.3)'
    assert.deepEqual(Object.fromEntries(said), {
      prosody: [EARLY_DATA],
      ejabberd: [TICKETS, TICKETS, EARLY_DATA, 'TCP Fast Open (RFC 7413)'],
      ideal: [],
    })
    for (const text of [renderTable(result), renderMarkdown(result)]) {
      assert.match(text, /fast-resume-direct\+0rtt † ‡[ |]+prosody/)
      assert.doesNotMatch(text, /fast-resume-direct\+0rtt † ‡[ |]+ideal/)
      assert.match(text, /‡ costs what it costs without: /)
      assert.match(text, /prosody\s+does\s+not\s+do\s+TLS\s+early\s+data/)
    }
    assert.match(renderCsv(result), /,prosody,theoretical,,TLS early data \(RFC 8446 §2\.3\),/)
  })
})
