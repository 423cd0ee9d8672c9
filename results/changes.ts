/** What changed in published figures from one version to the next, and why: a line each. */
export const CHANGES: readonly string[] = [
  'Against Prosody and ejabberd, a client of Node’s connects (`--client node20`): it computes for a few milliseconds, and its Finished and first data are one segment, so that the p50 of lossy links is lower by up to a fifth.',
  'Hosts take 50 to 100 µs for each packet (`--host-time`): round trips that are a multiple of the kernel’s tick no longer end on it, and retransmission timeouts there are a tick longer.',
  'Answers of Prosody and ejabberd take times that are drawn, with the tail that was measured, instead of their medians.',
  'An attempt that failed or was given up counts in every percentile: where one lies among those attempts, it reads “> 60 s”. Intervals have the ranks of the binomial distribution itself; a percentile whose interval a sample is too small for is marked “~”.',
  'Between two given quantiles, values follow a power law of the tail instead of a straight line (jitter of lte_good, outages of umts_driving).',
  'Outages, holds and handovers may have begun before the attempt, and traces and periods begin anywhere, unless a profile says where (hsr_lte).',
  'A stall of Nagle’s algorithm, at either end, counts as a wait of the layer that is held back (prosody-defaults: one of the header more).',
  '`prosody` is 13.0.7 now, and `ejabberd` 26.07; the versions before are `prosody-13.0.1` and `ejabberd-24.12`. Prosody: 110 octets more down in SASL2 and FAST. ejabberd: every resumption takes a second more.',
  'Prosody 13.0.7 offers stream management without `<optional/>`: 30 octets less down in legacy sessions. Prosody’s tickets on TLS 1.2 behind STARTTLS have 160 octets instead of 176.',
  'Poisson service is drawn for each trial instead of being one of 32 recordings (cell_bufferbloat, remote_lossy).',
  'ejabberd announces HT-SHA-256-UNIQ only where it can succeed, on TLS 1.2: 38 octets less down on TLS 1.3 (26.07 does so; 24.12 announced it).',
  'The client says in which language it speaks (`xml:lang`, RFC 6120 §4.7.4): 14 octets more up for each stream header.',
  'The ideal server offers no PLAIN (XEP-0388 §6), puts the authorization identifier before what was asked for inline (§2.6.2), and tells of the archive in `<bound/>` (XEP-0386 §3): up to 150 octets more down.',
  'Strategies bind to the channel wherever the server offers it, as clients must (XEP-0440, XEP-0484 §6): SCRAM-…-PLUS and HT-…-EXPR, up to 100 octets more up, no wait more. What they did before is `+unbound`; `+plus` is gone.',
  'Profiles of 5G, LTE, trains and satellites are refitted to measurements of 2022 to 2025: shorter and wider round trips, jitter as the tables that were measured, holds beside fewer outages, radios that fall asleep before they are idle and wake sooner. What was replaced, and why, says profiles/README.md (nr_sa, nr_nsa, lte_good, lte_weak, lte_driving, leo_starlink_fixed, inflight_geo; new: nr_sa_driving, train, leo_starlink_highway, inflight_leo).',
  'Rows that are unsafe are marked (`!`), with the clause that forbids it: `+unbound` at a server that offers channel binding. No figure has changed by it.',
]
