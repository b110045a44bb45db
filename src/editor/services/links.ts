import * as vscode from 'vscode';
import { Refusal } from '../kit/failures';
import { LINK_KINDS, type Link, type LinkKind, type Service } from '../kit/settings';

const { t } = vscode.l10n;

export type ServiceLinkKind = LinkKind | 'statusPages';

/** A link and the service that it belongs to. */
export interface ServiceLink extends Link {
  readonly service: string;
  readonly kind: ServiceLinkKind;
}

/** The links of the affected services, or of all where none is affected; by service, then by kind. */
export function linksOf(services: readonly Service[], affected: readonly string[]): readonly ServiceLink[] {
  const concerned = services.filter(({ name }) => affected.length === 0 || affected.includes(name));
  return concerned.flatMap((service) => [
    ...LINK_KINDS.flatMap((kind) => service[kind].map((link) => ({ ...link, service: service.name, kind }))),
    ...service.statusPages.map((url) => ({ name: url, url, service: service.name, kind: 'statusPages' as const })),
  ]);
}

export function linkKindName(kind: ServiceLinkKind): string {
  const names: Record<ServiceLinkKind, string> = {
    dashboards: t('dashboard'),
    runbooks: t('runbook'),
    logs: t('logs'),
    statusPages: t('status page'),
  };
  return names[kind];
}

export const LINK_ICONS: Readonly<Record<ServiceLinkKind, string>> = {
  dashboards: 'dashboard',
  runbooks: 'book',
  logs: 'output',
  statusPages: 'globe',
};

/**
 * Opens a link of the settings: http and https outside, a path of the workspace in an editor. Throws Refusal for anything
 * else, for what is not there, and in Restricted Mode.
 */
export async function openLink({ url }: Link): Promise<void> {
  requireTrust();
  if (/^https?:\/\/[^/\s]/i.test(url) && URL.canParse(url)) return openOutside(url);
  // A single letter is a drive of Windows.
  if (/^[a-z][a-z\d+.-]+:/i.test(url)) {
    throw new Refusal(t('Can’t open “{0}”: only http, https and workspace paths are allowed.', url));
  }
  const file = await fileInWorkspace(url);
  if (file === undefined) throw new Refusal(t('“{0}” isn’t in the workspace.', url));
  await vscode.commands.executeCommand('vscode.open', file, { preview: false });
}

/** Throws Refusal in Restricted Mode: a folder that is not trusted must not lead anywhere. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Refusal(t('Links can’t be opened in Restricted Mode. Trust this folder first.'));
}

/** The address goes as the text that it is: a Uri would lose what is escaped in it, such as the %2B of a query. */
async function openOutside(url: string): Promise<void> {
  await vscode.env.openExternal(url as unknown as vscode.Uri);
}

/** The file of this path within one of the folders; what comes after # is for people. */
async function fileInWorkspace(path: string): Promise<vscode.Uri | undefined> {
  const wanted = [path, path.replace(/#.*/, '')].map((each) => each.replaceAll('\\', '/').replace(/^\.\//, ''));
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    for (const each of wanted) {
      const file = each.startsWith(`${uri.path}/`) ? uri.with({ path: each }) : vscode.Uri.joinPath(uri, each);
      if (file.path.startsWith(`${uri.path}/`) && (await isFile(file))) return file;
    }
  }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
