import { randomNumbers } from '../../helpers/random';

/** A text with one secret in it, of which nothing that opens a door may stay. */
export interface SecretText {
  readonly kind: string;
  readonly text: string;
  /** What must not be left in the masked text. */
  readonly secret: string;
}

/** Secrets and ordinary lines, the same for the same seed. Every secret is made up here; none is written down whole. */
export interface Corpus {
  readonly secrets: readonly SecretText[];
  readonly ordinary: readonly string[];
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALNUM = LOWER + UPPER + DIGITS;
const HEX = `${DIGITS}abcdef`;
const BASE64 = `${ALNUM}+/`;
const URL64 = `${ALNUM}-_`;

/** How people and programs show a secret. */
const FRAMES: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `found ${secret} in the logs of registry-3`,
  (secret) => `2026-11-25T23:10:04Z WARN config loaded: value=${secret} from vault`,
  (secret) => `export TOKEN_IN_USE="${secret}"`,
  (secret) => `curl -s https://api.example.com/v1/pulls -H 'X-Custom: ${secret}' | jq .`,
];
const EACH = 10;

export function corpus(seed = 7): Corpus {
  const random = randomNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const some = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)] ?? '').join('');
  /** With a digit and letters of both cases, as what is drawn from 62 characters has. */
  const mixed = (length: number, alphabet = ALNUM) =>
    `${some(alphabet, length - 3)}${some(LOWER, 1)}${some(DIGITS, 1)}${some(UPPER, 1)}`;
  const one = <T>(values: readonly T[]): T => values[below(values.length)] as T;

  // Secrets that are known by how they begin, shown in any frame.
  const bare: Readonly<Record<string, () => string>> = {
    'AWS access key id': () => one(['AKIA', 'ASIA']) + some(UPPER + DIGITS, 16),
    'GitHub token': () => `${one(['ghp', 'gho', 'ghu', 'ghs', 'ghr'])}_${mixed(36)}`,
    'GitHub fine-grained token': () => `github_pat_${mixed(22)}_${mixed(59)}`,
    'GitLab token': () => `glpat-${mixed(20)}`,
    'Slack bot token': () => `xoxb-${some(DIGITS, 12)}-${some(DIGITS, 12)}-${mixed(24)}`,
    'Slack app token': () => `xapp-1-A${some(UPPER + DIGITS, 10)}-${some(DIGITS, 13)}-${some(HEX, 64)}`,
    'Stripe secret key': () => `sk_live_${mixed(24)}`,
    'Stripe restricted key': () => `rk_live_${mixed(24)}`,
    'npm token': () => `npm_${mixed(36)}`,
    'PyPI token': () => `pypi-AgEIcHlwaS5vcmc${mixed(130, URL64)}`,
    'Google API key': () => `AIza${mixed(35, URL64)}`,
    'Google OAuth token': () => `ya29.${mixed(60, URL64)}`,
    'OpenAI key': () => `sk-proj-${mixed(74, URL64)}T3BlbkFJ${mixed(74, URL64)}`,
    'Anthropic key': () => `sk-ant-api03-${mixed(93, URL64)}AA`,
    'Hugging Face token': () => `hf_${some(LOWER + UPPER, 33)}Q`,
    'Groq key': () => `gsk_${mixed(52)}`,
    'Linear key': () => `lin_api_${mixed(40)}`,
    'SendGrid key': () => `SG.${mixed(22)}.${mixed(43)}`,
    'Shopify token': () => `shpat_${some(HEX, 32)}`,
    'Grafana service account': () => `glsa_${mixed(32)}_${some(HEX, 8)}`,
    'Vault token': () => `hvs.${mixed(95, URL64)}`,
    'Databricks token': () => `dapi${some(HEX, 32)}`,
    'Docker token': () => `dckr_pat_${mixed(27, URL64)}`,
    'DigitalOcean token': () => `dop_v1_${some(HEX, 64)}`,
    'New Relic key': () => `NRAK-${some(UPPER + DIGITS, 27)}`,
    'Atlassian token': () => `ATATT3xFfGF0${mixed(170, URL64)}`,
    'Mailgun key': () => `key-${some(HEX, 32)}`,
    'Twilio key': () => `SK${some(HEX, 32)}`,
    'Telegram bot token': () => `${some('123456789', 10)}:AA${mixed(33, URL64)}`,
    'Tailscale key': () => `tskey-auth-${mixed(17)}-${mixed(32)}`,
    'Terraform Cloud token': () => `${mixed(14)}.atlasv1.${mixed(67)}`,
    'Doppler token': () => `dp.pt.${mixed(43)}`,
    'age key': () => `AGE-SECRET-KEY-1${some('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
    JWT: () => `eyJ${mixed(33, URL64)}.eyJ${mixed(80, URL64)}.${mixed(43, URL64)}`,
  };
  const password = () =>
    one([
      mixed(8),
      mixed(14),
      `${some(LOWER, 6)}${some(DIGITS, 2)}!`,
      `${some(LOWER, 4)}-${some(LOWER, 5)}-${some(DIGITS, 2)}`,
    ]);
  const around = (kind: string, secret: string, text: (secret: string) => string): SecretText => ({
    kind,
    secret,
    text: text(secret),
  });
  // Secrets that are known by what stands around them.
  const framed: Readonly<Record<string, () => SecretText>> = {
    'password=': () =>
      around('password=', password(), (s) =>
        one([`password=${s}`, `DB_PASSWORD=${s} node server.js`, `login with user=ops password=${s} works`]),
      ),
    'passwd:': () =>
      around('passwd:', password(), (s) =>
        one([`passwd: ${s}`, `  password: "${s}"`, `{"user":"app","password":"${s}"}`]),
      ),
    'secret=': () => around('secret=', mixed(24), (s) => one([`client_secret=${s}`, `SECRET=${s}`, `secret: '${s}'`])),
    'API key': () =>
      around('API key', some(HEX, 32), (s) => one([`X-Api-Key: ${s}`, `api_key=${s}`, `"apiKey": "${s}"`])),
    'AWS secret key': () =>
      around('AWS secret key', mixed(40, BASE64), (s) =>
        one([`aws_secret_access_key = ${s}`, `AWS_SECRET_ACCESS_KEY=${s}`, `"SecretAccessKey": "${s}"`]),
      ),
    'bearer token': () =>
      around('bearer token', mixed(40, URL64), (s) =>
        one([
          `Authorization: Bearer ${s}`,
          `curl -H "Authorization: bearer ${s}" https://api.example.com`,
          `sent with Bearer ${s}`,
        ]),
      ),
    'basic authorization': () =>
      around('basic authorization', `${mixed(26, BASE64)}==`, (s) => `Authorization: Basic ${s}`),
    'basic-auth URL': () =>
      around('basic-auth URL', password().replace(/!/g, ''), (s) => `pulled https://ci:${s}@registry.example.com/v2/`),
    'connection string': () =>
      around('connection string', mixed(16), (s) =>
        one([
          `postgres://app:${s}@db-1.example.com:5432/orders`,
          `mongodb+srv://root:${s}@cluster0.example.net/?retryWrites=true`,
          `redis://:${s}@cache:6379/0`,
          `amqps://svc:${s}@mq.example.com/vhost`,
          `Server=tcp:sql.example.com;Database=orders;User ID=app;Password=${s};Encrypt=True`,
        ]),
      ),
    'Azure account key': () =>
      around(
        'Azure account key',
        `${mixed(86, BASE64)}==`,
        (s) => `DefaultEndpointsProtocol=https;AccountName=logs;AccountKey=${s};EndpointSuffix=core.windows.net`,
      ),
    'signed URL': () =>
      around(
        'signed URL',
        mixed(43, URL64),
        (s) => `https://logs.blob.core.windows.net/a/b.gz?sv=2024-08-04&se=2026-12-01&sig=${s}`,
      ),
    cookie: () =>
      around('cookie', mixed(32), (s) =>
        one([
          `Cookie: session=${s}; theme=dark`,
          `Set-Cookie: sid=${s}; Path=/; HttpOnly`,
          `curl --cookie "JSESSIONID=${s}"`,
        ]),
      ),
    'Slack webhook': () =>
      around(
        'Slack webhook',
        mixed(24),
        (s) => `https://hooks.slack.com/services/T${some(UPPER + DIGITS, 8)}/B${some(UPPER + DIGITS, 8)}/${s}`,
      ),
    'private key': () =>
      around('private key', mixed(64, BASE64), (s) => {
        const kind = one(['RSA PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY']);
        return `-----BEGIN ${kind}-----\n${some(BASE64, 64)}\n${s}\n${some(BASE64, 40)}\n-----END ${kind}-----`;
      }),
    'command line': () =>
      around('command line', password(), (s) =>
        one([
          `mysqldump --password ${s} orders`,
          `sshpass -p ${s} ssh ops@bastion`,
          `curl -u deploy:${s} https://ci.example.com/job/7`,
        ]),
      ),
  };
  const secrets = [
    ...Object.entries(bare).flatMap(([kind, make]) =>
      Array.from({ length: EACH }, (_, i) => around(kind, make(), FRAMES[i % FRAMES.length] ?? String)),
    ),
    ...Object.values(framed).flatMap((make) => Array.from({ length: EACH }, make)),
  ];

  const uuid = () => [8, 4, 4, 4, 12].map((length) => some(HEX, length)).join('-');
  const word = () =>
    one([
      'pool',
      'manifest',
      'layer',
      'token',
      'password',
      'secret',
      'key',
      'session',
      'retry',
      'cache',
      'queue',
      'blob',
    ]);
  const name = () => one(['ada', 'grace', 'linus', 'margaret', 'barbara', 'ken']);
  const ordinaryKinds: readonly (() => string)[] = [
    () => `commit ${some(HEX, 40)}`,
    () => `reverting ${some(HEX, 7)} as it ${one(['broke', 'slowed', 'stopped'])} the ${word()} ${word()}`,
    () => `sha256:${some(HEX, 64)}`,
    () => `image registry.example.com/api@sha256:${some(HEX, 64)} pulled in ${below(900)} ms`,
    () => `integrity sha512-${some(BASE64, 86)}==`,
    () => `request_id=${uuid()} status=500 duration=${below(9000)}ms`,
    () => `trace ${some(HEX, 32)} span ${some(HEX, 16)} failed`,
    () => `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA${some(BASE64, 400)}==`,
    () => `mail ${name()}.${one(['lovelace', 'hopper', 'hamilton'])}@example.com about the ${word()} limit`,
    () =>
      `${one(['fix', 'feat', 'chore'])}(${word()}): ${one(['rotate', 'rename', 'remove'])} the ${word()} ${one(['helper', 'check', 'test'])} (#${below(9000)})`,
    () =>
      `2026-11-25T23:${10 + below(49)}:04.123Z ERROR [${word()}] connection refused to 10.0.${below(255)}.${below(255)}:5432`,
    () =>
      `the ${one(['password', 'secret', 'token', 'API key'])} ${one(['was rotated at 14:05', 'is in the vault', 'expired yesterday', 'check fails for 3 customers'])}`,
    () =>
      `${one(['password', 'secret', 'token'])}: ${one(['reset the limit for everyone', 'rotated', 'expired', 'changed by Ada', 'see the runbook'])}`,
    () => `${one(['token', 'session'])} count=${below(9000)} ${word()}_size=${below(99)} hits=${below(99)}`,
    () => `const ${word()} = req.body.password;`,
    () => `if (password === expected) return getSecret(${word()});`,
    () => `DB_PASSWORD=\${DB_PASSWORD} docker compose up`,
    () => `password: <redacted>, token: ***`,
    () => `https://grafana.example.com/d/${some(ALNUM, 9)}/pulls?from=${1764000000000 + below(9e8)}&orgId=1`,
    () => `git clone git@github.com:example/${word()}-${word()}.git`,
    () => `SELECT * FROM ${word()}s WHERE id = ${below(99999)} AND ${word()}_id = '${uuid()}'`,
    () => `    at ${word()}.get (/srv/app/src/${word()}/${word()}.js:${below(400)}:${below(60)})`,
    () => `arn:aws:iam::${some(DIGITS, 12)}:role/${word()}-reader`,
    () => `pod registry-${some(HEX, 9)}-${some(LOWER + DIGITS, 5)} restarted ${below(30)} times`,
    () => `postgres://db-1.example.com:5432/orders is at ${below(100)}% of its connections`,
    () => `order ord_${some(ALNUM, 14)} paid with pi_${some(ALNUM, 24)}`,
    () => `restarting web-${below(9)}; error rate ${below(60)}%, p99 ${below(9000)} ms`,
    () => `build ${below(99999)} of release/2026.${below(12)}.${below(30)} deployed by ${name()}`,
    () => `etag "${some(HEX, 32)}" x-amz-request-id ${some(UPPER + DIGITS, 16)}`,
    () => `Content-Type: multipart/form-data; boundary=----WebKitFormBoundary${some(ALNUM, 16)}`,
    () => `token bucket: 5 left of ${below(900)}, refill in ${below(60)} s`,
    () => `${below(60)} min ago: ${name()} took the lead; cookie banner broken for some users`,
  ];
  const ordinary = ordinaryKinds.flatMap((make) => Array.from({ length: 13 }, make));
  return { secrets, ordinary };
}
