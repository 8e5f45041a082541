"""Where each editor comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where an editor comes from: suites to try in turn, packages, its program, and what it must be told."""

    suites: tuple[str, ...]
    packages: tuple[str, ...]
    program: str
    environment: tuple[
        tuple[str, str], ...
    ] = ()  # `{root}` is the folder that it is unpacked into; patterns are looked up
    arguments: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()  # folders beside the usual one that hold some, by patterns
    tools: tuple[str, ...] = ()  # programs that come along and get a starter as well


RECIPES = {
    "nvim-0.12": Recipe(
        ("sid", "forky"),
        ("neovim",),
        "usr/bin/nvim",
        (("VIMRUNTIME", "{root}/usr/share/nvim/runtime"),),
        ("--cmd", "set rtp+={root}/usr/lib/nvim"),
    ),
    "helix": Recipe(("sid", "trixie"), ("hx",), "usr/lib/hx/hx", (("HELIX_RUNTIME", "{root}/usr/lib/hx/runtime"),)),
    "emacs": Recipe(
        ("trixie", "sid"),
        ("emacs-nox", "elpa-lsp-mode", "elpa-markdown-mode"),
        "usr/bin/emacs-nox",
        (
            (
                "EMACSLOADPATH",
                "{root}/usr/share/emacs/*/lisp:{root}/usr/share/emacs/*/lisp/*/:{root}/usr/share/emacs/site-lisp/elpa-src/*/",
            ),
            ("EMACSDATA", "{root}/usr/share/emacs/*/etc"),
            ("EMACSPATH", "{root}/usr/libexec/emacs/*/*"),
        ),
        (
            "--dump-file={root}/usr/libexec/emacs/*/*/emacs-*.pdmp",
            "--eval=(setq native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil)",  # no compiler
        ),
    ),
    "kate": Recipe(
        ("trixie", "sid"),
        ("kate", "xdotool"),
        "usr/bin/kate",
        (("QT_PLUGIN_PATH", "{root}/usr/lib/*/qt6/plugins"), ("XDG_DATA_DIRS", "{root}/usr/share")),
        libraries=("usr/lib/*/libproxy", "usr/lib/*/pulseaudio"),
        tools=("usr/bin/xdotool",),
    ),
}
