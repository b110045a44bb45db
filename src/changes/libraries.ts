/** Folders of what others wrote: of package managers, of languages, and of the system. */
const FOLDERS: readonly RegExp[] = [
  // JavaScript; `~` is what the first webpack called node_modules
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|\.pnpm|\.yarn)\/|\/~\//,
  /^internal\/(?:process|modules?|main|timers|streams?|bootstrap|util|errors|child_process|crypto|fs|net|dns|http|event_target|async_hooks|test_runner|worker)\b[\w/.-]*\.js$/,
  /^(?:_(?:http|stream|tls)_\w+|bootstrap_node|module)\.js$/,
  /^\/*webpack\/(?:runtime|bootstrap)/,
  // Python: libraries, the standard library, frozen modules and what was typed
  /(?:^|\/)(?:site-packages|dist-packages|python-?\d(?:\.\d{1,2})?)\/|\/Python\d{2,3}\/Lib\//i,
  /^</,
  // Go: the root, the cache of modules, and the standard library where paths are trimmed
  /\/go(?:lang)?(?:-?\d[\w.-]*)?(?:\/\d[\w.-]*)?(?:\/(?:x64|libexec))?\/src\/(?:runtime|net|sync|reflect|testing|os|io|fmt|encoding|database\/sql|context|bufio|bytes|strings|time|syscall|crypto|internal|log|sort|html|text|regexp|math|errors|path|strconv|iter|maps|slices)\//,
  /^(?:runtime|net|sync|reflect|testing|os|io|fmt|encoding|database\/sql|context|bufio|bytes|strings|syscall|crypto)\/[\w/]*\.(?:go|s)$/,
  /(?:^|\/)pkg\/mod\/|@v\d{1,4}\.\d/,
  // Rust
  /(?:^|\/)(?:rustc\/[\da-f]{8,40}|\.cargo|\.rustup|cargo\/(?:registry|git))\/|^library\/(?:std|core|alloc|test)\/src\//,
  // Ruby
  /\/gems\/[\w.-]+-\d[\w.-]*\/|(?:^|\/)(?:lib\/ruby|rubygems)\/|^<internal:/,
  // PHP, Elixir, .NET, the JVM, Swift, Dart
  /(?:^|\/)(?:vendor|\.nuget|\.m2|\.gradle|\.pub-cache|Pods|\.build\/checkouts)\/|^deps\/|\/deps\/[^/]+\/(?:lib|src)\/|^flutter\//,
  // the system, C libraries as they were built
  /^\/usr\/(?:lib(?:32|64|exec)?|include|share|local\/(?:lib|include|share|go\/src))\/|^\/(?:System\/|Library\/|Applications\/Xcode|opt\/homebrew\/)|^\/build\/(?:glibc|gcc)|(?:^|\/)(?:sysdeps|nptl|libsanitizer|compiler-rt)\//,
];

/** Packages of the JVM's languages themselves. */
const JVM = /^(?:(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|android|androidx|dalvik)\.)/;

/** What stands before the place in a line, where it tells that the runtime is meant. */
const RUNTIME =
  /(?:node:|webpack-internal:\/{0,3}|\(webpack\)|\[as \w{1,40}\] \(internal)$|\bat (?:System|Microsoft)\.|\((?:elixir|stdlib|kernel|ex_unit|logger|mix|iex|erts) \d|^dart:|\(dart:$/;

/** Whether the file of a frame belongs to a library or to the runtime, which are not the team's changes. */
export function isLibrary(path: string): boolean {
  return FOLDERS.some((folder) => folder.test(path));
}

/** Whether a class is of the Java platform or of a language on it. */
export function isPlatformClass(qualified: string): boolean {
  return JVM.test(qualified);
}

/** Whether what stands before a place says that it is of the runtime. */
export function isRuntime(before: string): boolean {
  return RUNTIME.test(before);
}
