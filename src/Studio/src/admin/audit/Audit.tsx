import type { JSX } from 'preact';
import type { AuditEntry } from '../../api/types';
import { moment, t } from '../../texts';
import { usePages } from '../../ui/hooks';
import { Empty, Listed, Table } from '../../ui/parts';
import { Who } from '../Who';

const head = ['audit.at', 'audit.who', 'audit.what', 'audit.status'] as const;

/** What administrators did. */
export function Audit(): JSX.Element {
  const list = usePages<AuditEntry>('/audit?limit=100', 'entries');
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('audit.title')}</h1><p class="soft">{t('audit.lead')}</p></div></header>
      <Listed list={list} empty={<Empty title={t('audit.empty')} hint={t('audit.empty.hint')} />}>
        {entries => (
          <Table label={t('audit.title')} head={head.map(key => t(key))}>
            {entries.map(entry => (
              <tr key={entry.id}>
                <td class="nowrap">{moment(entry.at)}</td>
                <td><Who id={entry.user_id} />{entry.api_key && <> <code class="soft">{entry.api_key}</code></>}</td>
                <td><code>{entry.method} {entry.path}</code></td>
                <td><span class={`status ${entry.status === null ? 'failed' : 'succeeded'}`}>{entry.status ?? t('audit.refused')}</span></td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
    </div>
  );
}
