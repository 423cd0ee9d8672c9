/** What mechanisms of registered devices have in common. */
import type { SaslCondition } from '../condition.ts'
import type { ClientStart, Kept, ServerStep } from '../mechanism.ts'
import type { Device } from '../records.ts'

/** Why a device is not let in whose proof is right. */
export const standing = ({ status }: Device): SaslCondition | undefined => {
  switch (status) {
    case 'valid':
      return undefined
    case 'revoked':
    case 'blocked':
      return 'account-disabled'
    case 'expired':
      return 'credentials-expired'
  }
}

/** The next count that a client has not used. */
export const nextCount = ({ kept }: Pick<ClientStart<'device'>, 'kept'>): number =>
  Number(kept?.values['count'] ?? 0)

export const counted = (mechanism: string, next: number): Kept => ({
  mechanism,
  lasts: 'credential',
  values: { count: String(next) },
})

export const refused = (condition: SaslCondition): ServerStep => ({ kind: 'failure', condition })

/** For ids that nobody has. */
export const NO_DEVICE: Device = {
  id: '',
  key: new Uint8Array(32),
  counter: 0,
  status: 'blocked',
}
