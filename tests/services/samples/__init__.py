"""Projects of many shapes, each with one table that gets its service."""

from tests.services.samples import classic, keys, layouts, lives, manners, relations
from tests.services.samples.project import Sample

SAMPLES: dict[str, Sample] = {
    **classic.SAMPLES,
    **keys.SAMPLES,
    **relations.SAMPLES,
    **lives.SAMPLES,
    **layouts.SAMPLES,
    **manners.SAMPLES,
}

__all__ = ["SAMPLES", "Sample"]
