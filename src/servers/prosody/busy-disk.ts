/**
 * Prosody whose disk is busy with other things: what has to be stored before it is answered, the
 * new token of FAST, takes longer (mean 10.8 ms, 90th percentile 29, 99th 79.9; measured).
 */
import { quantiles } from '../../processing-time.ts'
import { milliseconds } from '../../units.ts'
import type { ServerModel } from '../model.ts'
import { PROSODY } from './prosody.ts'

const FAST_SUCCESS = quantiles(
  [0, milliseconds(1.85)],
  [0.5, milliseconds(3.09)],
  [0.7, milliseconds(11.6)],
  [0.8, milliseconds(18.7)],
  [0.9, milliseconds(29)],
  [0.99, milliseconds(79.9)],
  [1, milliseconds(99.9)],
)

const { xmpp } = PROSODY

export const PROSODY_BUSY_DISK: ServerModel = {
  ...PROSODY,
  name: 'prosody-busy-disk',
  summary: 'prosody whose tokens are stored on a disk that is busy with other things',
  xmpp: { ...xmpp, think: { ...xmpp.think, fastSuccess: FAST_SUCCESS } },
}
