/** What the command line never may do, whatever it is told: held to every run of it. */
import assert from 'node:assert/strict'
import { within } from '../../cli/within.ts'

/** A password that stands in some inputs, and may not stand in any output. */
const SECRET = /geheim/

/** What a terminal obeys. Line ends are ours. */
const isObeyed = (character: string): boolean => /\p{Cc}|\p{Bidi_Control}/u.test(character)

/** Ends soon, whatever it would have come to. */
const SOON_MS = 2_000

export async function orderly(args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await within(args, { signal: AbortSignal.timeout(SOON_MS) })
  assert.ok([0, 1, 2, 3].includes(code), `exit code ${code}`)
  for (const text of [stdout, stderr]) {
    assert.doesNotMatch(text, /^\s+at .*:\d+:\d+\)?$/m, 'a stack trace')
    assert.doesNotMatch(withoutSeed(text, args), SECRET, 'a password')
    assert.deepEqual(
      [...text].filter((one) => one !== '\n' && isObeyed(one)),
      [],
      'harmful',
    )
  }
  if (code !== 2) return
  assert.equal(stdout, '', 'something on standard output beside a complaint')
  assert.match(stderr, /^xmpp-rtt: [^\n]{1,1100}\n$/, 'a complaint that is not one line')
}

/** A seed is any text, and is said so that the run can be made again: it is no secret. */
const withoutSeed = (text: string, args: readonly string[]): string => {
  const seed = args[args.lastIndexOf('--seed') + 1]
  return args.includes('--seed') && seed !== undefined ? text.replaceAll(seed, '') : text
}
