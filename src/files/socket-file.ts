/** Sockets of the file system: where somebody listens, or has listened. */
import { lstatSync, unlinkSync } from 'node:fs'

export const isSocketFile = (path: string): boolean => kindOf(path) === 'socket'

/** What is no socket is somebody's. */
export const isOtherFile = (path: string): boolean => kindOf(path) === 'other'

function kindOf(path: string): 'none' | 'socket' | 'other' {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'none'
  return found.isSocket() ? 'socket' : 'other'
}

export const removeSocketFile = (path: string): void => unlinkSync(path)
