/** Both ends of a conversation that is said again, on what carries it. */
import type { Random } from '../../random.ts'
import { Layered } from '../../stack/layered.ts'
import type { Turns } from '../../xmpp/server/processor.ts'
import { ReplayedClient } from '../replay/client.ts'
import { ReplayedServer } from '../replay/server.ts'
import type { AttemptOptions } from './attempt.ts'
import type { Recorded } from './recorded.ts'
import { carried } from './spoken.ts'

export interface ReplayOptions {
  /** Of the server’s connection. */
  readonly random: Random
  /** What comes is not what was recorded. */
  readonly leave: () => void
  /** Of the server: one of its own, unless it shares another's. */
  readonly processor?: Turns
}

export function replayedEnds(
  { conversation, carriage, serverLayer }: Recorded,
  { random, leave, processor }: ReplayOptions,
): Pick<AttemptOptions, 'client' | 'server'> {
  const server = new ReplayedServer(conversation, random, leave, processor)
  return {
    client: (nonces) =>
      carried(new ReplayedClient(conversation, server.lengthening), nonces, carriage),
    server: serverLayer === undefined ? server : new Layered(server, serverLayer()),
  }
}
