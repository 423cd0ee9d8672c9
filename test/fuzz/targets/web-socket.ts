/** Both ends of a WebSocket, told anything by the other: heads and frames, altered and in any pieces. */
import assert from 'node:assert/strict'
import { WebSocketClient } from '../../../src/http/web-socket/client.ts'
import { WebSocketServer } from '../../../src/http/web-socket/server.ts'
import { Random } from '../../../src/random.ts'
import { IDEAL_SERVER } from '../../../src/servers/ideal.ts'
import type { Passing } from '../../../src/transport.ts'
import { oneOf, several } from '../draw.ts'
import { changed, drawChanges, pieces } from '../octets.ts'
import type { Target } from '../target.ts'

const AT_MOST = 1_000
/** Its key is the one that is accepted in what the server says. */
const SEED = 'fuzz'
const ANSWER = IDEAL_SERVER.http.webSocket
const PLACE = { host: 'example.org', target: ANSWER.target }

const client = (): WebSocketClient =>
  new WebSocketClient({ place: PLACE, random: Random.seeded(SEED), messageAtMost: AT_MOST })
const server = (): WebSocketServer =>
  new WebSocketServer({ answer: ANSWER, messageAtMost: AT_MOST, writes: 'apart' })

const drain = (layer: { poll(): Passing | undefined }): Passing[] => {
  const all: Passing[] = []
  for (let one = layer.poll(); one !== undefined; one = layer.poll()) all.push(one)
  return all
}

/** What each end says at first. */
const OPENINGS = (() => {
  const asking = client()
  asking.handle({ kind: 'upgrade' })
  const [request] = drain(asking)
  const answering = server()
  assert.ok(request?.kind === 'send')
  answering.handle({ kind: 'received', bytes: request.bytes, early: false })
  const [response] = drain(answering)
  assert.ok(response?.kind === 'send')
  return { client: request.bytes, server: response.bytes }
})()

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Frames of either end, whole and not, and what there is in none. */
const FRAMES: readonly Uint8Array[] = [
  ...['81 03 3c612f', '81 83 01020304 3d632c', '01 01 3c', '80 01 3e', '00 00', '89 01 78'],
  ...['89 81 00000000 78', '8a 00', '88 02 03e8', '88 82 00000000 03e8', '88 00', '82 00', 'c1 00'],
  ...['81 7e 0400', '81 fe 03e8 00000000', '81 7f 0000000000010000', '81 ff ffffffffffffffff'],
].map(hex)

export const WEB_SOCKET: Target = {
  name: 'web-socket',
  share: 40,
  fuzz(random) {
    const end = oneOf(random, ['client', 'server'] as const)
    const opening = OPENINGS[end === 'client' ? 'server' : 'client']
    const octets = Buffer.concat([opening, ...several(random, 0, 8, () => oneOf(random, FRAMES))])
    const changes = drawChanges(random, octets)
    const cuts = several(random, 1, 4, () => 1 + random.below(200))
    return {
      input: { end, octets: octets.toString('hex'), changes, cuts },
      run() {
        const layer = end === 'client' ? client() : server()
        if (end === 'client') layer.handle({ kind: 'upgrade' })
        const passed = drain(layer)
        for (const bytes of pieces(changed(octets, changes), cuts)) {
          layer.handle({ kind: 'received', bytes, early: false })
          passed.push(...drain(layer))
        }
        inOrder(passed)
      },
    }
  },
}

/** No message is too long, nothing is said behind the end, and the end is told once. */
function inOrder(passed: readonly Passing[]): void {
  const messages = passed.flatMap((one) => (one.kind === 'received' ? [one.bytes.length] : []))
  assert.ok(messages.every((length) => length <= AT_MOST))
  const end = passed.findIndex(({ kind }) => kind === 'close')
  const behind = end === -1 ? [] : passed.slice(end + 1).map(({ kind }) => kind)
  assert.deepEqual(behind, end === -1 ? [] : ['closed'])
}
