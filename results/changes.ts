/** What changed in published figures from one version to the next, and why: a line each. */
export const CHANGES: readonly string[] = [
  'Against Prosody and ejabberd, a client of Node’s connects (`--client node20`): it computes for a few milliseconds, and its Finished and first data are one segment, so that the p50 of lossy links is lower by up to a fifth.',
  'Hosts take 50 to 100 µs for each packet (`--host-time`): round trips that are a multiple of the kernel’s tick no longer end on it, and retransmission timeouts there are a tick longer.',
  'Answers of Prosody and ejabberd take times that are drawn, with the tail that was measured, instead of their medians.',
]
