/**
 * A folder for what a file of tests writes, until its process ends. Not until a hook of the whole
 * process: the first file that is done ends with nothing else begun has the runner call those, though
 * another file, awaiting something before its first test, has yet to use its folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function ownFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `xmpp-rtt-${name}-`))
  folders.push(folder)
  return folder
}
