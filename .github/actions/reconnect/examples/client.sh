# A client for the shell that has one connection for each message, and tries again until it has gone out.
# The server knows the messages' numbers, and sees which have not come, or came twice: without stream
# management what is on its way when the connection dies is lost, and nobody says so.
for number in $(seq 12); do
  until echo "xmpp-rtt $number" | timeout 10 go-sendxmpp \
    --username "$XMPP_ACCOUNT@$XMPP_DOMAIN" --password "$XMPP_PASSWORD" \
    --jserver "$XMPP_HOST:$XMPP_PORT" "$XMPP_ACCOUNT@$XMPP_DOMAIN"; do
    sleep 1
  done
  sleep 1
done
