"""Names that deserve a second look where new code uses them, and what they do."""

# A name ends in `.*` for all that a module holds. The sentence goes on after "It ".
_NAMES = {
    "runs text as code": (
        "builtins.eval builtins.exec builtins.compile code.interact code.InteractiveConsole"
        " code.InteractiveInterpreter codeop.* runpy.* types.FunctionType types.CodeType timeit.*"
        " builtins.breakpoint pdb.*"
    ),
    "imports a module by a name made at run time": (
        "builtins.__import__ importlib.import_module importlib.__import__ importlib.reload"
        " importlib.util.spec_from_file_location importlib.util.module_from_spec"
        " importlib.machinery.* imp.* pkgutil.resolve_name zipimport.*"
    ),
    "runs other programs": (
        "subprocess.* os.system os.popen os.popen2 os.popen3 os.startfile os.fork os.forkpty os.posix_spawn"
        " os.posix_spawnp os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe"
        " os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe posix.* nt.*"
        " pty.* asyncio.create_subprocess_exec asyncio.create_subprocess_shell asyncio.subprocess.*"
        " anyio.run_process anyio.open_process trio.run_process trio.open_process pexpect.* sh.* plumbum.*"
        " fabric.* invoke.* paramiko.* asyncssh.*"
    ),
    "reads objects that can run code": (
        "pickle.* _pickle.* cPickle.* dill.* cloudpickle.* marshal.* shelve.* jsonpickle.* joblib.load"
        " torch.load pandas.read_pickle yaml.unsafe_load yaml.full_load yaml.UnsafeLoader yaml.Loader"
        " yaml.FullLoader"
    ),
    "opens a network connection of its own": (
        "socket.socket socket.create_connection socket.create_server socket.socketpair socket.fromfd"
        " socket.SocketType _socket.* socketserver.* asyncio.open_connection asyncio.start_server"
        " asyncio.open_unix_connection telnetlib.* ftplib.* poplib.* imaplib.* smtplib.* nntplib.* xmlrpc.*"
        " http.server.*"
    ),
    "calls into native code": ("ctypes.* _ctypes.* cffi.*"),
    "deletes whole folders": ("shutil.rmtree os.removedirs"),
    "does not check who answers": (
        "ssl._create_unverified_context ssl._create_default_https_context ssl.CERT_NONE"
        " urllib3.disable_warnings requests.packages.urllib3.disable_warnings"
    ),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_HARMLESS = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("subprocess", "CalledProcessError TimeoutExpired SubprocessError CompletedProcess PIPE STDOUT DEVNULL"),
        ("asyncio.subprocess", "PIPE STDOUT DEVNULL"),
        ("pickle", "PickleError PicklingError UnpicklingError HIGHEST_PROTOCOL"),
        ("smtplib", "SMTPException SMTPAuthenticationError"),
    )
    for name in names.split()
)
MODULES = frozenset(it.partition(".")[0] for it in _KINDS) | {"sys", "operator", "functools"}

# Attributes through which any object leads to the interpreter.
INNER = frozenset(
    (
        "__globals__ __builtins__ __subclasses__ __mro__ __bases__ __base__ __code__ __closure__ __loader__"
        " f_globals f_locals f_builtins gi_frame cr_frame tb_frame __reduce__ __reduce_ex__ __setstate__"
    ).split()
)
# Arguments that turn a check of certificates or signatures off when they are False.
CHECKS = frozenset(
    "verify verify_ssl ssl_verify check_hostname verify_certs validate_certs verify_signature ssl".split()
)


def kind_of(name: str) -> str | None:
    """What a full dotted name does that deserves a second look; None: nothing of the kind."""
    if name in _HARMLESS:
        return None
    if name in _KINDS:
        return _KINDS[name]
    while "." in name:
        name = name.rpartition(".")[0]
        if (found := _KINDS.get(f"{name}.*") or _KINDS.get(name)) is not None:
            return found
    return None
