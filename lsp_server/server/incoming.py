"""What the editor sends, as asyncio reads it.

pygls 2.1 has each line of a header and each body read by a thread of its pool, so that a message changes threads three
times. Here one thread reads what there is and hands it to the event loop as it comes.
"""

import asyncio
import contextlib
import io
import threading

_PIECE = 1 << 16  # bytes at most that are handed over at once
_LONGEST_LINE = 1 << 30  # bytes: who sends a longer one speaks another protocol


def incoming(stream: io.BufferedReader) -> asyncio.StreamReader:
    """The stream for the running event loop; its end is the end of the stream, or of the connection."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=_LONGEST_LINE)

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            with contextlib.suppress(OSError):  # the other end of a socket vanished
                while piece := stream.read1(_PIECE):
                    loop.call_soon_threadsafe(reader.feed_data, piece)
            loop.call_soon_threadsafe(reader.feed_eof)

    threading.Thread(target=read, name="incoming", daemon=True).start()
    return reader
