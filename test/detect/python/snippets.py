"""Code as services write it: every form that the extractor reads, in one file that never runs."""
import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, AsyncIterator, Optional
from urllib.parse import urljoin

import httpx
from fastapi import APIRouter, Depends
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from . import prompts
from ..core.config import *

try:
    import orjson as json
except ImportError:
    import json

if TYPE_CHECKING:
    from .types import Message

router = APIRouter(prefix="/chat")
BASE_URL = os.getenv("LLM_BASE_URL", "http://gateway.example:8001").rstrip("/")
CHAT_URL: str = urljoin(BASE_URL, "/v1/chat/completions")
MODELS = {
    "fast": {"url": f"{BASE_URL}/fast", "max_tokens": 128},
    "smart": {"url": "%s/smart" % BASE_URL, "max_tokens": 4_096},
    **prompts.EXTRA,
}
TIMEOUT, RETRIES = 30.0, 3


class Provider(str, Enum):
    LOCAL = "local"
    REMOTE = "remote"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CHAT_")

    base_url: str = Field("http://gateway.example:8001", validation_alias="GATEWAY")
    api_key: Optional[str] = None


@dataclass(frozen=True)
class Options:
    temperature: float = 0.7
    stop: list[str] = field(default_factory=lambda: ["\n\n"])


class Request(BaseModel):
    messages: "list[Message]"
    stream: bool = False


class Client(OpenAI):
    path = "/v1"

    def __init__(self, base: str = BASE_URL, *, options: Options | None = None, **extra: Any) -> None:
        super().__init__(base_url=base + self.path, **{"timeout": TIMEOUT, **extra})
        self.options = options or Options()
        self._http, self.closed = httpx.Client(base_url=base), False

    @property
    def url(self) -> str:
        return "{}/{name}".format(self.path, name=Provider.LOCAL.value)

    @classmethod
    def local(cls, port: int = 11434):
        return cls(f"http://localhost:{port!r:>5}{cls.path}")

    @staticmethod
    def headers(key):
        return {"Authorization": f"Bearer {key}"}


@asynccontextmanager
async def session() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=TIMEOUT) as client, asyncio.timeout(5):
        yield client


@router.post("/")
async def chat(request: Request, client: Annotated[AsyncOpenAI, Depends(session)], settings=Depends(Settings)):
    global RETRIES
    # TODO: TECH DEBT - Direct LLM call bypassing gateway
    # Issue: #123 - the gateway does not support feature X
    response = await client.chat.completions.create(  # TEMPORARY - DO NOT COPY
        model="fast",
        messages=[m async for m in prompts.render(request.messages) if (text := m.text)],
        stop=["\n", r"\d+", b"raw"[0:1]],
    )
    for attempt, (name, model) in enumerate(MODELS.items()):
        try:
            result = await client._client.post(model["url"], json={"model": name}, headers=Client.headers("x"))
        except (httpx.HTTPError, asyncio.TimeoutError) as error:
            RETRIES -= 1
            if attempt < RETRIES:
                continue
            raise RuntimeError("gave up") from error
        else:
            break
        finally:
            await asyncio.sleep(2**attempt)
    else:
        result = None
    match result:
        case {"choices": [first, *_], "model": str() as used} if first:
            return used
        case httpx.Response(status_code=200 | 201) | None:
            return json.loads(response.text)
        case _:
            return sorted(MODELS, key=lambda m, d=1: MODELS[m].get("max_tokens", d))[-1]
