"""Files that are never read for a model, by their names (decision D25)."""

import os
import unicodedata
from fnmatch import fnmatchcase

_NAMES = (
    ".env* *.env .flaskenv *.pem *.key *.p12 *.pfx *.p8 *.jks *.keystore *.kdbx *.ppk *.asc *.gpg *.pgp *.age *.ovpn"
    " id_rsa* id_dsa* id_ecdsa* id_ed25519* *_rsa *_ed25519 .netrc _netrc .pgpass pgpass.conf .my.cnf .pypirc .npmrc"
    " .yarnrc* .git-credentials .gitconfig .dockercfg .dockerconfigjson .htpasswd .boto .s3cfg .vault-token"
    " .vault_pass* vault.yml vault.yaml kubeconfig *.kubeconfig *.tfstate *.tfstate.* *.tfvars *.tfvars.json"
    " .terraformrc terraform.rc master.key .bash_history .zsh_history .psql_history .python_history"
    " application_default_credentials.json *service-account*.json *service_account*.json client_secret*.json"
    " google-services.json firebase-adminsdk*.json settings.local.json"
).split()
# Named so, they are secrets as data; as source code they are the project's own modules.
_WORDS = ("credential", "secret", "passwords", "private_key", "private-key")
_DATA = ("", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".txt", ".xml", ".csv", ".properties", ".enc")
_FOLDERS = frozenset(".ssh .aws .azure .gcloud .gnupg .kube .docker .password-store .secrets .git .hg .svn".split())
_FOLDERS_BY_PATH = (".config/gcloud", ".config/gh", ".config/op", "run/secrets")


def is_secret(path: str) -> bool:
    """Whether the name of a file, or of a folder it lies in, says that it holds secrets. Nothing is looked up."""
    *folders, name = _parts(path)
    if any(it in _FOLDERS for it in folders) or any(f"/{it}/" in f"/{'/'.join(folders)}/" for it in _FOLDERS_BY_PATH):
        return True
    if any(fnmatchcase(name, it) for it in _NAMES):
        return True
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem else (name, "")
    return suffix in _DATA and any(stem.lstrip(".").startswith(it) for it in _WORDS)


def _parts(path: str) -> list[str]:
    """The parts of a path as every file system may take them: no case, no trailing dots, no stream names."""
    plain = unicodedata.normalize("NFKC", os.fspath(path)).casefold().replace("\\", "/").replace("\0", "")
    return [it.partition(":")[0].rstrip(". ") if it.strip(".") else it for it in plain.split("/")] or [""]
