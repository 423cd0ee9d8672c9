/** What is handed to a run against a real server beside its words, and what it comes to. */
import type { Failure } from '../../transport.ts'
import type { CompareOptions } from './compare.ts'
import type { Following, Measured } from './measured.ts'

/** What one of these throws rejects the call; nothing waits for a promise that one returns. */
export interface LiveOptions extends Following {
  /** Called when the server lets itself be waited for at first: what is waited for, in words. */
  readonly onWaiting?: ((text: string) => void) | undefined
  /** Called once, when it is known who the server is and what can be run. */
  readonly onFound?: ((found: FoundServer) => void) | undefined
  /** Called with what each trial came to, in the order in which they are over. */
  readonly onOutcomes?: CompareOptions['onOutcomes']
  /**
   * Takes a capture of the trials. `keys`: with the keys of their TLS, by which whoever has it reads
   * passwords that were shown, tokens and messages.
   */
  readonly capture?: { readonly keys: boolean } | undefined
}

export interface FoundServer {
  /** As the server says it (XEP-0092); undefined when it does not. */
  readonly software: { readonly name: string; readonly version: string | undefined } | undefined
  /** Strategies that can be run, by name. */
  readonly runnable: readonly string[]
  /** What is in the way of the others, in words. */
  readonly obstacles: ReadonlyMap<string, string>
}

export interface LiveMeasured extends Measured {
  /** What TLS is agreed on where 1.3 is offered, of each way in that there is. */
  readonly versions: Readonly<
    Partial<Record<'direct' | 'starttls' | 'websocket' | 'bosh', '1.2' | '1.3'>>
  >
  /** What is in the way of strategies that were not run, in words. */
  readonly obstacles: ReadonlyMap<string, string>
  /** What strategies failed of that were not insisted on. */
  readonly givenUp: ReadonlyMap<string, Failure>
  /** What was last found of the server, if it went away and did not come back as it was. */
  readonly gone: Failure | undefined
  /** How the server refused the password that it had taken before, if it was replaced meanwhile. */
  readonly refused: Failure | undefined
  /** Why sessions could not be closed in the end, one by one: the server keeps them for as long as it does. */
  readonly sessionsLeft: readonly Failure[]
  /** Why tokens could not be invalidated in the end, one by one: they are still at the server. */
  readonly tokensLeft: readonly Failure[]
  /** The octets of a pcapng file, if a capture was wanted. */
  readonly capture: Uint8Array | undefined
}
