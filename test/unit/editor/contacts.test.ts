import * as assert from 'node:assert/strict';
import { contactLine, inOrderOfConcern, waysTo } from '../../../src/editor/kit/contacts';

describe('the ways to reach a contact', () => {
  const opened = (text: string) => waysTo({ name: 'Grace', url: text }).map(({ address }) => address);

  for (const [typed, address] of [
    ['https://chat.example.com/grace?q=a%2Bb', 'https://chat.example.com/grace?q=a%2Bb'],
    ['HTTP://example.com', 'http://example.com/'],
    ['mailto:grace@example.com', 'mailto:grace@example.com'],
    ['tel:+49301234', 'tel:+49301234'],
    ['sms:+49301234', 'sms:+49301234'],
    ['slack://user?team=T1&id=U1', 'slack://user?team=T1&id=U1'],
    ['msteams://teams.microsoft.com/l/chat/0/0?users=g', 'msteams://teams.microsoft.com/l/chat/0/0?users=g'],
  ] as const) {
    it(`may be opened: ${typed}`, () => assert.deepEqual(opened(typed), [address]));
  }

  for (const typed of [
    'command:workbench.action.quit',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'vscode://file/etc/passwd',
    'data:text/html,x',
    'ms-msdt:/id x',
    '@grace',
    'grace@example.com',
    '/etc/passwd',
    'https://',
    'https://exa mple.com',
    'https://example.com/\u202egpj.exe',
    'https://example.com/\u200b',
    'java\tscript:alert(1)',
    '',
  ]) {
    it(`may not be opened: ${JSON.stringify(typed)}`, () => assert.deepEqual(opened(typed), []));
  }

  it('show what a host that looks like another one really is', () => {
    assert.deepEqual(opened('https://ex\u0430mple.com/'), ['https://xn--exmple-4nf.com/']);
  });

  it('make a telephone number of what reads like one, and of nothing else', () => {
    const called = (phone: string) => waysTo({ name: 'Grace', phone }).map(({ address }) => address);
    assert.deepEqual(called('+49 (30) 12-34/5'), ['tel:+493012345']);
    assert.deepEqual(called('the desk, ext. 12'), []);
    assert.deepEqual(called('command:12345'), []);
  });

  it('come in one order: chat, link, telephone', () => {
    const ways = waysTo({ name: 'Grace', phone: '12345', url: 'https://b.example', chat: 'https://a.example' });
    assert.deepEqual(
      ways.map(({ kind }) => kind),
      ['chat', 'url', 'phone'],
    );
  });
});

describe('contacts', () => {
  const grace = { name: 'Grace', role: 'Database', phone: '+49 30 1234', chat: '@grace' };
  const linus = { name: 'Linus' };

  it('of the affected services come first', () => {
    const service = {
      dashboards: [],
      runbooks: [],
      logs: [],
      logFiles: [],
      logCommands: [],
      paths: [],
      statusPages: [],
      owners: [],
    };
    const services = [
      { ...service, name: 'web', contacts: ['Linus', 'Nobody'] },
      { ...service, name: 'db', contacts: ['Grace'] },
    ];
    const order = (affected: string[]) => inOrderOfConcern([grace, linus], services, affected);
    assert.deepEqual(order(['web']), { concerned: [linus], others: [grace] });
    assert.deepEqual(order([]), { concerned: [], others: [grace, linus] });
    assert.deepEqual(order(['web', 'db']), { concerned: [grace, linus], others: [] });
  });

  it('read as one line with all that is known', () => {
    assert.equal(contactLine(grace), 'Grace (Database): +49 30 1234, @grace');
    assert.equal(contactLine(linus), 'Linus');
  });
});
