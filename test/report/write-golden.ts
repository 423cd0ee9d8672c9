/** Writes all of `golden/` again, to be looked at as a difference. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { WRITTEN } from './written.ts'

const folder = new URL('golden/', import.meta.url)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
for (const [file, write] of Object.entries(WRITTEN))
  writeFileSync(new URL(file, folder), write('somebody'))
