/** What the README of the room shows, as it stands there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parseServer } from '../../src/servers/file/read.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { Connected, newServer } from '../server/connected.ts'
import { IMPATIENT } from './impatient.ts'

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = file('../../src/servers/README.md')

describe('src/servers/README.md', () => {
  it('shows a server of one file and one line, which works', () => {
    const [, ...shown] = file('./impatient.ts').split('\n\n')
    assert.ok(readme.includes(`\`\`\`ts\n${shown.join('\n\n')}\`\`\``))
    const client = Connected.secured(newServer(IMPATIENT.xmpp))
    client.authenticate()
    client.say("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    const enabled = client.element("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    assert.equal(enabled.attribute('max'), '60')
  })

  it('shows a file that is read', () => {
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? []
    const parsed = parseServer(text, 'README.md')
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message)
    const { name, base, xmpp, tls } = parsed.value
    assert.deepEqual([name, base], ['mine', 'prosody'])
    assert.deepEqual(xmpp.sasl2.inline, ['bind', 'fast'])
    assert.deepEqual(tls.direct, { ...PROSODY.tls.direct, tickets: { kind: 'none' } })
  })
})
