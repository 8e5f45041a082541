"""The Message Batches API: create, retrieve, list, cancel, results, delete.

A batch is in progress until the test ends it (`end`), or until it was retrieved `polls` times. Only then do its
requests take their turns of the script. Results come in another order than the requests, as they may.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.agent.standin.record import Request
from tests.agent.standin.rejection import Rejection, invalid, not_found

_KINDS = ("succeeded", "errored", "canceled", "expired")


@dataclass(slots=True)
class Batch:
    id: str
    requests: list[Mapping[str, Any]]
    url: str
    left: int  # how often it may be retrieved before it ends
    canceled: bool = False
    results: list[dict[str, Any]] | None = None

    def info(self) -> dict[str, Any]:
        ended = self.results is not None
        counts = {it: sum(line["result"]["type"] == it for line in self.results or ()) for it in _KINDS}
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": "ended" if ended else "canceling" if self.canceled else "in_progress",
            "request_counts": {**counts, "processing": 0 if ended else len(self.requests)},
            "created_at": "2026-11-27T12:00:00Z",
            "expires_at": "2026-11-28T12:00:00Z",
            "ended_at": "2026-11-27T13:00:00Z" if ended else None,
            "cancel_initiated_at": "2026-11-27T12:30:00Z" if self.canceled else None,
            "archived_at": None,
            "results_url": f"{self.url}/v1/messages/batches/{self.id}/results" if ended else None,
        }


@dataclass(slots=True)
class Batches:
    process: Callable[[Request], dict[str, Any]]
    polls: int = 1
    url: str = ""
    batches: dict[str, Batch] = field(default_factory=dict)

    def answer(self, request: Request) -> Any:
        """JSON, a list of lines, or a rejection."""
        id_, _, what = request.path.removeprefix("/v1/messages/batches").strip("/").partition("/")
        if not id_:
            return self._create(request) if request.method == "POST" else self._list(request.query)
        batch = self.batches.get(id_)
        if batch is None:
            return not_found(f"Message batch not found: {id_}")
        if what == "results" and batch.results is None:
            return invalid("Batch results are not available until processing has ended.")
        if what == "results":
            return batch.results
        if what == "cancel" and batch.results is not None:
            return Rejection(409, "conflict_error", "The batch has ended.")
        if request.method == "DELETE" and batch.results is None:
            return invalid("A batch can't be deleted while it is in progress.")
        if request.method == "DELETE":
            del self.batches[id_]
            return {"id": id_, "type": "message_batch_deleted"}
        if what == "cancel":
            batch.canceled = True
        elif batch.results is None:
            self._poll(batch)
        return batch.info()

    def end(self) -> None:
        """All batches that are in progress have ended."""
        for it in self.batches.values():
            it.left = 0

    def _create(self, request: Request) -> Any:
        try:
            requests = json.loads(request.body)["requests"]
            ids = [it["custom_id"] for it in requests]
            bodies = [it["params"] for it in requests]
        except (ValueError, TypeError, KeyError) as error:
            return invalid(f"requests: {error!r}")
        if not ids:
            return invalid("requests: List should have at least 1 item")
        if len(set(ids)) < len(ids):
            return invalid("requests: custom_id must be unique")
        if any(it.get("stream") for it in bodies):
            return invalid("requests.0.params.stream: Streaming is not supported in batches")
        id_ = f"msgbatch_standin{len(self.batches) + 1:04}"
        self.batches[id_] = Batch(id_, requests, self.url, self.polls)
        return self.batches[id_].info()

    def _list(self, query: Mapping[str, str]) -> dict[str, Any]:
        newest = list(reversed(self.batches))
        start = newest.index(query["after_id"]) + 1 if query.get("after_id") in newest else 0
        stop = start + int(query.get("limit", "20"))
        page = newest[start:stop]
        return {
            "data": [self.batches[it].info() for it in page],
            "has_more": stop < len(newest),
            "first_id": page[0] if page else None,
            "last_id": page[-1] if page else None,
        }

    def _poll(self, batch: Batch) -> None:
        if batch.left:
            batch.left -= 1
        else:
            batch.results = list(self._results(batch))[::-1]

    def _results(self, batch: Batch) -> Iterator[dict[str, Any]]:
        for it in batch.requests:
            body = json.dumps(it["params"]).encode()
            request = Request("POST", f"{batch.id}/{it['custom_id']}", {}, {}, body)
            result = {"type": "canceled"} if batch.canceled else self.process(request)
            yield {"custom_id": it["custom_id"], "result": result}
