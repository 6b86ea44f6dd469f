"""DOC, WPS and RTF: turned into DOCX by LibreOffice, where it is installed, and read as one.

LibreOffice runs without windows, network, macros and links, in a profile of its own that goes away with it.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ingest.progress import tell
from ingest.readers.docx import read_docx
from ingest.readers.ole import opening, streams
from kb.document import Pages
from kb.errors import UnreadableFile

INSTALL = "sudo apt-get install -y --no-install-recommends libreoffice-writer-nogui"
_NAMES = ("soffice", "libreoffice", "lowriter")
_USUAL_FOLDERS = ("/usr/bin", "/usr/local/bin", "/usr/lib/libreoffice/program", "/opt/libreoffice/program", "/snap/bin")
_VERSIONED = "/opt/libreoffice*/program/soffice"  # where the packages of libreoffice.org go
_TIMEOUT_S = 60
_NOT_STARTED = (126, 127)  # how shells and `timeout` say that a command does not start
_ENCRYPTED = 0x0100  # fEncrypted of the FIB, [MS-DOC] 2.5.2
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),  # through a proxy that is not there
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def libreoffice() -> Path | None:
    """The program that turns DOC into DOCX, None where LibreOffice is not installed; looked for at each call."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return Path(found)
    usual = [Path(folder, _NAMES[0]) for folder in _USUAL_FOLDERS] + sorted(Path("/").glob(_VERSIONED[1:]))
    return next((path for path in usual if os.access(path, os.X_OK)), None)


def read_doc(data: bytes, name: str, scratch: Path | None = None) -> Pages:
    """The pages of a DOC, WPS or RTF file, through a folder in `scratch` that is removed again.

    Raises UnreadableFile: encrypted, corrupt, needs_libreoffice, too_slow, or what read_docx raises.
    """
    is_rtf = data.startswith(b"{\\rtf")
    if not is_rtf:
        _check(data)
    program = libreoffice()
    if program is None:
        raise UnreadableFile(
            "needs_libreoffice",
            "读取 DOC、WPS、RTF 文件需要 LibreOffice，本机没有安装",
            f"请执行 {INSTALL}，或在 WPS 中另存为 .docx 后再导入",
        )
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="doc-", dir=scratch, ignore_cleanup_errors=True) as folder:
        converted = _convert(program, data, Path(folder), "rtf" if is_rtf else "doc")
    kind = "rtf" if is_rtf else "wps" if name.lower().endswith(".wps") else "doc"
    return replace(read_docx(converted, name), format=kind)


def _check(data: bytes) -> None:
    found, flags = streams(data), opening(data, "WordDocument", 12)[10:]
    if "EncryptedPackage" in found or int.from_bytes(flags, "little") & _ENCRYPTED:
        raise UnreadableFile(
            "encrypted", "文件设有打开密码", "请在 WPS 或 Word 中打开，去掉密码并另存为 .docx 后再导入"
        )
    if "WordDocument" not in found:
        raise _damaged()


def _damaged() -> UnreadableFile:
    return UnreadableFile("corrupt", "DOC 文件损坏，无法打开", "请在 WPS 或 Word 中打开并另存为 .docx 后再导入")


def _convert(program: Path, data: bytes, folder: Path, suffix: str) -> bytes:
    """The DOCX that `program` makes of `data` within `folder`."""
    source, made, profile = folder / f"source.{suffix}", folder / "source.docx", folder / "profile"
    source.write_bytes(data)
    _write_profile(profile)
    command = [
        *_guard(), str(program), "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
        f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder),
        str(source),
    ]  # fmt: skip
    blocked = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = {**os.environ, **blocked, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        _run(command, environment, folder)
    except OSError as exc:
        raise UnreadableFile(
            "needs_libreoffice", f"LibreOffice 无法启动：{exc.strerror}", f"请重新安装：{INSTALL}"
        ) from exc
    if not made.is_file():
        raise _damaged()
    return made.read_bytes()


def _guard() -> list[str]:
    """A command before the command that ends it even where this process itself is killed in the meantime."""
    program = shutil.which("timeout")
    return [program, "--kill-after=1", str(_TIMEOUT_S + 5)] if program else []


def _run(command: list[str], environment: dict[str, str], folder: Path) -> None:
    """Runs `command` to its end; what it started is ended with it. Raises UnreadableFile (too_slow) at the time limit."""
    process = subprocess.Popen(  # noqa: S603 (fixed arguments, no shell)
        command, cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(_TIMEOUT_S):
            tell(0, 0)
            with suppress(subprocess.TimeoutExpired):
                if process.wait(1) in _NOT_STARTED:
                    raise OSError(errno.ENOEXEC, os.strerror(errno.ENOEXEC))
                return
    finally:
        _end(process)
    raise UnreadableFile("too_slow", f"LibreOffice 转换超过 {_TIMEOUT_S} 秒", "请在 WPS 中另存为 .docx 后再导入")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the group of `process`: the program is a script whose child does the work."""
    with suppress(ProcessLookupError):  # all of it has ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )
