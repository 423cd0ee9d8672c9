/**
 * As fast-resume-direct, of an account with a second factor, by a device that gave it once: who
 * proves a token is asked for nothing more (XEP-0484 §4.2), so that it costs nothing to come back.
 */

import { type Base, reconnect } from './base.ts'
import { fastResumeDirect } from './fast-resume-direct.ts'
import { NO_TASKS } from './unsupported.ts'

export const fastKnownDeviceDirect: Base = {
  ...fastResumeDirect,
  name: 'fast-known-device-direct',
  summary: 'direct TLS, FAST token of a device that has given its second factor before',
  rows: ['R10'],
  entry: {
    ...fastResumeDirect.entry,
    status: NO_TASKS,
    parts: [...fastResumeDirect.entry.parts, 'totp'],
    compared: 'apart',
  },
  start: reconnect('sasl2-totp-direct', ['session', 'token']),
  account: 'second-factor',
}
