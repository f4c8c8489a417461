import { directoryOf, type NodeArtifact } from './node-description.ts';

export interface StartupScriptOptions {
  /** Bucket that machines install from. */
  readonly bucket: string;
  /** Node as an archive with `bin/node`. */
  readonly node: NodeArtifact;
  /** The node agent, one file. */
  readonly agent: NodeArtifact;
}

/**
 * What Google's guest agent runs as root at each boot: fetches Node and the node agent, checks both, and leaves the rest
 * to the agent. Bash, since an image has no Node.
 *
 * A machine has no way to the internet: Cloud Storage is reached by private Google access.
 */
export function startupScript({ bucket, node, agent }: StartupScriptOptions): string {
  return `#!/bin/bash
# Rendered from the platform's model, change it there.
set -euo pipefail
umask 022

readonly metadata='http://169.254.169.254/computeMetadata/v1'
readonly bucket='https://storage.googleapis.com/storage/v1/b/${encodeURIComponent(bucket)}/o'
readonly node_dir='/opt/${directoryOf(node)}'
readonly agent_dir='/opt/agent-${agent.version}'

# A network or a metadata server that comes up late is waited for: five minutes in all, twenty seconds for one answer.
request() {
  curl --fail --silent --show-error --location --retry 60 --retry-delay 2 --retry-max-time 300 --retry-all-errors \\
    --connect-timeout 5 "$@"
}

# The token goes by a file descriptor: on the command line any process could read it.
fetch() {
  local object=$1 sha256=$2 file=$3 token attempt
  token=$(request --max-time 20 --header 'Metadata-Flavor: Google' "$metadata/instance/service-accounts/default/token" |
    sed --regexp-extended 's/.*"access_token" *: *"([^"]+)".*/\\1/')
  for attempt in 1 2 3; do
    request --max-time 280 --output "$file" --header @<(printf 'Authorization: Bearer %s' "$token") \\
      "$bucket/$object?alt=media"
    if sha256sum --check --status <<<"$sha256  $file"; then return 0; fi
    echo "gs://${bucket}/$object: attempt $attempt found another SHA-256 than expected, $sha256" >&2
  done
  echo "gs://${bucket}/$object: found no content with the SHA-256 expected; upload the artifacts again" >&2
  return 1
}

# What a boot that was cut off left behind.
rm --recursive --force /opt/.*.??????

# What is in place was checked before it came there.
if [[ ! -d $node_dir ]]; then
  work=$(mktemp --directory /opt/.node.XXXXXX)
  fetch '${encodeURIComponent(node.object)}' '${node.sha256}' "$work/archive"
  mkdir "$work/files"
  tar --extract --gzip --no-same-owner --file "$work/archive" --directory "$work/files"
  sync --file-system "$work"
  mv --no-target-directory "$work/files" "$node_dir"
  rm --recursive --force "$work"
fi
if [[ ! -d $agent_dir ]]; then
  work=$(mktemp --directory /opt/.agent.XXXXXX)
  mkdir "$work/files"
  fetch '${encodeURIComponent(agent.object)}' '${agent.sha256}' "$work/files/agent.mjs"
  chmod 755 "$work/files"
  sync --file-system "$work"
  mv --no-target-directory "$work/files" "$agent_dir"
  rm --recursive --force "$work"
fi
for name in node agent; do
  directory=\${name}_dir
  if [[ $(readlink "/opt/$name" || true) != "\${!directory}" ]]; then
    ln --symbolic --force --no-dereference "\${!directory}" "/opt/$name"
  fi
done

exec "$node_dir/bin/node" "$agent_dir/agent.mjs" boot
`;
}
