#!/usr/bin/env bash
# Makes or renews the environment in folder $1 with the extras $2 ("" or "[dev]"), as pinned in constraints.txt.
#
# The stamp file $3 is written last, so that an interrupted run is done again. Two runs at once take turns.
set -euo pipefail
venv=$1 extras=$2 stamp=$3
cd "$(dirname "$0")/.."

exec 9<constraints.txt
flock 9 # released when the process ends, however it ends
if [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ]; then
    exit 0 # the run that we waited for did it
fi

if ! { [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version; } >/dev/null 2>&1; then
    python=$(tools/python.sh)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        tools/packages.sh "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    echo "正在建立 Python 环境（$venv）……" >&2
    "$python" -m venv --clear "$venv"
fi

echo "正在安装依赖，首次约需几分钟……" >&2
started=$SECONDS
if [ -t 2 ]; then
    (while sleep 5; do printf '.' >&2; done) 9<&- &
    trap 'kill $! 2>/dev/null || true; echo >&2' EXIT
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
pip=("$venv/bin/python" -m pip -qq install -c constraints.txt)
if ! { "${pip[@]}" setuptools && "${pip[@]}" --no-build-isolation -e ".$extras"; } </dev/null; then
    echo "错误：依赖没有装上，原因见上。请检查网络和磁盘空间后重试；已下载的部分不会重下。" >&2
    exit 1
fi
touch "$stamp"
echo "依赖已装好，用时 $((SECONDS - started)) 秒。" >&2
