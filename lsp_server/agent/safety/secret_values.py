"""What a value looks like that is a secret, and what one that only shows where a secret goes.

People write "changeme", "<password>" or "xxxx" there, and tests have "testpassword123": words and numbers are none.
"""

import re
from math import log2

WALL = "\0"  # stands where a secret was that is hidden already; no secret has it inside


def is_random(value: str, password: bool) -> bool:
    """Whether a value was made by chance or by a careful person, and not by a programmer who needed some value."""
    if not value.isascii() or is_example(value) or _LOOKS_LIKE_CODE.search(value) or _SPOKEN.fullmatch(value):
        return False
    digits, letters = any(it.isdigit() for it in value), any(it.isalpha() for it in value)
    if password:
        return digits and letters and entropy(value) >= 3.0
    few = 3.0 if _HEX.fullmatch(value) else 3.5  # sixteen letters can't surprise as much as sixty
    return digits and letters and len(value) >= 16 and entropy(value) >= few


def is_distinctive(value: str) -> bool:
    """Whether a value can be looked for without what stands around it: no word, and not short."""
    return len(value) >= 20 or (len(value) >= 8 and any(it.isdigit() for it in value) and not value.isdigit())


def is_example(value: str) -> bool:
    """Whether a value only shows where a secret goes: ordinary words, dots, or one character again and again."""
    return (
        _MARKED.search(value) is not None
        or (len(value) <= 200 and _EXAMPLE.fullmatch(value) is not None)
        or len(set(value)) <= 2
        or value.startswith(("$", "%", "<", "{"))
    )


def entropy(value: str) -> float:
    """Bits for each character, by Shannon's measure."""
    return -sum((n := value.count(it) / len(value)) * log2(n) for it in set(value)) if value else 0.0


_HEX = re.compile(r"[0-9a-fA-F]+")
_SPOKEN = re.compile(  # names of things and identifiers: words with hyphens, perhaps a number at their end; UUIDs
    r"[a-z]+\d{0,3}[a-z]*(?:[_.-][a-z]+\d{0,3}[a-z]*)*(?:[_.-]\d{1,4})?"
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
    r"|(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
_LOOKS_LIKE_CODE = re.compile(
    r"[{}<>()\[\]]|\$\{|^\$|^%|://|^[./~]|^\$2[aby]\$|^\$argon2|^[a-z_]+(?:[./:][\w-]+)+$|@[\w-]+\.\w|\.(?:py|json|txt|pem|ya?ml)$"
)

_WORDS = (
    "a|access|account|admin|alice|and|another|any|anything|api|app|application|at|auth|bad|bar|baz|base|be|bearer|bob|bot|by|change|changed"
    "|changeit|character|characters|char|chars|ci|client|code|complex|confirm|correct|cors|create|created|credential|credentials|db|database|default|demo|dev"
    "|development|different|do|dummy|else|empty|encryption|enter|env|environment|example|expired|fake|file|first|fixture|foo"
    "|for|from|generate|generated|git|good|guest|hash|hashed|here|hidden|hs|id|in|incorrect|initial|insecure|insert|integration"
    "|invalid|is|it|jwt|keep|key|keys|least|length|local|localhost|login|long|made|master|me|minimum|minio|mock|monkey|must|my|mysql|name|need|needs|new"
    "|nobody|non|none|not|now|null|of|ok|old|only|openai|or|original|other|owner|pass|passphrase|passw0rd|p@ssw0rd|p@ss|passwd|password|placeholder|please"
    "|postgres|postgresql|private|prod|production|provide|provided|public|put|pw|pwd|qwerty|rabbitmq|random|real|redacted|redis|refresh"
    "|regular|replace|replacement|replaced|require|required|reset|right|root|safe|same|sample|second|secret|secure|secured|server|session|set"
    "|should|sign|signing|sk|so|some|something|staging|stored|string|strong|stub|super|superuser|sure|temp|temporary|test|tester|testing"
    "|tests|that|the|this|to|token|try|unit|unknown|unsafe|update|updated|use|used|user|username|users|valid|value|very|wait|weak"
    "|welcome|will|with|word|wrong|you|your"
)
# Longest first and never tried anew: a value may be long, and there are many ways to cut one into words.
_EXAMPLE = re.compile(rf"(?i)(?>{'|'.join(sorted(_WORDS.split('|'), key=len, reverse=True))}|[\W\d_]|x+)++")
_MARKED = re.compile(
    rf"(?i)EXAMPLE|x{{4}}|\*{{3}}|\.{{3}}|…|[«{WALL}]|change.?(?:me|this|in)|your.{{0,12}}(?:key|token|secret|password)|placeholder|123456"
)
