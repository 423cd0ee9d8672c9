#!/bin/sh
# a slow uplink
tc qdisc replace dev wlan0 root netem \
    delay 10ms reorder 25% gap 5 \
    loss state 1% 30% 2% 80% 0.1%
