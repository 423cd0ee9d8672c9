/**
 * A login by OAUTHBEARER that is refused (RFC 7628 §3.2.3), as it is said at either end: really run,
 * without a link, against the server as it is before anybody has come. Its client has no token yet.
 *
 * Left out: the server's time to think.
 */
import type { Question } from '../../attach/simulated/questions.ts'
import { Random } from '../../random.ts'
import type { ServerModel } from '../../servers/model.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { TlsFacts, TransportEvent } from '../../transport.ts'
import { START } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { Dialogue } from '../../xmpp/dialogue/dialogue.ts'
import { BLANK } from '../../xmpp/dialogue/memory.ts'
import { Server } from '../../xmpp/server/server.ts'

const TLS: TlsFacts = {
  version: '1.3',
  resumed: false,
  exporter: new Uint8Array(32),
  unique: undefined,
  serverEndPoint: new Uint8Array(32),
}

/** No server has given it to anybody. */
const NO_TOKEN = 'none'

/** `said`: how the client logs in once it has a token. */
export function refusedLogin(
  said: Strategy['said'],
  server: ServerModel,
  account: Account,
): readonly Question[] {
  const random = Random.seeded('refused login')
  const asking: Account = {
    ...account,
    enrolled: { accessToken: NO_TOKEN, device: { id: '', key: new Uint8Array(0) } },
  }
  const client = new Dialogue(said.script(asking, BLANK), { random: random.fork('client') })
  const far = new Server({
    name: account.domain,
    settings: server.xmpp,
    random: random.fork('server'),
    accounts: [{ local: account.local, password: account.password }],
    ...(account.saltedKeys === undefined ? {} : { keys: account.saltedKeys }),
  }).accept({ random: random.fork('connection'), mode: 'direct' })

  const told = (event: TransportEvent): void => {
    client.handle(event, START)
    far.handle(event, START)
  }
  const asked: Question[] = []
  client.poll()
  told({ kind: 'connected' })
  told({ kind: 'secured', early: false, tls: TLS })
  for (;;) {
    const { words, layer } = spoken(client)
    if (words.length === 0) return asked
    far.handle({ kind: 'received', bytes: words, early: false }, START)
    const answer = answered(far)
    asked.push({ request: words, answer, layer })
    client.handle({ kind: 'received', bytes: answer, early: false }, START)
  }
}

/** All that the client says until it waits, and for what it does. */
function spoken(client: Dialogue): { words: Uint8Array; layer: Question['layer'] } {
  const words: Uint8Array[] = []
  let layer: Question['layer'] = 'auth'
  for (let one = client.poll(); one !== undefined; one = client.poll()) {
    if (one.kind === 'command' && one.command.kind === 'send') words.push(one.command.bytes)
    if (one.kind === 'waited' && one.layer === 'header') layer = 'header'
  }
  return { words: Buffer.concat(words), layer }
}

/** All that the server says to it, whenever. */
function answered(far: ReturnType<Server['accept']>): Uint8Array {
  const words: Uint8Array[] = []
  for (;;) {
    for (let one = far.poll(); one !== undefined; one = far.poll()) {
      if (one.kind === 'send') words.push(one.bytes)
    }
    const due = far.deadline()
    if (due === undefined) return Buffer.concat(words)
    far.wake(due)
  }
}
