#!/usr/bin/env bash
# A server, a client's test against it, and what the client was seen to do. Ends with 1 when a
# connection took more round trips than it may, when the client's test failed or took too long, when the
# client did not come back, and when what it did is over its budgets; with 2 when it was told something that
# is wrong; with 3 when there is no tool to run, or its server died.
set -euo pipefail

# The tool is that of the checkout, or of the package, that this file is in; XMPP_RTT_VERSION says which npm
# has instead, XMPP_RTT another command.
: "${RUN:=}" "${XMPP_RTT_VERSION:=}" "${XMPP_RTT:=}"
: "${HOST:=127.0.0.1}" "${DOMAIN:=example.org}" "${TIMEOUT:=60000}" "${PORT:=5222}" "${TLS_PORT:=5223}"
: "${SERVER:=prosody}" "${ACCOUNT:=alice}" "${XMPP_PASSWORD:=secret}" "${RECONNECTS:=1}"
: "${MAX_WAITS:=}" "${MAX_RECONNECT_WAITS:=}" "${LOG_DIR:=./output}"
: "${PROFILE:=}" "${SCENARIO:=}" "${MESSAGES:=}" "${BUDGETS:=}" "${STRICT:=false}"

mkdir -p "$LOG_DIR"
seen=$LOG_DIR/served.jsonl
certificate=$(cd "$LOG_DIR" && pwd)/server.pem
: >"$seen"

refuse() {
  echo "reconnect: $1: found $2, expected $3" >&2
  exit 2
}
[ -n "$RUN" ] || refuse run nothing 'the test of a client, a shell command'
# What is no number would be as good as none.
[[ $RECONNECTS =~ ^[0-9]{1,9}$ ]] || refuse reconnects "'$RECONNECTS'" 'a whole number'
# timeout takes 0 for ever, and bash an 0 in front for octal.
[[ $TIMEOUT =~ ^[0-9]{1,9}$ && $TIMEOUT =~ [1-9] ]] || refuse timeout "'$TIMEOUT'" 'a whole number above 0'
seconds=$(((10#$TIMEOUT + 999) / 1000))
[ -z "$BUDGETS" ] || [[ -f $BUDGETS && -r $BUDGETS ]] || refuse budgets "'$BUDGETS'" 'a file that can be read'
[[ $STRICT == true || $STRICT == false ]] || refuse strict "'$STRICT'" 'true or false'

own=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$own/../../.." && pwd)
# Sources are installed and built where they lie, by nobody who knows the password.
built() {
  echo "reconnect: installs and builds xmpp-rtt in $root"
  cd "$root" && unset XMPP_PASSWORD &&
    # Which npm writes last.
    { [ -e node_modules/.package-lock.json ] ||
      npm ci --include=dev --ignore-scripts --no-audit --no-fund; } &&
    npm run -s bundle
}
if [ -n "$XMPP_RTT" ]; then
  read -ra tool <<<"$XMPP_RTT"
elif [ -n "$XMPP_RTT_VERSION" ]; then
  tool=(npx --yes "xmpp-rtt@$XMPP_RTT_VERSION")
else
  # Not whose project it is that has a copy of this folder alone.
  [ -f "$root/src/launch.js" ] ||
    refuse version nothing "one that npm has: $root is no checkout of xmpp-rtt"
  if [ -f "$root/src/cli.ts" ]; then
    (built) || { echo 'reconnect: xmpp-rtt cannot be installed and built' >&2; exit 3; }
  fi
  tool=(node "$root/dist/cli.js")
fi

limits=()
[ -z "$MAX_WAITS" ] || limits+=(--max-waits "$MAX_WAITS")
[ -z "$MAX_RECONNECT_WAITS" ] || limits+=(--max-reconnect-waits "$MAX_RECONNECT_WAITS")

[ -z "$MESSAGES" ] || limits+=(--messages "$MESSAGES")
# Behind a link whose troubles begin ten seconds after the first connection, unless told otherwise.
if [ -n "$PROFILE" ]; then
  limits+=(-p "$PROFILE" --scenario "${SCENARIO:-$own/outage-and-reset.scenario.json}")
elif [ -n "$SCENARIO" ]; then
  # Of no link: the server says so.
  limits+=(--scenario "$SCENARIO")
fi

# What the server and the client's test find in their environment.
export XMPP_HOST=$HOST XMPP_DOMAIN=$DOMAIN XMPP_ACCOUNT=$ACCOUNT XMPP_PASSWORD
export XMPP_PORT=$PORT XMPP_TLS_PORT=$TLS_PORT

# A group of its own, with all that npx starts.
set -m
"${tool[@]}" serve --host "$HOST" --domain "$DOMAIN" --port "$PORT" --tls-port "$TLS_PORT" \
  --server "$SERVER" --account "$ACCOUNT" --save-cert "$certificate" -f json \
  ${limits[@]+"${limits[@]}"} >"$seen" &
server=$!
set +m
trap 'kill -KILL -- "-$server" 2>/dev/null || true' EXIT

until grep -q '"kind":"listening"' "$seen"; do
  if ! kill -0 "$server" 2>/dev/null; then
    echo 'reconnect: the server did not start' >&2
    wait "$server" || exit
    exit 1
  fi
  sleep 0.1
done

# The client's test trusts it.
export NODE_EXTRA_CA_CERTS=$certificate SSL_CERT_FILE=$certificate

failed=0
timeout "$seconds" bash -euo pipefail -c "$RUN" || {
  echo "reconnect: the client's test ended with $? (124: it took longer than $TIMEOUT ms)" >&2
  failed=1
}

# The server alone: npx and its shell would die of the signal, and hide how the server ended.
pid=$(sed -n 's/.*"kind":"listening".*"pid":\([0-9]*\).*/\1/p' "$seen")
kill -TERM -- "${pid:--$server}" 2>/dev/null || true
ended=0
# Bash would tell of a signal in words of its own.
wait "$server" 2>/dev/null || ended=$?
# One that has told all ends by itself, which only a limit makes it; the signal can come in the middle of that.
if [ "$ended" = 143 ] && grep -q '"kind":"summary"' "$seen"; then ended=1; fi
case $ended in
  0) ;;
  1)
    echo 'reconnect: a connection took more round trips than it may' >&2
    failed=1
    ;;
  *)
    # What it had seen by then says nothing of the client.
    echo "reconnect: the server ended with $ended" >&2
    exit 3
    ;;
esac

# The summary at the end tells of both kinds as well.
count() { grep -v '"kind":"summary"' "$seen" | grep -c "\"kind\":\"$1\"" || true; }
found=$(count reconnect)
echo "reconnect: $found reconnects, $(count cold) logins before them"
if [ "$found" -lt "$RECONNECTS" ]; then
  echo "reconnect: expected $RECONNECTS reconnects at least" >&2
  failed=1
fi
judging=(--served "$seen" --junit "$LOG_DIR/budgets.xml")
[ "$STRICT" = false ] || judging+=(--strict)
[ -z "$BUDGETS" ] || "${tool[@]}" check "$BUDGETS" "${judging[@]}" ||
  failed=$(($? == 2 ? 2 : 1))
exit "$failed"
