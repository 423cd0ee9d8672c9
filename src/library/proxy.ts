/** A link in real time between real clients and a real server. */
import type { ProxyWords } from '../words/proxy.ts'
import { readProxy } from '../words/reading/proxy.ts'
import { optionsFor } from './running/given.ts'
import { openProxy } from './running/proxy.ts'
import type { ProxyOptions, ProxyServing } from './terms/proxy.ts'

/**
 * Listens until `close` is called. What it tells depends on the machine and the hour: nothing of it is
 * the same twice.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be done.
 * @throws {RunError} `cannot-serve`: a port is taken, or the server is not there.
 */
export const proxy = async (words: ProxyWords, options: ProxyOptions): Promise<ProxyServing> =>
  await openProxy(readProxy(words), optionsFor('proxy', options))
