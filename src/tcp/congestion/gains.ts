/** BBR's modes, and how many times over each fills path and window (`bbr_update_gains`). */

export type Mode = 'startup' | 'drain' | 'probe-bandwidth' | 'probe-rtt'

/** 2/ln 2 as the kernel has it: 2885/1000 of 256, and one. */
export const HIGH_GAIN = (Math.floor((256 * 2885) / 1000) + 1) / 256
const DRAIN_GAIN = Math.floor((256 * 1000) / 2885) / 256
export const GAINS: Readonly<Record<Mode, { readonly pacing: number; readonly window: number }>> = {
  startup: { pacing: HIGH_GAIN, window: HIGH_GAIN },
  drain: { pacing: DRAIN_GAIN, window: HIGH_GAIN },
  'probe-bandwidth': { pacing: 1, window: 2 },
  'probe-rtt': { pacing: 1, window: 1 },
}
/** Of the pace while it probes for more bandwidth. */
export const CYCLE: readonly number[] = [1.25, 0.75, 1, 1, 1, 1, 1, 1]
