"""A desk with somebody in front of it: an X server without a screen, keys in, and what a screen reader would say of it.

What stands on the screen is asked of the program itself, over AT-SPI: the way that screen readers take. Keys come from
xdotool, as from a keyboard. There is no window manager, so that the window in front is given the keys by hand.
"""

import os
import shutil
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.editors.terminal import PATIENCE

WIDTH, HEIGHT = 1180, 760
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_CHECKED, _SHOWING = 1 << 4, 1 << 25  # bits of AT-SPI's states


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be seen: what it is ("push button"), what it is called, and what it says."""

    path: str
    role: str
    name: str
    text: str = ""


class Desk:
    """Use `with Desk(command, keys, folder, environment) as desk`; `keys` is the program xdotool."""

    def __init__(self, command: list[str], keys: Path, folder: Path, environment: dict[str, str]) -> None:
        for it in ("Xvfb", "dbus-daemon"):
            if shutil.which(it) is None:
                pytest.skip(f"{it} is not installed: a program with windows is driven in it")
        self._command, self._keys, self._folder = command, keys, folder
        self._environment = os.environ | environment
        self._picture = folder.parent / "screen"
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        self._picture.mkdir()
        reading, writing = os.pipe()
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-fbdir", str(self._picture)]
        self._start(["Xvfb", "-displayfd", str(writing), *screen], pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as display:
            self._environment["DISPLAY"] = f":{display.readline().strip()}"
        bus = self._start(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE)
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        self._environment |= {
            "DBUS_SESSION_BUS_ADDRESS": address,
            "AT_SPI_BUS_ADDRESS": address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        self._bus: DBusConnection = open_dbus_connection(address)
        self._log = (self._folder.parent / "program.log").open("w+")
        self.program = self._start(self._command, stdout=self._log, stderr=self._log)
        self._name = ""
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.close()
        for it in reversed(self._started):
            it.kill()  # a program that is asked to end may ask back whether to save
            it.wait()
        self._log.close()

    # ----------------------------------------------------------------- what they do

    def press(self, *keys: str) -> None:
        """Keys by X' names, one after the other: `ctrl+s`, `Return`, `a`."""
        self._type("key", "--delay", "20", *keys)

    def write(self, text: str) -> None:
        """The letters of a text."""
        self._type("type", "--delay", "20", text)

    def take_up(self, title: str) -> None:
        """Give the keys to the window with this in its title, and make it as large as the screen."""

        def found() -> bool:
            window = self._type("search", "--onlyvisible", "--name", title, check=False).split()
            if window:
                self._type("windowfocus", window[0])
                self._type("windowmove", window[0], "0", "0")
                self._type("windowsize", window[0], str(WIDTH), str(HEIGHT))
            return bool(window)

        self.wait(found, lambda: f"a window “{title}”")

    def click(self, role: str, name: str) -> None:
        """Press a button, choose an entry of a menu, or put the cursor into a text, with the mouse."""
        where = (self.find(role, name).path, "org.a11y.atspi.Component", "GetExtents", "u", (0,))
        ((left, top, width, height),) = self._call(*where)
        self._type("mousemove", str(left + width // 2), str(top + height // 2), "click", "1")

    def switch_on(self, name: str) -> None:
        """Switch a check box or a panel on, unless it is."""

        def is_on() -> bool:
            (states,) = self._call(self.find("check box", name).path, _ACCESSIBLE, "GetState")
            return bool(states[0] & _CHECKED)

        if not is_on():
            self.click("check box", name)
            self.wait(is_on, lambda: f"{name} to be on")

    # ----------------------------------------------------------------- what they see

    def find(self, role: str, name: str, *, anywhere: bool = False) -> Thing:
        """The first thing on the screen that is this, and whose name begins so, or has this in it; waits for it."""
        found: list[Thing] = []

        def there() -> bool:
            found[:] = [
                it
                for it in self.things()
                if it.role == role and (it.name.startswith(name) or (anywhere and name in it.name))
            ]
            return bool(found)

        self.wait(there, lambda: f"{role} “{name}”:\n{self.shown()}")
        return found[0]

    def see(self, *texts: str, without: str | None = None) -> str:
        """What is shown, once it has all of these texts in it, and not the other."""
        shown = ""

        def there() -> bool:
            nonlocal shown
            shown = self.shown()
            return all(it in shown for it in texts) and (without is None or without not in shown)

        self.wait(there, lambda: f"{texts}, without {without}:\n{shown}")
        return shown

    def shown(self) -> str:
        return "\n".join(f"{it.role}: {it.name} {it.text}".rstrip() for it in self.things() if it.name or it.text)

    def things(self) -> list[Thing]:
        """All that can be seen now. What goes while it is looked at is left out."""
        try:
            return list(self._below(_ROOT))
        except (LookupError, TimeoutError):
            return []

    def picture(self) -> bytes:
        """The screen, as PNG."""
        return _png((self._picture / "Xvfb_screen0").read_bytes())

    def wait(self, ready: Callable[[], bool], what: Callable[[], str]) -> None:
        until = time.monotonic() + PATIENCE
        while not ready():
            assert self.program.poll() is None, (
                f"the program has ended: {(self._folder.parent / 'program.log').read_text()}"
            )
            assert time.monotonic() < until, f"waited in vain for {what()}"
            time.sleep(0.05)  # between two looks

    def soon(self, ready: Callable[[], bool]) -> bool:
        """Whether it is so within two seconds: a key can be lost while a window opens, and is pressed again."""
        until = time.monotonic() + 2
        while not ready():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)  # between two looks
        return True

    # ----------------------------------------------------------------- inner workings

    def _start(self, command: list[str], **options: Any) -> subprocess.Popen[str]:
        options = {"stderr": subprocess.DEVNULL, **options}
        it = subprocess.Popen(command, env=self._environment, cwd=self._folder, text=True, **options)
        self._started.append(it)
        return it

    def _type(self, *arguments: str, check: bool = True) -> str:
        command = [str(self._keys), *arguments]
        done = subprocess.run(command, env=self._environment, check=check, capture_output=True, text=True)
        return done.stdout

    def _below(self, path: str, depth: int = 0) -> Iterator[Thing]:
        (role,) = self._call(path, _ACCESSIBLE, "GetRoleName")
        (states,) = self._call(path, _ACCESSIBLE, "GetState")
        if depth > 1 and not states[0] & _SHOWING:
            return
        name = " ".join(filter(None, (self._property(path, "Name"), self._property(path, "Description"))))
        text = ""
        if "org.a11y.atspi.Text" in self._call(path, _ACCESSIBLE, "GetInterfaces")[0]:
            (text,) = self._call(path, "org.a11y.atspi.Text", "GetText", "ii", (0, -1))
        yield Thing(path, role, name, text)
        for _, child in self._call(path, _ACCESSIBLE, "GetChildren")[0]:
            yield from self._below(child, depth + 1)

    def _call(self, path: str, interface: str, method: str, kinds: str = "", values: tuple[Any, ...] = ()) -> Any:
        """Ask the program something. Raises LookupError where it has gone."""
        address = DBusAddress(path, self._program_name(), interface)
        answer = self._bus.send_and_get_reply(new_method_call(address, method, kinds, values), timeout=PATIENCE)
        if answer.header.message_type == MessageType.error:
            raise LookupError(answer.body)
        return answer.body

    def _property(self, path: str, name: str) -> str:
        address = DBusAddress(path, self._program_name(), _ACCESSIBLE)
        answer = self._bus.send_and_get_reply(Properties(address).get(name), timeout=PATIENCE)
        if answer.header.message_type == MessageType.error:
            raise LookupError(answer.body)
        found: str = answer.body[0][1]
        return found

    def _program_name(self) -> str:
        """The connection that speaks for the program; looked for until there is one."""
        if not self._name:
            bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
            for it in self._bus.send_and_get_reply(new_method_call(bus, "ListNames")).body[0]:
                asked = new_method_call(DBusAddress(_ROOT, it, _ACCESSIBLE), "GetRoleName")
                if it.startswith(":") and it != self._bus.unique_name:
                    answer = self._bus.send_and_get_reply(asked, timeout=PATIENCE)
                    if answer.header.message_type != MessageType.error:
                        self._name = it
                        return it
            raise LookupError("nothing is shown yet")
        return self._name


def _png(screen: bytes) -> bytes:
    """The picture in the X server's own format (XWD, 32 bits a pixel), as PNG."""
    header = struct.unpack(">25I", screen[:100])
    size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
    rows = bytearray()
    for top in range(size + 12 * colours, size + 12 * colours + line * height, line):
        row, plain = screen[top : top + 4 * width], bytearray(3 * width)
        plain[0::3], plain[1::3], plain[2::3] = row[2::4], row[1::4], row[0::4]
        rows += b"\0" + plain

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )
