# A client for the shell that stays online, writes a message a second, and comes back when it has died of
# a lost connection. The server knows the messages' numbers, and sees which have not come, or came twice:
# without stream management what is on its way when the connection dies is lost, and nobody says so.
# It ends when it has lived long enough: for a minute, or, having died, for a quarter of one.
number=$(mktemp)
echo 0 >"$number"
messages() {
  for _ in $(seq "$1"); do
    sleep 1
    echo "$(($(<"$number") + 1))" >"$number"
    echo "xmpp-rtt $(<"$number")"
  done
  echo over >"$number"
}
seconds=60
# At the end of its input it dies as well.
while [ "$(<"$number")" != over ]; do
  messages "$seconds" | timeout 120 go-sendxmpp --interactive \
    --username "$XMPP_ACCOUNT@$XMPP_DOMAIN" --password "$XMPP_PASSWORD" \
    --jserver "$XMPP_HOST:$XMPP_PORT" "xmpp-rtt@$XMPP_DOMAIN" || sleep 1
  seconds=15
done
rm "$number"
