/**
 * `npm run servers`: the embedded servers against the real ones (`compare.ts`). With `-- --release sid`,
 * those of that Debian release. Ends with 1 when the two disagree.
 */
import { parseArgs } from 'node:util'
import { MACHINE } from './package-version.ts'
import { Unavailable, unpacked } from './release.ts'

async function main(): Promise<void> {
  const release = releaseAsked()
  const root = release === undefined ? MACHINE : unpacked(release)
  // Not before it is known that there is something to compare: to load it takes seconds.
  const { compareServers } = await import('./compare.ts')
  await compareServers(root, release)
}

function releaseAsked(): string | undefined {
  try {
    return parseArgs({ options: { release: { type: 'string' } } }).values.release
  } catch (error) {
    // parseArgs throws a TypeError with a code for whatever is wrong with what was written.
    if (error instanceof TypeError) throw new Unavailable(error.message)
    throw error
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
