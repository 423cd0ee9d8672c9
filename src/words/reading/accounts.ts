/** Accounts of a server: with passwords that are given, or made up and shown. */
import { randomInt } from 'node:crypto'
import * as z from 'zod'
import { caseMapped } from '../../address.ts'
import { isLocalpart, LOCALPART, readAccountFile } from '../../files/accounts.ts'
import { InputError } from '../../json/input-error.ts'
import type { ServedAccount } from '../serve.ts'
import { refuseRepeated } from './fields.ts'
import { checkedPassword } from './password.ts'

const localpart = z
  .string()
  .transform(caseMapped)
  .refine(isLocalpart, { params: { expected: LOCALPART } })

export const accountFields = {
  accounts: z.array(localpart).min(1).optional(),
  accountFile: z.string().optional(),
  password: z.unknown().optional(),
  passwordFile: z.string().optional(),
}

const accountsSchema = z.object(accountFields)

const USUAL_ACCOUNTS = ['alice'] as const
const ACCOUNTS_AT_MOST = 1_000

export function accountsOf(read: z.output<typeof accountsSchema>): readonly ServedAccount[] {
  const { accountFile, accounts: names = accountFile === undefined ? USUAL_ACCOUNTS : [] } = read
  const password = checkedPassword(read)
  const named = names.map(
    (local): ServedAccount =>
      password === undefined
        ? { local, password: madeUpPassword(), secret: 'made-up' }
        : { local, password, secret: 'given' },
  )
  const listed = accountFile === undefined ? [] : readAccountFile(accountFile)
  const accounts = [...named, ...listed.map((one) => ({ ...one, secret: 'given' as const }))]
  refuseRepeated(
    'accounts',
    accounts.map(({ local }) => local),
  )
  if (accounts.length <= ACCOUNTS_AT_MOST) return accounts
  throw new InputError({
    code: 'wrong-value',
    field: 'accounts',
    found: `${accounts.length} of them`,
    expected: `${ACCOUNTS_AT_MOST} at most`,
  })
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
/** 5 bits each: 100 bits. */
const LENGTH = 20

const madeUpPassword = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
