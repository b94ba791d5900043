#!/usr/bin/env bash
# The scorecard: predictions for every set of gold texts that is at hand, scored by the gold's own scorer.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${SERVANDA_SHARED:-../shared}
if [ ! -d "$shared/gold" ]; then
    echo "no gold texts beside this checkout: nothing to score"
    exit 0
fi
out=target/eval
rm -rf "$out"
mkdir -p "$out/gold/both" "$out/gold/seed"
cp "$shared"/gold/dev/*.gold.json "$shared"/gold/own/*.gold.json "$out/gold/both/"
cp "$shared"/seeds/*.gold.json "$out/gold/seed/"
profile=${PROFILE:-release}
cargo build --profile "$profile" --quiet -p tools
bin=${CARGO_TARGET_DIR:-target}/${profile/dev/debug}/tools
for set in dev own both seed; do
    case $set in
    dev | own) gold="$shared/gold/$set" ;;
    *) gold="$out/gold/$set" ;;
    esac
    "$bin" predict "$gold" "$out/pred/$set"
    echo "== $set"
    python3 "$shared/gold/tools/score.py" "$gold" "$out/pred/$set"
done
