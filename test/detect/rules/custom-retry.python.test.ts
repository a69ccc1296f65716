import { expect, it } from 'vitest';
import type { RuleCase } from './found.ts';
import { foundBy } from './found.ts';

const HITS: RuleCase[] = [
  [
    'a counting loop that catches and sleeps',
    `for attempt in range(3):
    try:
        response = await call_llm(prompt)
        break
    except:
        if attempt < 2:
            await asyncio.sleep(2 ** attempt)
        else:
            response = await call_different_llm(prompt)`,
    ['1: retry loop around call_llm()'],
  ],
  [
    'tenacity above a function that uses an SDK, even through the gateway',
    `from tenacity import retry, stop_after_attempt
from openai import OpenAI
client = OpenAI(base_url="http://zoe-litellm:8001")
@retry(stop=stop_after_attempt(3))
def ask(question):
    return client.chat.completions.create(model="fast-model", messages=[])`,
    ['4: retry around ask()'],
  ],
  [
    'a function without a name in a pool of threads',
    `async def ask(client, loop, tries=0):
    try:
        return await loop.run_in_executor(None, lambda: client.models.generate_content(model="m"))
    except TimeoutError:
        if tries < 3:
            return await ask(client, loop, tries + 1)
        return None`,
    ['2: retry of client.models.generate_content()'],
  ],
  [
    "another client's method of the same name in the handler",
    `class Chain:
    async def generate(self, prompt):
        try:
            return await self.provider.generate(prompt)
        except Exception:
            return await self.spare_provider.generate(prompt)`,
    ['3: fallback from self.provider.generate() to self.spare_provider.generate()'],
  ],
  [
    "tenacity's loop",
    `from tenacity import AsyncRetrying
async def ask():
    async for attempt in AsyncRetrying(reraise=True):
        with attempt:
            return await llm.ainvoke("x")`,
    ['3: retry loop around llm.ainvoke()'],
  ],
  [
    'backoff above a raw request',
    `import backoff, httpx
@backoff.on_exception(backoff.expo, httpx.HTTPError)
def ask(body):
    return httpx.post("http://zoe-litellm:8001/v1/chat/completions", json=body)`,
    ['2: backoff.on_exception around ask()'],
  ],
  [
    'a decorator of their own',
    `from utils import retry_with_backoff
class Agent:
    @retry_with_backoff(max_retries=3)
    def ask(self):
        return self.llm.invoke("x")`,
    ['3: retry_with_backoff around ask()'],
  ],
  [
    'a while loop that counts',
    `def ask(body):
    retries = 0
    while retries < 3:
        try:
            return requests.post("http://zoe-litellm:8001/v1/chat/completions", json=body)
        except requests.RequestException:
            retries += 1
            time.sleep(1)`,
    ['3: retry loop around requests.post()'],
  ],
  [
    'an endless loop that waits between its tries',
    `def ask(body):
    while True:
        try:
            return client.chat.completions.create(**body)
        except RateLimitError:
            time.sleep(20)`,
    ['2: retry loop around client.chat.completions.create()'],
  ],
  [
    'a method of the same class that sends the call',
    `class Client:
    def _post(self, body):
        return self.session.post("http://zoe-litellm:8001/v1/chat/completions", json=body)
    def ask(self, body):
        for i in range(3):
            try:
                return self._post(body)
            except Exception as error:
                time.sleep(1)`,
    ['5: retry loop around self._post()'],
  ],
  [
    'a loop that looks at the status',
    `def ask(body):
    for attempt in range(5):
        response = requests.post("http://zoe-litellm:8001/v1/chat/completions", json=body)
        if response.status_code == 429:
            time.sleep(2 ** attempt)
            continue
        return response.json()`,
    ['2: retry loop around requests.post()'],
  ],
  [
    'the next model of a list when one fails',
    `def ask(messages):
    for model in MODELS:
        try:
            return llm.invoke(messages, model=model)
        except Exception:
            continue`,
    ['2: retry loop around llm.invoke()'],
  ],
  [
    'a handler that goes on until the last try, and then raises',
    `def ask(body):
    for attempt in range(1, 4):
        try:
            response = provider.get_chat_response(body)
        except Exception as error:
            if attempt < 3:
                time.sleep(1)
                continue
            raise
        return response`,
    ['2: retry loop around provider.get_chat_response()'],
  ],
  [
    'another vendor in the handler',
    `def ask(prompt):
    try:
        return openai_client.chat.completions.create(model="a")
    except Exception:
        return anthropic_client.messages.create(model="b", max_tokens=3)`,
    ['2: fallback from openai_client.chat.completions.create() to anthropic_client.messages.create()'],
  ],
  [
    'a function that calls itself in the handler',
    `def ask_llm(prompt, retries=3):
    try:
        return llm.invoke(prompt)
    except Exception:
        return ask_llm(prompt, retries - 1)`,
    ['2: retry of llm.invoke()'],
  ],
  [
    "LangChain's own wrapper",
    'safe = chat_model.with_retry(stop_after_attempt=3)',
    ['1: chat_model.with_retry around chat_model'],
  ],
];

it.each(HITS)('custom-retry finds %s', async (_, code, found) => {
  expect(await foundBy('custom-retry', 'app/a.py', `${code}\n`)).toEqual(found);
});

const SILENT: [string, string][] = [
  [
    "an SDK's own option",
    'from openai import OpenAI\nclient = OpenAI(base_url="http://zoe-litellm:8001", max_retries=3)',
  ],
  [
    'a loop over prompts that skips what fails',
    `for prompt in prompts:
    try:
        answers.append(llm.invoke(prompt))
    except Exception as error:
        logger.error(error)
        continue`,
  ],
  [
    'a loop over pages that waits for the rate limit',
    `for page in pages:
    try:
        answers.append(llm.invoke(page))
    except Exception:
        time.sleep(1)`,
  ],
  [
    'entries, which are no tries',
    `for entry in entries:
    try:
        vectors.append(client.embeddings.create(input=entry))
    except Exception as error:
        vectors.append(None)`,
  ],
  [
    'samples that may fail',
    `for i in range(10):
    try:
        samples.append(llm.invoke("x"))
    except Exception:
        continue`,
  ],
  [
    'asking again because the answer did not parse',
    `def ask(prompt):
    for attempt in range(3):
        try:
            return json.loads(call_llm(prompt))
        except (json.JSONDecodeError, KeyError):
            continue`,
  ],
  [
    'a catch-all around an answer that is parsed',
    `def ask(prompt):
    for attempt in range(3):
        try:
            return Answer.model_validate_json(call_llm(prompt))
        except Exception:
            continue`,
  ],
  [
    'a parser behind the call',
    `def ask(prompt):
    for attempt in range(3):
        text = call_llm(prompt)
        try:
            return json.loads(text)
        except ValueError:
            continue`,
  ],
  [
    'polling',
    `def wait(job):
    while True:
        status = httpx.get(f"http://zoe-litellm:8001/v1/batches/{job}").json()["status"]
        if status == "done":
            break
        time.sleep(2)`,
  ],
  [
    'generating one idea after the other',
    `for _ in range(count):
    try:
        text = get_response_from_llm(prompt)
        for round in range(rounds):
            text = get_response_from_llm(text)
            if "done" in text:
                break
        ideas.append(text)
    except Exception as error:
        print(error)
        continue`,
  ],
  [
    'a handler that answers without a model',
    `def ask(prompt):
    try:
        return llm.invoke(prompt)
    except Exception as error:
        logger.error("LLM call failed: %s", error)
        return "Sorry."`,
  ],
  [
    'a conversation',
    `while True:
    question = input()
    if question == "exit":
        break
    try:
        print(llm.invoke(question))
    except Exception as error:
        print(error)`,
  ],
  [
    'a retry around something else in a file with a model',
    `from tenacity import retry
@retry
def save(answer):
    for attempt in range(3):
        try:
            return database.commit(answer)
        except Exception:
            time.sleep(1)
def ask():
    return llm.invoke("x")`,
  ],
  [
    'a retry that raises at once',
    `for attempt in range(3):
    try:
        answer = llm.invoke("x")
    except Exception as error:
        raise Failed(error)`,
  ],
  [
    'making a client in a handler',
    `try:
    llm = load_llm("a")
except ImportError:
    llm = create_llm_client("b")`,
  ],
];

it.each(SILENT)('custom-retry is silent for %s', async (_, code) => {
  expect(await foundBy('custom-retry', 'app/a.py', `${code}\n`)).toEqual([]);
});
