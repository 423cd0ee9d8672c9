/** A real Prosody whose clients are silent: as test/server/silence.test.ts has it of the embedded server. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { connect } from 'node:tls'
import { RawClient } from '../serve/raw-client.ts'
import { unless } from './installed.ts'
import { startProsody } from './prosody.ts'
import { PASSWORD, type RealServer } from './real-server.ts'

const BIND =
  "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind></iq>"
const ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"

describe('a client that is silent at Prosody', unless('prosody'), () => {
  let real: RealServer
  before(async () => {
    real = await startProsody({ silence: 1 })
  })
  after(() => real.stop())

  const bound = async (): Promise<RawClient> => {
    const client = new RawClient(
      connect({
        port: real.directPort,
        host: '127.0.0.1',
        servername: real.domain,
        ca: readFileSync(real.caFile),
      }),
    )
    const header = `<?xml version='1.0'?><stream:stream to='${real.domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
    const secret = Buffer.from(`\0alice\0${PASSWORD}`).toString('base64')
    client.say(header)
    await client.hear(/<\/stream:features>/)
    client.say(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`)
    await client.hear(/<success /)
    client.say(header + BIND)
    await client.hear(/<jid>/)
    return client
  }

  it('is asked for an acknowledgement, and given up without a word when it does not answer', async () => {
    const client = await bound()
    client.say(ENABLE)
    await client.hear(/<enabled /)
    assert.match(await client.end(), /<enabled [^>]*><r xmlns='urn:xmpp:sm:3'\/>$/)
  })

  it('is sent spaces without stream management', async () => {
    const client = await bound()
    assert.match(await client.hear(/> {2}$/), /<\/iq> {2}$/)
    client.socket.destroy()
  })
})
