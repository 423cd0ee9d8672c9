/** Sockets of the file system: where somebody listens, or has listened. */
import { lstatSync, unlinkSync } from 'node:fs'

export const isThere = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** What is no socket is somebody's file. */
export const isSocketFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true

export const removeSocketFile = (path: string): void => unlinkSync(path)
