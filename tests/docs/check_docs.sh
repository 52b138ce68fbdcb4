#!/usr/bin/env bash
# Documents tell the truth, as far as a machine can see: every relative link of a tracked .md file leads to something, and every
# `gangqiao ...` command in README, tutorial, how-to and reference exists in the program's own help, with the options that are named.
# Usage: check_docs.sh PROGRAM; from anywhere.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=$1
failed=0
fault() { printf '%s\n' "$*"; failed=1; }

files() { if git rev-parse --git-dir >/dev/null 2>&1; then git ls-files -- '*.md'; else find . -name '*.md' -not -path '*/node_modules/*' -not -path './build/*' -printf '%P\n'; fi; }

links=0
while IFS= read -r file; do
  [ -f "$file" ] || continue
  while IFS= read -r link; do
    case $link in http://*|https://*|mailto:*|'#'*|'') continue ;; esac
    target=${link%%#*}
    links=$((links + 1))
    [ -e "$(dirname "$file")/$target" ] || fault "$file: no such file: $link"
  done < <(awk '/^ *```/ { code = !code; next } !code' "$file" | sed 's/`[^`]*`//g' | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
done < <(files)

# Help of a command, asked once. A wrong first word prints the general help, which names no `Usage: gangqiao WORD`.
declare -A help
help_of() {
  [ -n "${help[$1]+set}" ] || help[$1]=$("$program" $1 --help 2>&1 </dev/null)
}
exists() { help_of "$1"; [[ ${help[$1]} == *"Usage: gangqiao $1 "* ]]; }

commands=0
while IFS= read -r file; do
  # Code only: fenced blocks with continued lines joined, and spans between backquotes that begin with the program's name.
  while IFS= read -r line; do
    [[ $line =~ ^(GANGQIAO_[A-Z]+=[^ ]+\ +)?gangqiao\ +(.*)$ ]] || continue
    rest=${BASH_REMATCH[2]%%#*}
    read -r -a words <<<"$rest"
    case ${words[0]:-} in ''|--version|--help|COMMAND) continue ;; esac
    command=${words[0]}
    if [ -n "${words[1]:-}" ] && [[ ${words[1]} =~ ^[a-z][a-z-]*$ ]] && exists "$command ${words[1]}"; then command+=" ${words[1]}"; fi
    commands=$((commands + 1))
    if ! exists "$command"; then fault "$file: no such command: gangqiao $command"; continue; fi
    for word in "${words[@]}"; do
      [[ $word =~ ^--[a-z] ]] || continue
      option=${word%%=*}
      grep -qE -- "(^|[ ,])$option( |$)" <<<"${help[$command]}" || fault "$file: gangqiao $command has no $option"
    done
  done < <(sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$file" | awk '
    /^ *```/ { code = !code; next }
    code { print; next }
    { rest = $0; while (match(rest, /`[^`]*`/)) { print substr(rest, RSTART + 1, RLENGTH - 2); rest = substr(rest, RSTART + RLENGTH) } }' | sed 's/^ *//')
done < <(files | grep -E '^(README|CONTRIBUTING|docs/(tutorial|how-to|reference)/)')

# The other way round: the list of commands is complete.
for top in $("$program" --help | sed -n '/^Subcommands:/,$p' | grep -oE '^  [a-z-]+' ); do
  grep -q "\`gangqiao $top[ \`]" docs/reference/cli.md || fault "docs/reference/cli.md does not name gangqiao $top"
done

[ "$links" -gt 20 ] && [ "$commands" -gt 20 ] || fault "only $links links and $commands commands found: the check itself is broken"
[ $failed = 0 ] && printf '%s links, %s commands\n' "$links" "$commands"
exit $failed
