/**
 * `npm test`: every test file there is, with one summary at the end.
 *
 * Most files take less time than to start a process and to load the sources for it. So the files
 * of a folder share a process. Those of folders whose files start programs or compute for long
 * share one by fives, so that both cores have something to do until the end, and begin first; what
 * takes real servers has a process to itself. What is run is what the folders hold, so that no file
 * can be forgotten.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'

/** How many of a folder's files share a process, where it is not all. The longest first. */
const SHARING: ReadonlyMap<string, number> = new Map([
  ['servers', 1],
  ['run', 5],
  ['cli', 4],
  ['serve', 5],
  ['attach', 5],
])

/** Against a test that hangs; none is stopped for being slow. */
const TIMEOUT_MS = 900_000

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort()

const folders = [...new Set([...SHARING.keys(), ...files.map((file) => dirname(file))])]
const processes = folders.flatMap((folder) => {
  const inside = files.filter((file) => dirname(file) === folder)
  const most = SHARING.get(folder) ?? inside.length
  return Array.from({ length: Math.ceil(inside.length / most) }, (_, index) => ({
    name: `${folder.replaceAll(sep, '-')}-${index + 1}`,
    files: inside.slice(index * most, (index + 1) * most),
  }))
})

const entries = mkdtempSync(join(tmpdir(), 'xmpp-rtt-test-'))
process.once('exit', () => rmSync(entries, { recursive: true }))

run({
  files: processes.map(({ name, files }) => {
    const entry = join(entries, `${name}.mjs`)
    const imports = files.map(
      (file) => `import '${pathToFileURL(join(import.meta.dirname, file))}'\n`,
    )
    writeFileSync(entry, imports.join(''))
    return entry
  }),
  concurrency: availableParallelism() + 1,
  timeout: TIMEOUT_MS,
})
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
