import * as vscode from 'vscode';
import type { SecretKind } from '../../secrets/kinds';
import { pickOne } from './prompts/pick';

const { t } = vscode.l10n;

/** What a secret is, for people. */
export function secretName(kind: SecretKind): string {
  switch (kind) {
    case 'privateKey':
      return t('private key');
    case 'jwt':
      return t('JWT');
    case 'bearerToken':
      return t('bearer token');
    case 'authorization':
      return t('authorization header');
    case 'password':
      return t('password');
    case 'secret':
      return t('secret');
    case 'apiKey':
      return t('API key');
    case 'token':
      return t('token');
    case 'cookie':
      return t('cookie');
    case 'signature':
      return t('signature');
    case 'webhook':
      return t('webhook address');
    case 'aws':
      return t('AWS key');
    case 'google':
      return t('Google key');
    case 'azure':
      return t('Azure key');
    case 'github':
      return t('GitHub token');
    case 'gitlab':
      return t('GitLab token');
    case 'slack':
      return t('Slack token');
    case 'stripe':
      return t('Stripe key');
    case 'npm':
      return t('npm token');
    case 'pypi':
      return t('PyPI token');
    case 'openai':
      return t('OpenAI key');
    case 'anthropic':
      return t('Anthropic key');
  }
}

export function secretNames(kinds: readonly SecretKind[]): string {
  return kinds.map(secretName).join(', ');
}

/** Asks what becomes of secrets in an entry; Escape masks them. */
export async function askToMask(kinds: readonly SecretKind[]): Promise<'mask' | 'keep'> {
  const answer = await pickOne<'mask' | 'keep'>({
    title: t('This looks like a secret'),
    placeholder: t('Found: {0}. Record it masked?', secretNames(kinds)),
    choices: [
      { icon: 'lock', label: t('Mask'), description: t('the record can’t take a secret back'), value: 'mask' },
      { icon: 'eye', label: t('Keep as typed'), description: t('for this entry'), value: 'keep' },
    ],
  });
  return answer === 'keep' ? 'keep' : 'mask';
}
