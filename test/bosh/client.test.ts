import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writeBody } from '../../src/bosh/body.ts'
import { BoshClient } from '../../src/bosh/client.ts'
import { Random } from '../../src/random.ts'
import type { Passing } from '../../src/transport.ts'
import { BODIES } from '../../src/xmpp/framing/bodies.ts'
import { PLACE } from '../serve/hosting.ts'

/** What comes of a session that is ended so when it has just been asked for. */
function endedWith(condition: string): Passing | undefined {
  const place = { host: PLACE.host, target: PLACE.targets.bosh }
  const client = new BoshClient({ place, random: Random.seeded('a client'), session: undefined })
  const tls = { version: '1.3', resumed: false } as const
  const bindings = { exporter: undefined, unique: undefined, serverEndPoint: undefined }
  client.handle({ kind: 'secured', early: false, tls: { ...tls, ...bindings } })
  const header = BODIES.header({ to: PLACE.host, version: '1.0', declaration: false })
  client.handle({ kind: 'send', bytes: Buffer.from(header) })
  while (client.poll() !== undefined);
  const ending = [
    ['type', 'terminate'],
    ['condition', condition],
  ] as const
  const body = writeBody(ending, '')
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`
  client.handle({ kind: 'received', bytes: Buffer.from(head + body), early: false })
  let last: Passing | undefined
  for (let next = client.poll(); next !== undefined; next = client.poll()) last = next
  return last
}

describe('a session that its manager ends (XEP-0124 §17.2)', () => {
  it('says whether the manager is being shut down', () => {
    const ended = (condition: string, more: object = {}) => ({
      kind: 'closed',
      error: {
        code: 'stream-error',
        detail: `the manager ended the session: ${condition}`,
        ...more,
      },
    })
    const shutdown = 'system-shutdown'
    assert.deepEqual(endedWith(shutdown), ended(shutdown, { condition: shutdown }))
    assert.deepEqual(endedWith('internal-server-error'), ended('internal-server-error'))
  })
})
