"""The same script under our settings: an st.App that freezes what start-up left behind, as ours does after
its warm-up."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    yield


app = st.App(str(Path(__file__).with_name("script.py")), lifespan=lifespan)
