// What programs of runbooks change, as data. Everything that is not listed only looks, or changes nothing that others see.

/** A program, by how its calls are told apart. Lists are of words, or of phrases between commas; `*` at the end is any ending. */
export interface Program {
  /** The subcommands that change something: `rollout undo`. Without this, `after` and `reads`, every call does. */
  readonly changes?: string;
  /** Every subcommand changes something but these. */
  readonly reads?: string;
  /** So many words stand before the subcommand: the name of a service, for example. */
  readonly after?: number;
  /** The verb may stand at any of the first words. */
  readonly anywhere?: true;
  /** Options that take a value which could be taken for a subcommand. */
  readonly values?: string;
  /** With one of these options a call changes nothing. */
  readonly harmless?: string;
  /** With none of these options a call changes nothing. */
  readonly needs?: string;
  /** Subcommands that run what follows somewhere else. */
  readonly runs?: string;
  /** What it is given is SQL, or a request. */
  readonly speaks?: 'sql' | 'http';
  /** Everyday work on one's own machine: counts on other machines and for root only. */
  readonly elsewhere?: true;
}

const KUBECTL: Program = {
  changes:
    'apply, create, delete, edit, patch, replace, scale, autoscale, set, label, annotate, taint, cordon, uncordon, drain, expose, run, cp, ' +
    'debug, certificate approve, certificate deny, rollout undo, rollout restart, rollout pause, rollout resume, adm *, ' +
    'argo rollouts abort, argo rollouts promote, argo rollouts undo, argo rollouts restart, argo rollouts retry, argo rollouts pause, argo rollouts set',
  runs: 'exec',
  values:
    '-n --namespace --context --cluster --kubeconfig --user -s --server --token --as --as-group -l --selector -f --filename -k -c --container --request-timeout -v',
};
const DOCKER: Program = {
  changes:
    'start, stop, restart, kill, rm, pause, unpause, update, rename, push, rmi, container start, container stop, container restart, ' +
    'container kill, container rm, compose up, compose down, compose start, compose stop, compose restart, compose rm, compose kill, ' +
    'compose pull, compose scale, service create, service update, service scale, service rollback, service rm, stack deploy, stack up, ' +
    'stack rm, node update, node rm, swarm *, volume rm, volume prune, network rm, network connect, network disconnect, system prune, ' +
    'image prune, container prune, secret create, secret rm, config create, config rm',
  runs: 'exec, compose exec, container exec',
  values: '-H --host -c --context --config -f --file -p --project-name --profile --env-file',
};
const COMPOSE: Program = {
  changes: 'up, down, start, stop, restart, rm, kill, pull, scale, pause, unpause',
  runs: 'exec',
  values: '-f --file -p --project-name --profile --env-file',
};
const TERRAFORM: Program = {
  changes:
    'apply, destroy, import, taint, untaint, force-unlock, state rm, state mv, state push, workspace delete, run-all apply, run-all destroy',
};
const PACKAGES: Program = {
  changes:
    'install, remove, purge, upgrade, update, downgrade, dist-upgrade, full-upgrade, autoremove, add, del, refresh, revert',
  elsewhere: true,
};
const CLOUD_VERBS =
  'abandon, add, add-*, apply, attach, backup, cancel, clear, clone, cordon, create, create-*, deallocate, delete, delete-*, deploy, detach, disable, ' +
  'drain, enable, failover, flush, import, invoke, kill, move, patch, pause, promote, promote-replica, purge, reboot, recreate-instances, redeploy, ' +
  'remove, remove-*, replace, reset, resize, restart, restore, resume, rollback, rolling-action, scale, set, set-*, start, stop, submit, suspend, ' +
  'swap, switchover, undelete, update, update-*, upgrade, upload, vacuum';

export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...each(
    'reboot shutdown poweroff restart-service stop-service start-service restart-computer iisreset pg_restore pg_repack kafka-leader-election lvextend resize2fs xfs_growfs mkfs',
    {},
  ),
  ...each('mount umount rm mv cp ln dd truncate tee chmod chown kill pkill killall renice swapoff swapon', {
    elsewhere: true,
  }),
  ...each('psql mysql mariadb sqlcmd cqlsh clickhouse-client mongosh mongo', { speaks: 'sql' }),
  ...each('apt apt-get yum dnf apk zypper snap', PACKAGES),
  kubectl: KUBECTL,
  oc: { ...KUBECTL, changes: `${KUBECTL.changes ?? ''}, start-build, rollback, import-image, tag, deploy, process` },
  k: KUBECTL,
  helm: {
    changes: 'install, upgrade, rollback, uninstall, delete',
    values: '-n --namespace --kube-context --kubeconfig',
  },
  helmfile: { changes: 'apply, sync, destroy', values: '-e --environment -f --file -l --selector' },
  argocd: {
    changes:
      'app sync, app rollback, app set, app unset, app delete, app create, app patch, app terminate-op, app actions run, appset delete, proj delete',
  },
  flux: { changes: 'suspend, resume, reconcile, delete, create' },
  istioctl: { changes: 'install, upgrade, uninstall' },
  eksctl: { changes: 'create, delete, scale, upgrade, drain, set' },
  kops: { changes: 'create, delete, edit, update, rolling-update, replace' },
  docker: DOCKER,
  podman: DOCKER,
  nerdctl: DOCKER,
  'docker-compose': COMPOSE,
  'podman-compose': COMPOSE,
  terraform: TERRAFORM,
  tofu: TERRAFORM,
  terragrunt: TERRAFORM,
  pulumi: { changes: 'up, update, destroy, refresh, import, cancel, config set, stack rm' },
  cdk: { changes: 'deploy, destroy, rollback' },
  sam: { changes: 'deploy, delete, sync' },
  serverless: { changes: 'deploy, remove, rollback' },
  sls: { changes: 'deploy, remove, rollback' },
  'ansible-playbook': { harmless: '--check -C --syntax-check --list-hosts --list-tasks --list-tags' },
  ansible: { harmless: '--check -C --list-hosts', needs: '-m --module-name -a --args' },
  salt: { reads: 'test.*, grains.*, pillar.*, status.*, sys.*', after: 1 },
  systemctl: {
    changes:
      'start, stop, restart, try-restart, reload, reload-or-restart, kill, enable, disable, mask, unmask, isolate, edit, revert, set-property, ' +
      'daemon-reload, reset-failed, reboot, poweroff, halt, rescue',
    values: '-H --host -M --machine -t --type',
  },
  service: { reads: 'status', after: 1 },
  'rc-service': { reads: 'status', after: 1 },
  initctl: { changes: 'start, stop, restart, reload' },
  launchctl: { changes: 'load, unload, bootstrap, bootout, kickstart, kill, start, stop, enable, disable' },
  supervisorctl: {
    changes: 'start, stop, restart, reload, reread, update, signal, shutdown, clear',
    values: '-c -s -u -p',
  },
  'gitlab-ctl': { changes: 'start, stop, restart, reconfigure, hup, kill, int, term, once, promote, deploy-page' },
  pm2: { changes: 'start, stop, restart, reload, delete, scale, kill, deploy' },
  monit: { changes: 'start, stop, restart, monitor, unmonitor, reload' },
  nginx: { needs: '-s' },
  apachectl: { changes: 'start, stop, restart, graceful, graceful-stop' },
  apache2ctl: { changes: 'start, stop, restart, graceful, graceful-stop' },
  varnishadm: {
    changes: 'ban, stop, start, vcl.use, vcl.load, vcl.discard, param.set, backend.set_health',
    values: '-T -S -n -t',
  },
  squid: { needs: '-k' },
  git: { changes: 'push', values: '-C -c --git-dir --work-tree' },
  gh: {
    changes:
      'pr merge, workflow run, workflow enable, workflow disable, run rerun, run cancel, release create, release edit, release delete, variable set, variable delete, secret set, secret delete',
    values: '-R --repo',
  },
  glab: {
    changes:
      'mr merge, ci run, ci retry, ci trigger, ci cancel, release create, variable set, variable update, variable delete',
  },
  aws: {
    reads:
      'describe-*, get-*, list-*, ls, wait, help, head-*, search*, filter-*, query, scan, lookup-*, tail, batch-get-*, start-query, stop-query, ' +
      'start-live-tail, start-session, test-*, validate-*, simulate-*, estimate-*, decode-*, preview-*, presign, select-*, login, logout, update-kubeconfig, ' +
      'detect-*, check-*, configure, set, import, export-credentials',
    after: 1,
    values: '--profile --region --output --query --endpoint-url --ca-bundle',
  },
  gcloud: {
    changes: CLOUD_VERBS,
    anywhere: true,
    values: '--project --region --zone --format --filter --account --configuration',
  },
  az: {
    changes: CLOUD_VERBS,
    anywhere: true,
    values: '-g --resource-group -n --name -o --output --query --subscription',
  },
  gsutil: { changes: 'cp, mv, rm, rsync, setmeta, acl set, iam set, lifecycle set, versioning set, web set' },
  doctl: { changes: CLOUD_VERBS, anywhere: true },
  oci: { changes: CLOUD_VERBS, anywhere: true },
  ibmcloud: { changes: CLOUD_VERBS, anywhere: true },
  hcloud: { changes: CLOUD_VERBS, anywhere: true },
  openstack: { changes: CLOUD_VERBS, anywhere: true },
  heroku: {
    changes:
      'restart, ps:restart, ps:scale, ps:stop, ps:kill, ps:resize, scale, dyno:*, rollback, releases:rollback, config:set, config:unset, maintenance:on, ' +
      'maintenance:off, pg:promote, pg:killall, pg:kill, pg:reset, pg:copy, pipelines:promote, domains:add, domains:remove, addons:create, addons:destroy, ' +
      'addons:attach, features:enable, features:disable, container:release',
    runs: 'run',
    values: '-a --app -r --remote',
  },
  fly: {
    changes:
      'deploy, scale, restart, apps restart, apps destroy, machine *, machines *, secrets *, suspend, resume, volumes *',
  },
  flyctl: {
    changes:
      'deploy, scale, restart, apps restart, apps destroy, machine *, machines *, secrets *, suspend, resume, volumes *',
  },
  cf: {
    changes:
      'push, start, stop, restart, restage, restart-app-instance, scale, set-env, unset-env, map-route, unmap-route, rollback, cancel-deployment, delete, bind-service, unbind-service',
  },
  eb: { changes: 'deploy, swap, restart, scale, setenv, abort, terminate, upgrade, clone' },
  vercel: { changes: 'deploy, rollback, promote, alias, redeploy, rolling-release, env add, env rm, remove' },
  netlify: { changes: 'deploy, env:set, env:unset' },
  wrangler: {
    changes: 'deploy, publish, rollback, delete, secret put, secret delete, versions deploy, kv key put, kv key delete',
  },
  railway: { changes: 'up, redeploy, down' },
  kamal: {
    changes:
      'deploy, redeploy, rollback, setup, remove, app boot, app start, app stop, app restart, maintenance, live, proxy reboot',
  },
  cap: { anywhere: true, changes: 'deploy, deploy:*, puma:*, unicorn:*, sidekiq:*, passenger:*' },
  nomad: {
    changes:
      'run, stop, job run, job stop, job revert, job restart, job scale, job dispatch, job promote, alloc stop, alloc restart, alloc signal, node drain, node eligibility, ' +
      'deployment promote, deployment fail, deployment pause, deployment resume, var put, var purge, system gc',
    runs: 'alloc exec',
  },
  consul: {
    changes:
      'kv put, kv delete, kv import, maint, leave, force-leave, reload, config write, config delete, services register, services deregister',
  },
  vault: {
    changes:
      'write, delete, kv put, kv patch, kv delete, kv rollback, kv undelete, policy write, secrets *, auth *, operator *, lease revoke, token revoke',
  },
  etcdctl: {
    changes:
      'put, del, member add, member remove, member update, move-leader, compaction, defrag, snapshot restore, alarm disarm, auth *, lease revoke',
  },
  zkcli: { changes: 'set, delete, deleteall, create' },
  mysqladmin: {
    changes:
      'kill, flush-*, shutdown, start-slave, stop-slave, start-replica, stop-replica, reload, refresh, drop, create',
    values: '-h -u -P --host --user --port',
  },
  pg_ctl: { changes: 'start, stop, restart, reload, promote, kill', values: '-D --pgdata -l -m' },
  pg_ctlcluster: { changes: 'start, stop, restart, reload, promote', after: 2 },
  patronictl: {
    changes: 'failover, switchover, restart, reinit, reload, pause, resume, edit-config, flush, remove',
    values: '-c --config-file -d',
  },
  repmgr: {
    changes:
      'standby promote, standby switchover, standby follow, standby clone, node rejoin, node service, primary register, primary unregister, cluster cleanup',
    values: '-f',
  },
  pgbackrest: { changes: 'restore, start, stop, expire, stanza-create, stanza-upgrade, stanza-delete' },
  'orchestrator-client': { needs: '-c' },
  'redis-cli': {
    changes:
      'del, unlink, flushall, flushdb, set, setex, mset, incr, expire, persist, rename, hset, hdel, lpush, rpush, lpop, rpop, ltrim, lrem, sadd, srem, zadd, zrem, ' +
      'xtrim, xdel, xgroup, xack, eval, config set, config rewrite, client kill, client pause, client unpause, cluster failover, cluster forget, cluster meet, ' +
      'cluster reset, cluster addslots, replicaof, slaveof, failover, shutdown, debug, script flush, script kill, sentinel failover, sentinel reset, bgrewriteaof, save, bgsave, migrate, restore',
    values: '-h -p -a -n -u -r -i --user --pass',
  },
  'kafka-topics': { needs: '--create --alter --delete' },
  'kafka-configs': { needs: '--alter' },
  'kafka-consumer-groups': { needs: '--execute --delete --delete-offsets' },
  'kafka-reassign-partitions': { needs: '--execute --cancel' },
  'kafka-acls': { needs: '--add --remove' },
  rpk: {
    changes:
      'topic create, topic delete, topic alter-config, topic add-partitions, topic trim-prefix, group seek, group delete, cluster config set, cluster maintenance, partitions *, redpanda *',
  },
  rabbitmqctl: {
    reads:
      'status, list_*, cluster_status, environment, report, node_health_check, ping, eval, export_definitions, await_startup, version, help',
    values: '-n --node -p --vhost -t --timeout',
  },
  rabbitmqadmin: {
    changes: 'publish, delete, purge, declare, close, import',
    values: '-H -P -u -p -V -N --host --port --username --password --vhost',
  },
  'rabbitmq-queues': { changes: 'rebalance, grow, shrink, delete_member, add_member' },
  nodetool: {
    changes:
      'repair, cleanup, drain, decommission, removenode, assassinate, flush, compact, rebuild, move, scrub, clearsnapshot, disable*, enable*, set*, stopdaemon, refresh, truncatehints',
    values: '-h -p -u -pw',
  },
  curl: { speaks: 'http' },
  http: { anywhere: true, changes: 'post, put, patch, delete' },
  https: { anywhere: true, changes: 'post, put, patch, delete' },
  iptables: { harmless: '-L --list -S --list-rules -C' },
  ip6tables: { harmless: '-L --list -S --list-rules -C' },
  nft: { changes: 'add, delete, flush, insert, replace, -f' },
  ufw: { changes: 'allow, deny, reject, limit, delete, insert, enable, disable, reload, reset, route' },
  'firewall-cmd': {
    harmless:
      '--list-all --list-ports --list-services --list-rich-rules --state --get-zones --get-active-zones --query-port',
  },
  ip: {
    changes:
      'link set, link delete, addr add, addr del, address add, address del, route add, route del, route replace, route flush, rule add, rule del, neigh flush',
    elsewhere: true,
  },
  tc: { changes: 'qdisc add, qdisc del, qdisc change, qdisc replace, class *, filter *' },
  sysctl: { needs: '-w --write -p --load --system' },
  ipvsadm: { harmless: '-L -l --list -S --save -Ln' },
  crontab: { harmless: '-l', elsewhere: true },
  sed: { needs: '-i --in-place', elsewhere: true },
  tar: { needs: '-x -xf -xzf -xjf -xvf -xzvf --extract', elsewhere: true },
  rsync: { elsewhere: true, harmless: '-n' },
  logrotate: { harmless: '-d --debug' },
  alembic: { changes: 'upgrade, downgrade, stamp' },
  flyway: { changes: 'migrate, clean, repair, undo, baseline', anywhere: true },
  liquibase: { changes: 'update, rollback*, drop-all, clear-checksums', anywhere: true },
  'gh-ost': { needs: '--execute' },
  'pt-online-schema-change': { needs: '--execute' },
  'pt-kill': { needs: '--kill --kill-query' },
  ldcli: { changes: 'flags toggle-on, flags toggle-off, flags update, flags archive' },
};

/** The same of several programs. */
function each(names: string, program: Program): Readonly<Record<string, Program>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, program]));
}

/** What stands before a command: the options of theirs that take a value, and how many words are theirs. */
export const WRAPPERS: Readonly<
  Record<string, { readonly values?: string; readonly words?: number; readonly root?: true }>
> = {
  sudo: { values: '-u -g -h -p -C -D -R -T -U', root: true },
  doas: { values: '-u -C', root: true },
  env: { values: '-u -C' },
  time: {},
  nohup: {},
  setsid: {},
  command: {},
  exec: {},
  builtin: {},
  nice: { values: '-n' },
  ionice: { values: '-c -n' },
  stdbuf: { values: '-i -o -e' },
  chronic: {},
  timeout: { values: '-k -s', words: 1 },
  flock: { values: '-w -E', words: 1 },
  chroot: { words: 1, root: true },
  xargs: { values: '-n -I -P -L -d -s -E -a' },
  'aws-vault': { words: 2 },
  bundle: { words: 1 },
  npx: {},
};

/** Programs whose words after a host are a command there. */
export const REMOTE: Readonly<Record<string, string>> = {
  ssh: '-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w',
  mosh: '-p',
};

export const SHELLS: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'zsh',
  'dash',
  'ash',
  'ksh',
  'su',
  'pwsh',
  'powershell',
]);

/** Programs that run a script or a target by its name. */
export const RUNNERS: Readonly<Record<string, number>> = {
  make: 0,
  just: 0,
  task: 0,
  rake: 0,
  rails: 0,
  mix: 0,
  inv: 0,
  invoke: 0,
  fab: 0,
  npm: 1,
  yarn: 0,
  pnpm: 0,
  php: 1,
  python: 0,
  python3: 0,
  ruby: 0,
  node: 0,
  perl: 0,
  bash: 0,
  sh: 0,
};

/** Words in the names of scripts and targets that change production. */
export const SCRIPT_WORDS: ReadonlySet<string> = new Set(
  'deploy redeploy rollback rollout restart failover failback switchover promote scale drain migrate hotfix revert restore reindex backfill purge flush'.split(
    ' ',
  ),
);
