import { describe, expect, it } from 'vitest';
import { valuesOfX } from './notation.ts';

function table(rows: readonly (readonly [source: string, expected: string])[]): void {
  it.each(rows)('%j is %s', async (source, expected) => {
    expect(await valuesOfX(source)).toBe(expected);
  });
}

describe('literals', () => {
  table([
    ['x = "a"', '"a"'],
    ["x = 'a'", '"a"'],
    ['x = """a\nb"""', JSON.stringify('a\nb')],
    ['x = ""', '""'],
    ['x = """"""', '""'],
    ['x = r"a\\n"', JSON.stringify('a\\n')],
    ['x = Rb"a\\n"', JSON.stringify('a\\n')],
    ['x = u"a\\x41\\u0042\\U00000043\\103\\n\\\\\\""', JSON.stringify('aABCC\n\\"')],
    ['x = "a\\\nb"', '"ab"'],
    ['x = "\\q\\N{BULLET}"', JSON.stringify('\\q\\N{BULLET}')],
    ['x = "a" "b" \'c\'', '"abc"'],
    ['x = ("a"\n  "b"  # why\n  "c")', '"abc"'],
    ['x = 8_001', '8001'],
    ['x = 0x1F', '31'],
    ['x = -1.5', '-1.5'],
    ['x = 1j', '?'],
    ['x = True', 'true'],
    ['x = None', 'none'],
    ['x = ...', '?'],
  ]);
});

describe('joined texts', () => {
  table([
    ['x = "a" + "b" + "c"', '"abc"'],
    ['b = 1\nx = "a" + b + "c"', 'concat("a", b, "c")'],
    ['x = "http://h:" + str(8001) + "/v1"', '"http://h:8001/v1"'],
    ['x = a + b', 'concat(global a, global b)'],
    ['x = 1 + n', '?'],
    ['x = [a] + ["b"]', '[global a, "b"]'],
    ['x = f"a{b}c"', 'concat("a", global b, "c")'],
    ['x = f"{b}"', 'global b'],
    ['x = f"{b!r:>{w}}/{c=}"', 'concat(global b, "/", global c)'],
    ['x = f"{{a}}{b}"', 'concat("{a}", global b)'],
    ['x = f"{f()}/v1"', 'concat(global f(), "/v1")'],
    ['x = rf"\\{a}" "t"', 'concat("\\\\", global a, "t")'],
    ['x = f"a{f"b{c}"}"', 'concat("ab", global c)'],
    ['x = "%s/v1/%d" % (base, n)', 'concat(global base, "/v1/", global n)'],
    ['x = "%s%%" % base', 'concat(global base, "%")'],
    ['x = "%(h)s/v1" % {"h": host}', 'concat(global host, "/v1")'],
    ['T = "%s/v1"\nx = T % "a"', '"a/v1"'],
    ['x = 7 % 2', '?'],
    ['x = "{}/{}".format(a, "b")', 'concat(global a, "/b")'],
    ['x = "{1}/{0}/{n}/{o.p}".format("a", "b", n="c", o=d)', 'concat("b/a/c/", global d.p)'],
    ['x = "{:>8}{{}}".format(a)', 'concat(global a, "{}")'],
    ['x = "{}/{}".format(a)', 'concat(global a, "/", ?)'],
    ['T = "{}/v1"\nx = T.format("a")', '"a/v1"'],
    ['class C:\n  T = "{}/v1"\n  def f(self):\n    x = self.T.format("a")', '"a/v1"'],
    ['x = unknown.format("a")', 'global unknown.format()'],
    ['x = "/".join(["a", b, "c"])', 'concat("a/", global b, "/c")'],
    ['x = "/".join(parts)', '?'],
    ['from urllib.parse import urljoin\nx = urljoin(BASE, "/v1")', 'url(global BASE, "/v1")'],
    ['import urllib.parse\nx = urllib.parse.urljoin("http://h", "v1")', 'url("http://h", "v1")'],
    ['import os\nx = os.path.join("a", b)', 'path("a", global b)'],
    ['from pathlib import Path\nx = Path("a") / "b" / c', 'path("a", "b", global c)'],
    ['from yarl import URL\nx = URL("http://h") / "v1"', 'path("http://h", "v1")'],
    ['import httpx\nx = httpx.URL("http://h")', '"http://h"'],
    ['x = a / b', '?'],
  ]);
});

describe('methods that leave a text what it is', () => {
  table([
    ['x = "http://h/".rstrip("/")', '"http://h"'],
    ['x = " a ".strip()', '"a"'],
    ['x = "/a/".lstrip("/")', '"a/"'],
    ['x = base.rstrip("/")', 'global base.rstrip()'],
    ['base = f()\nx = base.rstrip("/")', 'base'],
    ['base = f()\nx = f"{base.rstrip(\'/\')}/v1"', 'concat(base, "/v1")'],
    ['x = "a/v1".removesuffix("/v1").removeprefix("b")', '"a"'],
    ['x = "a-b".replace("-", "_")', '"a_b"'],
    ['x = "A".lower().encode().decode()', '"a"'],
    ['def f(url):\n  x = url.strip().rstrip("/").lower()', 'url'],
    ['import typing\nx = typing.cast(str, a)', 'global a'],
  ]);
});

describe('alternatives', () => {
  table([
    ['x = "a" if c else "b"', '"a" | "b"'],
    ['x = a or "b"', 'global a | "b"'],
    ['x = a or b or c', 'global a | global b | global c'],
    ['x = a and b', 'global a | global b'],
    ['x = ("a" if c else "b") or "d"', '"a" | "b" | "d"'],
    ['x = not a', '?'],
    ['x = a == b', '?'],
    ['x = "a"\nx = "b"', '"a" ; "b"'],
    ['if c:\n  x = "a"\nelse:\n  x = "b"', '"a" ; "b"'],
    ['try:\n  from a import x\nexcept ImportError:\n  x = None', '<a:x> ; none'],
  ]);
});

describe('environment variables', () => {
  table([
    ['import os\nx = os.getenv("A")', '$A'],
    ['import os\nx = os.getenv("A", "d")', '$A("d")'],
    ['import os\nx = os.getenv("A", default="d")', '$A("d")'],
    ['import os\nx = os.getenv("A", None)', '$A'],
    ['import os\nx = os.getenv("A") or "d"', '$A("d")'],
    ['import os\nx = os.getenv("A") or os.getenv("B") or "d"', '$A($B("d"))'],
    ['import os\nx = os.environ["A"]', '$A'],
    ['import os as system\nx = system.environ.get("A", "d")', '$A("d")'],
    ['from os import environ\nx = environ["A"]', '$A'],
    ['from os import environ as e\nx = e.get("A", f"{b}")', '$A(global b)'],
    ['from os import getenv\nx = getenv("A", "d").rstrip("/")', '$A("d")'],
    ['import os\nx = os.environ.setdefault("A", "d")', '$A("d")'],
    ['import os\nNAME = "A"\nx = os.getenv(NAME)', '$A'],
    ['import os\nx = os.getenv(name)', '<os:*>.getenv()'],
    ['from decouple import config\nx = config("A", default="d")', '$A("d")'],
  ]);
});

describe('collections', () => {
  table([
    ['x = [1, "a", *b, *[2]]', '[1, "a", global b[?], 2]'],
    ['x = ("a", b)', '["a", global b]'],
    ['x = "a", b', '["a", global b]'],
    ['x = {"a"}', '["a"]'],
    ['x = {"a": 1, b: 2, **c}', '{"a": 1, global b: 2, ...global c}'],
    ['x = dict(a=1, **c)', '{"a": 1, ...global c}'],
    ['x = dict(c, a=1)', '{"a": 1, ...global c}'],
    ['x = {"a": 1} | b', '{"a": 1, ...global b}'],
    ['x = list(("a",))', '["a"]'],
    ['x = ["a", "b"][1]', '"b"'],
    ['t = {}\nx = t["a"]', 't.a'],
    ['t = {}\nx = t[k]', 't[global k]'],
    ['t = {}\nK = "a"\nx = t[K]', 't.a'],
    ['t = {}\nx = t["a"]["b"].c', 't.a.b.c'],
    ['t = {}\nx = t[0]', 't[0]'],
    ['t = {}\nx = t[1:2]', 't[?]'],
    ['t = {}\nx = t["a", "b"]', '?'],
    ['t = {}\nx = t.get("a")', 't.a'],
    ['t = {}\nx = t.get("a", "d")', 't.a | "d"'],
    ['t = {}\nx = t.get(k, "d")', 't[global k] | "d"'],
    ['t = {}\nx = t.get(k)', 't[global k] | t.get()'],
    ['x = {"a": 1}.get(k)', '{"a": 1}[global k]'],
    ['def f(**options):\n  x = options.pop("base_url", "d")', 'options.base_url | "d"'],
    ['def f(**options):\n  x = options.setdefault("base_url", "d")', 'options.base_url | "d"'],
    ['import requests\nx = requests.get("a")', '<requests:*>.get()'],
    ['c = f()\nx = c.get("/path")', 'c.get()'],
    ['c = f()\nx = c.get("http://h", timeout=3)', 'c.get()'],
    ['x = getattr(a, "b", "d")', 'global a.b | "d"'],
    ['x = [f(y) for y in z]', '?'],
  ]);
});

describe('names', () => {
  table([
    ['x: str = "a"', '"a"'],
    ['x: str', ''],
    ['x = y = "a"', '"a"'],
    ['y = x = [1]', 'y'],
    ['x, y = "a", "b"', '"a"'],
    ['y, (x, *z) = "a", ("b", "c")', '"b"'],
    ['[y, x] = f()', 'global f()[1]'],
    ['*y, x = f()', '?'],
    ['x = "a"\nx += "b"', '"a" ; concat(x, "b") …'],
    ['x = "a"\nx -= 1', '"a" ; ? …'],
    ['if (x := "a"):\n  pass', '"a"'],
    ['y = [x := 1 for z in w]', '1'],
    ['with f() as x:\n  pass', 'global f()'],
    ['async def g():\n  async with f() as x:\n    pass', 'global f()'],
    ['with f() as (y, x), g():\n  pass', 'global f()[1]'],
    ['with (f() as y, g() as x):\n  pass', 'global g()'],
    ['for x in ["a", "b"]:\n  pass', '"a" | "b" …'],
    ['t = f()\nfor x in t:\n  pass', 't[?] …'],
    ['t = f()\nfor i, x in enumerate(t):\n  pass', 't[?] …'],
    ['t = f()\nfor k, x in t.items():\n  pass', 't[?] …'],
    ['for x in {"a": "b"}.values():\n  pass', '"b" …'],
    ['y = [x for x in ["a"]]', '"a" …'],
    ['try:\n  pass\nexcept E as x:\n  pass', ' …'],
    ['try:\n  pass\nexcept* (E, F) as x:\n  pass', ' …'],
    ['match a:\n  case {"k": x}:\n    pass', ' …'],
    ['match a:\n  case [*x]:\n    pass', ' …'],
    ['match a:\n  case C(k=x):\n    pass', ' …'],
    ['match a:\n  case C() as x:\n    pass', ' …'],
    ['type x = list[int]', '?'],
    ['async def g():\n  x = await f()', 'global f()'],
    ['x = lambda: "a"', 'function '],
    ['def g():\n  x = yield 1', '?'],
    ['def f(x="a"):\n  x = "b"', '"a" ; "b" …'],
    ['def f(x: str = "a"):\n  pass', '"a" …'],
    ['def f(*x):\n  pass', ' …'],
    ['def f(*, x: int):\n  pass', ' …'],
  ]);
});
