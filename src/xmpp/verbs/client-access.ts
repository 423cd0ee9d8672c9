/**
 * What an account's owner does about those who have access to it (XEP-0494): asks who they are, and takes
 * it from one who has been granted it and has never come (`access`), where there is one. A wait each.
 */
import { element } from '../../xml/xml.ts'
import type { Account } from '../account.ts'
import type { Script } from '../dialogue/script.ts'
import { CLIENT, CLIENT_ACCESS } from '../namespaces.ts'
import { anAnswer, expect, fail, say } from './say.ts'

const LISTING = 'a1'
const REVOKING = 'a2'

export function* revokeUnused(account: Account): Script<void> {
  const list = element('list', CLIENT_ACCESS)
  yield* say('data', element('iq', CLIENT, { type: 'get', id: LISTING }, list))
  const answer = yield* expect([anAnswer(account, LISTING)])
  const clients = answer.child('clients', CLIENT_ACCESS)
  if (clients === undefined) {
    return yield* fail('feature-missing', 'expected a list of clients (XEP-0494), found none')
  }
  const unused = clients.elements().find((one) => one.attribute('type') === 'access')
  if (unused === undefined) return
  const revoke = element('revoke', CLIENT_ACCESS, { id: unused.attribute('id') })
  yield* say('data', element('iq', CLIENT, { type: 'set', id: REVOKING }, revoke))
  const revoked = yield* expect([anAnswer(account, REVOKING)])
  if (revoked.attribute('type') !== 'result') {
    yield* fail('protocol-violation', 'expected access to be revoked, found an error')
  }
}
