"""What Backline never writes, whoever asks: what other programs run or obey, what is installed, what holds secrets.

The list is that of the agents which were broken before us (CVE-2025-53773, CVE-2025-54135, CVE-2025-55012), and
names are compared as a file system that ignores case would (CVE-2025-59944).
"""

import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase

# Version control, installed code, caches, and settings that editors, agents, containers or CI run programs from.
_FOLDERS = frozenset(
    (
        ".git .hg .svn .jj .venv venv node_modules site-packages __pycache__ .tox .nox .github .gitlab .circleci"
        " .buildkite .husky .devcontainer .vscode .vscode-server .idea .fleet .vs .zed .cursor .windsurf .claude"
        " .codex .gemini .continue .roo .aider .amazonq .cargo .yarn .mvn .gradle .direnv .ssh .aws .gnupg .kube"
        " .docker .specify .backline"
    ).split()
)
_FOLDERS_BY_PATH = (".config/git", ".config/fish", ".config/autostart", ".config/systemd", ".local/bin")
_NAMES = (
    ".git .gitconfig .gitmodules .gitattributes .env .env.* .envrc .netrc _netrc .pgpass .npmrc .yarnrc* .pnp*"
    " .pypirc bunfig.toml .bazel* .pre-commit-config.y*ml lefthook* .lefthook* gradle-wrapper.properties"
    " maven-wrapper.properties .devcontainer.json .ripgreprc pyrightconfig.json .mcp.json mcp.json .claude.json"
    " .cursorrules .gitlab-ci.yml .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc"
    " .zshenv .zprofile .zlogin .zlogout .kshrc .cshrc .tcshrc .login .inputrc .vimrc .exrc .nvimrc .nvim.lua"
    " .dir-locals.el .curlrc .wgetrc sitecustomize.py usercustomize.py *.pth package-lock.json pyvenv.cfg"
    " *.code-workspace *.sublime-project id_rsa* id_dsa* id_ecdsa* id_ed25519*"
).split()
_ENDINGS = (".lock", ".pem", ".key", ".p12", ".pfx", ".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib")


def protected_folder(parts: Sequence[str]) -> str | None:
    """The first part of a path that is a protected folder, as it is written; None without one.

    Give all parts of a folder, but of a file only those of the folder that it lies in.
    """
    plain = [folded(it) for it in parts]
    for at, it in enumerate(plain):
        if it in _FOLDERS:
            return parts[at]
        for both in _FOLDERS_BY_PATH:
            if "/".join(plain[at : at + 2]) == both:
                return "/".join(parts[at : at + 2])
    return None


def is_protected(name: str) -> bool:
    """Whether no file of this name is ever written."""
    plain = folded(name)
    return plain.endswith(_ENDINGS) or any(fnmatchcase(plain, it) for it in _NAMES)


def folded(name: str) -> str:
    """A name as a file system that ignores case and ways of writing a character sees it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
