"""Logs in under tmux, a terminal, and quits when its standard input ends: profanity. Says what it sees."""
import os
import subprocess
import sys
import tempfile
import time

HOST, PORT, DOMAIN, CA = sys.argv[1:5]
PATIENCE_S = 250
SESSION = f'xmpp-rtt-{os.getpid()}'

ACCOUNT = f"""[alice@{DOMAIN}]
enabled=true
jid=alice@{DOMAIN}
resource=bench
password={os.environ['XMPP_PASSWORD']}
server={HOST}
port={PORT}
tls.policy=legacy
"""


def write(folder, name, text):
    os.makedirs(os.path.join(folder, 'profanity'), exist_ok=True)
    with open(os.path.join(folder, 'profanity', name), 'w', encoding='utf-8') as file:
        file.write(text)


with tempfile.TemporaryDirectory() as home:
    write(home, 'accounts', ACCOUNT)
    environment = {'PATH': os.environ['PATH'], 'HOME': home, 'TERM': 'xterm', 'LANG': 'C.UTF-8'}
    environment |= {'XDG_CONFIG_HOME': home, 'XDG_DATA_HOME': home, 'SSL_CERT_FILE': CA}

    def tmux(*arguments):
        # A server of its own, which goes with its only session.
        command = ['tmux', '-S', os.path.join(home, 'tmux'), *arguments]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return run.stdout

    tmux('new-session', '-d', '-s', SESSION, '-x', '120', '-y', '40', f'profanity -a alice@{DOMAIN}')
    try:
        began = time.monotonic()
        while 'logged in successfully' not in (screen := tmux('capture-pane', '-p', '-t', SESSION)):
            if time.monotonic() - began > PATIENCE_S:
                sys.exit(f'expected a login, found {screen}')
            time.sleep(0.05)
        print('online', flush=True)
        sys.stdin.read()
        tmux('send-keys', '-t', SESSION, '/quit', 'Enter')
        while tmux('list-sessions') != '' and time.monotonic() - began < PATIENCE_S:
            time.sleep(0.05)
    finally:
        tmux('kill-server')
