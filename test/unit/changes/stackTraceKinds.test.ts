import assert from 'node:assert/strict';
import { framesOf } from '../../../src/changes/stackTrace';

const places = (text: string) => framesOf(text).map(({ path, line }) => `${path}:${line}`);

/** A trace of each kind, made up, and our frames in it, the one where the error was thrown first. */
const KINDS: readonly [kind: string, trace: string, frames: readonly string[]][] = [
  [
    'Python',
    `Traceback (most recent call last):
  File "/srv/app/main.py", line 9, in <module>
    serve()
  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
  File "/srv/venv/lib/python3.11/site-packages/flask/app.py", line 1, in f
  File "<frozen importlib._bootstrap>", line 241, in _call
  File "/srv/app/cache.py", line 12, in get
    return x[0]
KeyError: 0
at src/after.js:3:1`,
    ['/srv/app/cache.py:12', '/srv/app/main.py:9', 'src/after.js:3'],
  ],
  [
    'Python, chained: what began it first',
    `Traceback (most recent call last):
  File "a.py", line 1, in f
  File "b.py", line 2, in g
ValueError: x

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "c.py", line 3, in h
  File "a.py", line 4, in f
RuntimeError: y`,
    ['b.py:2', 'a.py:1', 'a.py:4', 'c.py:3'],
  ],
  [
    'Python, behind the prefix of a log',
    `web_1 | Traceback (most recent call last):
web_1 |   File "a.py", line 1, in f
web_1 |   File "b.py", line 2, in g
web_1 | ValueError: x`,
    ['b.py:2', 'a.py:1'],
  ],
  [
    'Python, in one line of JSON',
    '{"exc":"Traceback (most recent call last):\\n  File \\"a.py\\", line 1, in f\\n  File \\"b.py\\", line 2, in g\\nValueError: x"}',
    ['b.py:2', 'a.py:1'],
  ],
  [
    'Python, dumped by its fault handler',
    'Current thread 0x7f (most recent call first):\n  File "b.py", line 2 in g\n  File "a.py", line 1 in f',
    ['b.py:2', 'a.py:1'],
  ],
  ['Python, without its first line', '  File "a.py", line 1, in f\n  File "b.py", line 2, in g', ['b.py:2', 'a.py:1']],
  [
    'pytest',
    `tests/test_cache.py:8: in test_get
    cache.get()
src/cache.py:12: in get
    load()
src/load.py:3: KeyError`,
    ['src/load.py:3', 'src/cache.py:12', 'tests/test_cache.py:8'],
  ],
  [
    'Node',
    `Error: x
    at async Server.handle [as get] (/srv/my app/src/a.js:1:2)
    at C:\\my app\\src\\b.js:3:4
    at file:///srv/src/c.mjs:5:6
    at Module._compile (node:internal/modules/cjs/loader:1105:14)
    at f (/srv/node_modules/x/index.js:1:1)
    at internal/process/task_queues.js:52:5 {
  [cause]: Error: y
      at g (/srv/src/d.ts:7:8)
}`,
    ['/srv/src/d.ts:7', '/srv/my app/src/a.js:1', 'C:/my app/src/b.js:3', '/srv/src/c.mjs:5'],
  ],
  ['TypeScript', 'src/a.ts(12,5): error TS2304: x\nsrc/b.tsx:3:1 - error TS1: y', ['src/a.ts:12', 'src/b.tsx:3']],
  [
    'jest',
    '  ● get\n    Expected 1\n      at Object.<anonymous> (test/cache.test.ts:4:3)\n      at run (node_modules/jest/x.js:1:1)',
    ['test/cache.test.ts:4'],
  ],
  [
    'Go, a panic',
    `panic: x
goroutine 1 [running]:
panic({0x1, 0x2})
\t/usr/local/go/src/runtime/panic.go:884 +0x213
main.get(...)
\t/srv/cache/cache.go:33 +0x1d
github.com/gin-gonic/gin.(*Context).Next(0xc0)
\t/root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go:174 +0x2b
net/http.(*conn).serve(0xc0)
\tnet/http/server.go:2009 +0x1
created by main.run in goroutine 7
\t/srv/main.go:12 +0x5`,
    ['/srv/cache/cache.go:33', '/srv/main.go:12'],
  ],
  [
    'Rust',
    `thread 'main' panicked at src/main.rs:4:5:
   0: rust_begin_unwind
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/std/src/panicking.rs:645:5
   1: app::get
             at ./src/cache.rs:9:1
   2: serde::x
             at /home/u/.cargo/registry/src/index-1/serde-1.0.0/src/lib.rs:1:1`,
    ['src/main.rs:4', './src/cache.rs:9'],
  ],
  [
    'Java, the cause first',
    `java.lang.RuntimeException: x
\tat com.acme.Web.lambda$get$0(Web.java:5)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
\tat app//com.acme.Main.main(Main.java:3)
Caused by: java.lang.NullPointerException
\tat com.acme.Cache.<init>(Cache.java:12)
\t... 2 more`,
    ['com/acme/Cache.java:12', 'com/acme/Web.java:5', 'com/acme/Main.java:3'],
  ],
  [
    'Java, a cause below many frames',
    [
      ...Array.from({ length: 60 }, (_, i) => `\tat com.acme.A.f(A.java:${i + 1})`),
      'Caused by: x',
      '\tat com.acme.B.g(B.java:7)',
    ].join('\n'),
    ['com/acme/B.java:7', ...Array.from({ length: 29 }, (_, i) => `com/acme/A.java:${i + 1}`)],
  ],
  [
    'Kotlin and Scala',
    '\tat com.acme.CacheKt.get(Cache.kt:4)\n\tat kotlin.io.X.f(X.kt:1)\n\tat com.acme.Main$.go(Main.scala:9)',
    ['com/acme/Cache.kt:4', 'com/acme/Main.scala:9'],
  ],
  [
    '.NET',
    `   at Acme.Cache.Get(String key) in C:\\my src\\Acme\\Cache.cs:line 12
   at System.Threading.Tasks.Task.Run() in /_/src/libraries/Task.cs:line 1
   at Acme.Web.Run() in /srv/Acme/Web.cs:line 3`,
    ['C:/my src/Acme/Cache.cs:12', '/srv/Acme/Web.cs:3'],
  ],
  [
    'PHP',
    `PHP Fatal error:  Uncaught Exception: x in /srv/src/C.php:12
Stack trace:
#0 /srv/vendor/x/y.php(1): f()
#3 /srv/x.php(12): f()
#4 {main}
  thrown in /srv/src/C.php on line 12`,
    ['/srv/src/C.php:12', '/srv/x.php:12'],
  ],
  ['PHP, a warning', 'PHP Warning:  x in /srv/src/C.php on line 12', ['/srv/src/C.php:12']],
  [
    'Ruby',
    `app/cache.rb:12:in 'get': x (KeyError)
\tfrom /usr/local/bundle/gems/rack-2.2.3/lib/rack.rb:1:in 'call'
\tfrom app/web.rb:3:in 'run'`,
    ['app/cache.rb:12', 'app/web.rb:3'],
  ],
  [
    'Ruby, the other way round',
    `Traceback (most recent call last):
\t2: from app/main.rb:1:in \`<main>'
\t1: from app/web.rb:3:in \`run'
app/cache.rb:12:in \`get': x (KeyError)`,
    ['app/cache.rb:12', 'app/web.rb:3', 'app/main.rb:1'],
  ],
  [
    'Elixir and Erlang',
    `** (KeyError) x
    (stdlib 4.2) gen_server.erl:1123: :gen_server.try_dispatch/4
    (shop 0.1.0) lib/shop/cache.ex:12: Shop.Cache.get/1
    (elixir 1.14.0) lib/enum.ex:4: Enum.map/2
 [{cache,get,1,[{file,"src/cache.erl"},{line,9}]}]`,
    ['lib/shop/cache.ex:12', 'src/cache.erl:9'],
  ],
  [
    'Swift',
    'App/Cache.swift:12: Fatal error: x\nFatal error: y: file App/Web.swift, line 3\n0 f() in App at /srv/App/Main.swift:7:5',
    ['App/Cache.swift:12', 'App/Web.swift:3', '/srv/App/Main.swift:7'],
  ],
  [
    'C and C++: gdb, sanitizers, compilers',
    `#0  get (key=0x1) at src/cache.c:12
#1  0x7f in __libc_start_main () at ../csu/../sysdeps/x86/libc-start.c:3
    #2 0x4f1 in Web::run() /srv/src/web.cpp:33:5
/usr/include/c++/11/bits/stl_vector.h:1045:2
src/main.cc:7:1: error: x`,
    ['src/cache.c:12', '/srv/src/web.cpp:33', 'src/main.cc:7'],
  ],
  [
    'Firefox and Safari',
    `get@https://acme.test:8443/static/cache.js:12:3
</B.prototype.run/<@http://acme.test/web.js:3
fn@bundle.js:7
_f@/home/u/App.js:5:1
z@http://acme.test/e.js line 26 > eval:2:96
[native code]`,
    ['/static/cache.js:12', '/web.js:3', 'bundle.js:7', '/home/u/App.js:5', '/e.js:26'],
  ],
  [
    'Chrome and webpack',
    `    at f (eval at g (http://acme.test/e.js:21:17), <anonymous>:2:96)
   at T.eval(webpack:///./src/a.jsx?:295:108)
    at b (webpack:///src/App.vue?t=1:12:5)
    at c (webpack:///./~/react/lib/x.js?:34:31)
    at webpack-internal:///./src/d.js:5:1
    at e (webpack:///webpack/bootstrap.js:1:1)`,
    ['/e.js:21', '/./src/a.jsx:295', '/src/App.vue:12'],
  ],
  [
    'Dart',
    '#0      get (package:shop/cache.dart:12:3)\n#1      f (package:flutter/src/x.dart:1:1)\n#2      g (dart:async/zone.dart:1:1)\n#3      main (file:///srv/lib/main.dart:3:5)',
    ['shop/lib/cache.dart:12', '/srv/lib/main.dart:3'],
  ],
  [
    'coloured',
    'at \u001b[36mget\u001b[39m (\u001b[90m/srv/\u001b[1msrc/a.js\u001b[22m:\u001b[33m12\u001b[39m:3)',
    ['/srv/src/a.js:12'],
  ],
  ['none: hosts and ports', 'dial db.internal:5432 and https://acme.com:443/x at 12:30', []],
];

describe('kinds of stack traces', () => {
  for (const [kind, trace, frames] of KINDS) it(kind, () => assert.deepEqual(places(trace), frames));
});
