/** What a server says of who the client is: somebody else is not to be believed in. */

import { bareText, readAddress } from '../../address.ts'
import { bareAddress } from '../account.ts'
import type { Script } from '../dialogue/script.ts'
import { fail } from './say.ts'
import type { Talk } from './talk.ts'

/** The address must be one of the account that has logged in, bare or full. */
export function* ownAddress({ account }: Talk, address: string): Script<void> {
  const own = bareText(readAddress(bareAddress(account)))
  if (bareText(readAddress(address)) === own) return
  yield* fail('server-not-authentic', 'expected an address of the account, found that of another')
}
