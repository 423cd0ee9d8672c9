import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writeBody } from '../../src/bosh/body.ts'
import { BoshClient } from '../../src/bosh/client.ts'
import { Random } from '../../src/random.ts'
import type { Passing } from '../../src/transport.ts'
import { BODIES } from '../../src/xmpp/framing/bodies.ts'
import { PLACE } from '../serve/hosting.ts'

/** A client that has asked for a session. */
function asking(): BoshClient {
  const place = { host: PLACE.host, target: PLACE.targets.bosh }
  const client = new BoshClient({ place, random: Random.seeded('a client'), session: undefined })
  const tls = { version: '1.3', resumed: false } as const
  const bindings = { exporter: undefined, unique: undefined, serverEndPoint: undefined }
  client.handle({ kind: 'secured', early: false, tls: { ...tls, ...bindings } })
  const header = BODIES.header({ to: PLACE.host, version: '1.0', declaration: false })
  client.handle({ kind: 'send', bytes: Buffer.from(header) })
  while (client.poll() !== undefined);
  return client
}

function answered(client: BoshClient, body: string, field = ''): readonly Passing[] {
  const head = `HTTP/1.1 200 OK\r\n${field}Content-Length: ${body.length}\r\n\r\n`
  client.handle({ kind: 'received', bytes: Buffer.from(head + body), early: false })
  const outputs: Passing[] = []
  for (let next = client.poll(); next !== undefined; next = client.poll()) outputs.push(next)
  return outputs
}

/** What comes of a session that is ended so when it has just been asked for. */
function endedWith(condition: string): Passing | undefined {
  const ending = [
    ['type', 'terminate'],
    ['condition', condition],
  ] as const
  const body = writeBody(ending, '')
  return answered(asking(), body).at(-1)
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

describe('a connection that is closed behind an answer (RFC 9112 §9.6)', () => {
  const CLOSES = 'Connection: close\r\n'
  const SESSION = writeBody([['sid', 'a']], '')
  const kinds = (outputs: readonly Passing[]) => outputs.map(({ kind }) => kind)

  it('ends what needs another request, and says after how many', () => {
    const client = asking()
    // What the first answer did not hold is asked for.
    assert.deepEqual(kinds(answered(client, SESSION)), ['send', 'waited'])
    assert.deepEqual(answered(client, writeBody([], ''), 'connection: Keep-Alive, Close\r\n'), [
      { kind: 'close' },
      {
        kind: 'closed',
        error: {
          code: 'feature-missing',
          detail:
            'expected an HTTP connection that persists (RFC 9112 §9.3), found it closed after 2 requests (Connection: close)',
        },
      },
    ])
  })

  it('is nothing to a client that has got through with that answer', () => {
    const client = asking()
    client.through()
    assert.deepEqual(answered(client, SESSION, CLOSES), [])
  })
})
