"""A visitor without a browser: one page, asked over Streamlit's own socket, so that nothing but the server is
measured."""

import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 3600.0  # seconds, for a first start on a busy machine
# what the page itself runs has not ended
UNDER_WAY = (ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


def seconds_until_there(base: str, page: str, patience: float = PATIENCE, query: str = "") -> float:
    """Ask for a page, with a query, and wait until its run has ended: seconds. Raises LookupError if the app
    has no such page, RuntimeError if it fails, and TimeoutError."""
    began = time.perf_counter()
    question = BackMsg()
    question.rerun_script.page_name = page
    question.rerun_script.query_string = query
    with connect(
        base.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=["streamlit"],
        compression=None,
        max_size=None,
    ) as socket:  # type: ignore[list-item]
        socket.send(question.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(socket.recv(timeout=began + patience - time.perf_counter()))
            kind = answer.WhichOneof("type")
            if kind == "page_not_found":
                raise LookupError(f"The app has no page /{page}.")
            if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(
                    f"/{page} fails: "
                    f"{answer.delta.new_element.exception.message or 'see the log of the server'}"
                )
            if kind == "script_finished" and answer.script_finished not in UNDER_WAY:
                return time.perf_counter() - began
