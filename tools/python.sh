#!/usr/bin/env bash
# Prints the path of a Python of at least 3.11: $PYTHON when set, else python3.11, else python3.
set -euo pipefail

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    candidates=("$PYTHON")
else
    candidates=(python3.11 python3)
fi
for candidate in "${candidates[@]}"; do
    if fits "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

{
    echo "错误：需要 Python 3.11 或更高版本，没有找到合适的解释器。"
    for candidate in "${candidates[@]}"; do
        found=$("$candidate" --version 2>&1) || found="没有安装或不能运行"
        echo "  $candidate：$found"
    done
    echo "Debian 12 上可执行：sudo apt-get install python3 python3-venv"
    echo "已装在别处时请指明：make serve PYTHON=/路径/python3.11"
} >&2
exit 1
