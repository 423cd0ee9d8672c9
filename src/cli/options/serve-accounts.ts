/**
 * Who may log in to `serve`. Passwords never come from the command line, where every user of
 * the machine could read them: from a file, from XMPP_PASSWORD, or made up and shown.
 */
import { randomInt } from 'node:crypto'
import { readTextFile } from '../../files/text-file.ts'
import { accepted } from '../../json/input-error.ts'
import { wrongInput, wrongOption } from '../exit.ts'
import type { Surroundings } from '../surroundings.ts'

export interface AccountTexts {
  readonly account?: readonly string[]
  readonly accountFile?: string
  readonly passwordFile?: string
}

export interface ServedAccount {
  readonly local: string
  readonly password: string
  /** Made up ones have to be shown, others must not be. */
  readonly secret: 'given' | 'made-up'
}

const DEFAULT_ACCOUNT = 'alice'
const ACCOUNTS_AT_MOST = 1_000

export function readAccounts(
  texts: AccountTexts,
  env: Surroundings['env'],
): readonly ServedAccount[] {
  const accounts = [...namedAccounts(texts, env), ...fileAccounts(texts.accountFile)]
  const seen = new Set<string>()
  for (const { local } of accounts) {
    if (seen.has(local)) throw wrongInput(`account "${local}" is given twice`)
    seen.add(local)
  }
  if (accounts.length > ACCOUNTS_AT_MOST) {
    throw wrongOption(
      '--account-file',
      `${accounts.length} accounts`,
      `${ACCOUNTS_AT_MOST} at most`,
    )
  }
  return accounts
}

function namedAccounts(
  { account, accountFile, passwordFile }: AccountTexts,
  env: Surroundings['env'],
): ServedAccount[] {
  const names = account ?? (accountFile === undefined ? [DEFAULT_ACCOUNT] : [])
  const given =
    passwordFile === undefined
      ? env['XMPP_PASSWORD']
      : accepted(readTextFile(passwordFile)).replace(/\r?\n$/, '')
  if (given === '') throw wrongInput('expected a password, found an empty one')
  return names.map((name) => ({
    local: localpart('--account', name),
    password: given ?? madeUpPassword(),
    secret: given === undefined ? 'made-up' : 'given',
  }))
}

/** `name:password`, one a line; empty lines and those that begin with # are skipped. */
function fileAccounts(path: string | undefined): ServedAccount[] {
  if (path === undefined) return []
  return accepted(readTextFile(path))
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '' || line.startsWith('#')) return []
      const colon = line.indexOf(':')
      if (colon < 1 || colon === line.length - 1) {
        throw wrongOption('--account-file', `line ${index + 1} of another form`, 'name:password')
      }
      const local = localpart('--account-file', line.slice(0, colon))
      return [{ local, password: line.slice(colon + 1), secret: 'given' as const }]
    })
}

/** A localpart in its simplest form: what RFC 7622 §3.3 would fold or forbid is not guessed at. */
function localpart(option: string, text: string): string {
  if (/^[a-z0-9._+-]{1,64}$/.test(text)) return text
  throw wrongOption(option, JSON.stringify(text), 'a name of a–z, 0–9 and . _ + -')
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
/** 5 bits each: 100 bits. */
const LENGTH = 20

const madeUpPassword = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
