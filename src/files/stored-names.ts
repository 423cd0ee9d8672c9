/** What files are called where `-o` has written them. */

export const RESULT_FILE = 'result.json'

/** Beside a result. */
export const HISTOGRAMS_FILE = 'histograms.hlog'

export const STORM_FILE = 'storm.json'
