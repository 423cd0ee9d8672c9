# A client for the shell that stays online, writes a message a second, and comes back when it has died of
# a lost connection. The server knows the messages' numbers, and sees which have not come, or came twice:
# without stream management what is on its way when the connection dies is lost, and nobody says so.
said=$(mktemp)
echo 0 >"$said"
messages() {
  while [ "$(<"$said")" -lt 25 ]; do
    sleep 1
    echo "$(($(<"$said") + 1))" >"$said"
    echo "xmpp-rtt $(<"$said")"
  done
}
# At the end of its input it dies as well.
while [ "$(<"$said")" -lt 25 ]; do
  messages | timeout 60 go-sendxmpp --interactive \
    --username "$XMPP_ACCOUNT@$XMPP_DOMAIN" --password "$XMPP_PASSWORD" \
    --jserver "$XMPP_HOST:$XMPP_PORT" "xmpp-rtt@$XMPP_DOMAIN" || sleep 1
done
rm "$said"
