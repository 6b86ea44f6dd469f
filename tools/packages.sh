#!/usr/bin/env bash
# Makes sure that the named Debian packages are installed; installs the missing ones when it may, else says what to do.
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "提示：这不是 Debian 系统，无法自动检查。请自行确认已装有：$*" >&2
    exit 0
fi

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=""
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo env)
else
    echo "错误：缺少系统软件包：${missing[*]}" >&2
    echo "请执行后重试：sudo apt-get update && sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "正在安装系统软件包：${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "错误：系统软件包没有装上（原因见上）：${missing[*]}" >&2
    exit 1
fi
