import * as vscode from 'vscode';
import { withChanges, type Checklists } from '../../domain/checklist';
import { defaultChecklists } from '../../domain/defaultChecklists';
import type { Settings } from './settings';

/** The checklists of all stages, with what the settings change of them. */
export function checklistsOf(settings: Settings): Checklists {
  return withChanges(defaultChecklists(vscode.l10n.t), settings.checklistChanges());
}
