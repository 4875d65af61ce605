#!/bin/sh
# Puts Request Tracker 5 on this machine, from Debian's own packages, for the tests that use a real one.
# Root only. The tests make databases of their own and start their own servers: nothing is set up or started
# here, and a second run does nothing.
set -eu

server=/usr/share/request-tracker5/libexec/rt-server
if [ -x "$server" ]; then
  echo "Request Tracker is installed: $server"
  exit 0
fi

# The package asks for a database, a name and cron jobs; the tests need none of them.
debconf-set-selections <<'ANSWERS'
request-tracker5 request-tracker5/dbconfig-install boolean false
request-tracker5 request-tracker5/install-cronjobs boolean false
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean false
ANSWERS

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends request-tracker5 rt5-db-sqlite rt5-standalone
test -x "$server"
echo "Request Tracker is installed: $server"
