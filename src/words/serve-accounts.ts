/** Who may log in to a server of ours: with passwords that are given, or made up and shown. */
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { isLocalpart, LOCALPART, readAccountFile } from '../files/accounts.ts'
import { InputError } from '../json/input-error.ts'
import { refuseRepeated } from './fields.ts'
import { checkedPassword } from './password.ts'

export interface AccountWords {
  /** Localparts; `alice` if nobody else is named. */
  readonly accounts?: readonly string[] | undefined
  /** A file of accounts, `name:password` a line. */
  readonly accountFile?: string | undefined
  /** Of all named accounts; this or `passwordFile`, else each gets one that is made up. */
  readonly password?: string | undefined
  /** A file with the password in its first line. */
  readonly passwordFile?: string | undefined
}

export interface ServedAccount {
  readonly local: string
  readonly password: string
  /** Made up ones have to be shown, others must not be. */
  readonly secret: 'given' | 'made-up'
}

const localpart = z.string().refine(isLocalpart, { params: { expected: LOCALPART } })

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
