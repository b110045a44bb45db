import assert from 'node:assert/strict';
import { recentAuthors } from '../../src/adapters/git/people';
import { GitHistory } from '../helpers/gitHistory';

describe('the people of a repository', () => {
  let history: GitHistory;
  beforeEach(() => (history = new GitHistory()));
  afterEach(() => history.dispose());

  it('are those of its newest commits, each once, by the names of its .mailmap', async () => {
    history.commit('2024-04-01T12:00:00Z', 'one', { '.mailmap': 'Albert Example <al@example.org>\n' });
    history.git('config', 'user.name', 'Bo');
    history.git('config', 'user.email', 'bo@example.org');
    history.git('commit', '-q', '--allow-empty', '-m', 'two\n\nwith a body', '--author=Bo <bo@example.org>');
    assert.deepEqual(await recentAuthors(history.directory), [
      { name: 'Bo', email: 'bo@example.org' },
      { name: 'Albert Example', email: 'Al@Example.org' },
    ]);
  });

  it('are not read from what is no repository', async () => {
    await assert.rejects(recentAuthors('/'));
  });
});
