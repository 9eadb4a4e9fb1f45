#!/bin/bash
# Puts the licence where q looks for it, then starts q on port 5010.
set -euo pipefail
if [ -z "${KDB_LICENSE_B64:-}" ]; then
  echo 'There is no licence: set KDB_LICENSE_B64 to the text that KX mailed you, and start kdb again.' >&2
  exit 1
fi
umask 077
printf '%s' "$KDB_LICENSE_B64" | base64 -d >"$QLIC/kc.lic"
unset KDB_LICENSE_B64
exec q -p 5010
