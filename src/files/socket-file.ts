/** Sockets of the file system: where somebody listens, or has listened. */
import { accessSync, constants, lstatSync, statSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'

export const isSocketFile = (path: string): boolean => kindOf(path) === 'socket'

/** What is no socket is somebody's. */
export const isOtherFile = (path: string): boolean => kindOf(path) === 'other'

export const folderOfSocket = (path: string): string => dirname(path)

/** Whoever listens in a folder that is not there is told by Node that he may not (EACCES). */
export function canHoldSockets(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

function kindOf(path: string): 'none' | 'socket' | 'other' {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'none'
  return found.isSocket() ? 'socket' : 'other'
}

export const removeSocketFile = (path: string): void => unlinkSync(path)
