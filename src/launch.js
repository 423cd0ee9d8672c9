#!/usr/bin/env node
/** The bin: in a clone it runs the sources as they are, installed it runs what was built of them. */
import { existsSync } from 'node:fs'

if (existsSync(new URL('cli.ts', import.meta.url))) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./cli.ts')
} else {
  await import('../dist/cli.js')
}
