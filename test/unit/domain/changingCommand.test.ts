import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changingCommand } from '../../../src/domain/commands/changing';
import { simpleCommands } from '../../../src/domain/commands/shell';

/** Of runbooks: what is offered as an action, and under which name it can be left out for good. */
const CHANGING: Readonly<Record<string, string>> = {
  'kubectl rollout undo deployment/registry': 'kubectl rollout undo',
  'kubectl -n prod rollout undo deployment/registry --to-revision=2': 'kubectl rollout undo',
  'kubectl --context eu scale deploy web --replicas=0': 'kubectl scale',
  'kubectl get pods -l app=web -o name | xargs kubectl delete': 'kubectl delete',
  'kubectl exec -n prod pg-0 -- patronictl failover --force': 'patronictl failover',
  "kubectl exec pg-0 -- psql -U postgres -c 'select pg_terminate_backend(42)'": 'psql',
  'kubectl argo rollouts abort registry': 'kubectl argo rollouts abort',
  'KUBECONFIG=/tmp/x kubectl delete pod a': 'kubectl delete',
  'cd infra && terraform apply -auto-approve': 'terraform apply',
  'helm -n prod rollback web 41 --wait': 'helm rollback',
  'argocd app sync registry': 'argocd app sync',
  'sudo systemctl restart nginx': 'systemctl restart',
  'sudo -u deploy systemctl --now disable crond': 'systemctl disable',
  'sudo service nginx reload': 'service nginx reload',
  'ssh -i key.pem ops@web-3 sudo systemctl restart nginx': 'systemctl restart',
  'ssh web-3 "rm -f /var/log/big.log"': 'rm',
  'docker compose -f prod.yml up -d': 'docker compose up',
  'docker-compose restart web': 'docker-compose restart',
  'docker service rollback web': 'docker service rollback',
  'docker exec -it cache redis-cli FLUSHALL': 'redis-cli flushall',
  'redis-cli -h cache-1 -p 6379 config set maxmemory 4gb': 'redis-cli config set',
  'git push origin main': 'git push',
  'git -C ../config push': 'git push',
  'aws ecs update-service --cluster c --service s --force-new-deployment': 'aws ecs update-service',
  'aws --profile prod s3 cp a.json s3://b/a.json': 'aws s3 cp',
  'gcloud run services update-traffic web --to-revisions=web-41=100': 'gcloud run services update-traffic',
  'gcloud compute instances reset web-3 --zone europe-west1-b': 'gcloud compute instances reset',
  'az webapp restart -g prod -n web': 'az webapp restart',
  'heroku ps:restart -a web': 'heroku ps:restart',
  'heroku releases:rollback v41': 'heroku releases:rollback',
  "psql -h db -c 'UPDATE flags SET enabled = false'": 'psql',
  'psql -f fix.sql': 'psql',
  'mysql -h db -e "kill 42"': 'mysql',
  'ansible-playbook -i prod site.yml': 'ansible-playbook',
  'curl -XPOST localhost:9200/_cluster/reroute?retry_failed=true': 'curl',
  "curl -s -X PUT localhost:9200/_cluster/settings -d '{}'": 'curl',
  'kafka-consumer-groups.sh --bootstrap-server b:9092 --group g --reset-offsets --to-latest --topic t --execute':
    'kafka-consumer-groups',
  'rabbitmqctl purge_queue jobs': 'rabbitmqctl purge_queue',
  'supervisorctl restart workers': 'supervisorctl restart',
  'sudo gitlab-ctl restart puma': 'gitlab-ctl restart',
  './scripts/rollback.sh v41': 'rollback',
  'make deploy ENV=prod': 'make deploy',
  'npm run deploy:prod': 'npm deploy:prod',
  'bundle exec cap production deploy:rollback': 'cap production deploy:rollback',
  'sudo kill -9 4242': 'kill',
  'bash -c "cd /srv && docker restart web"': 'docker restart',
  'nohup timeout 60 kubectl drain node-3 --ignore-daemonsets &': 'kubectl drain',
  'sudo iptables -A INPUT -s 10.0.0.9 -j DROP': 'iptables',
  'if true; then kubectl cordon node-3; fi': 'kubectl cordon',
};

const LOOKING: readonly string[] = [
  'kubectl get pods -n prod',
  'kubectl rollout status deploy/web',
  'kubectl rollout history deploy/web',
  'kubectl logs -f deploy/web --since=10m',
  'kubectl apply -f x.yml --dry-run=server',
  'kubectl exec -it web-0 -- ls /tmp',
  'kubectl get pods # kubectl delete pod a',
  'echo kubectl delete pod a',
  "grep 'systemctl restart' notes.md",
  'helm history web',
  'helm upgrade --help',
  'terraform plan -out p',
  'systemctl status nginx',
  'systemctl list-units --failed',
  'sudo journalctl -u nginx --since today',
  'service nginx status',
  'docker ps -a',
  'docker compose logs -f web',
  'docker exec -it web env',
  'git status',
  'git commit -m "kubectl delete"',
  'git push --dry-run',
  'aws ecs describe-services --cluster c',
  'aws logs tail /ecs/web --follow',
  'aws s3 ls s3://b',
  'aws eks update-kubeconfig --name c',
  'gcloud compute instances list',
  'az webapp log tail -n web',
  'heroku logs --tail',
  'psql',
  "psql -c 'select last_update from flags'",
  'redis-cli info memory',
  'redis-cli --latency',
  'curl -s https://api.example.com/health',
  'curl -G -d q=1 https://api.example.com/search',
  'ansible-playbook site.yml --check',
  'kafka-topics.sh --list --bootstrap-server b:9092',
  'kafka-consumer-groups.sh --describe --group g',
  'rabbitmqctl list_queues',
  'patronictl -c p.yml list',
  'sudo iptables -L -n',
  'rm -rf node_modules',
  'kill %1',
  'npm run test',
  'make',
  './scripts/status.sh',
  'ssh web-3',
  'ssh web-3 tail -f /var/log/nginx/error.log',
  'cat <<EOF\nkubectl delete pod a\nEOF',
  'constructor',
  '__proto__ x',
  'sudo',
  'bash -c',
  '',
];

describe('what a command line changes', () => {
  for (const [line, name] of Object.entries(CHANGING)) {
    it(`is told of: ${line}`, () => assert.equal(changingCommand(line), name));
  }

  it('is nothing where it only looks, or changes what is one’s own', () => {
    assert.deepEqual(
      LOOKING.filter((line) => changingCommand(line) !== undefined),
      [],
    );
  });

  it('is told for every text, without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (line) => void changingCommand(line)));
    const parts = fc.constantFrom(
      'ssh h ',
      'sudo ',
      "sh -c '",
      '"',
      "'",
      'kubectl ',
      'delete ',
      '; ',
      '| ',
      '\\',
      '(',
      '-- ',
      '<<',
    );
    fc.assert(fc.property(fc.array(parts, { maxLength: 40 }), (all) => void changingCommand(all.join(''))));
  });
});

describe('a command line', () => {
  it('is read as its simple commands, without quotes, redirections and comments', () => {
    assert.deepEqual(simpleCommands(`a 'b c' "d \\" e" f\\ g > out 2>&1; h|i && j # k`), [
      ['a', 'b c', 'd " e', 'f g'],
      ['h'],
      ['i'],
      ['j'],
    ]);
  });
});
