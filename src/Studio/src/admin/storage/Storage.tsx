import type { JSX } from 'preact';
import type { StorageReport } from '../../api/types';
import { bytes, joined, number, t } from '../../texts';
import { useLoaded } from '../../ui/hooks';
import { hrefOf } from '../../ui/route';
import { Empty, Loading, Note, Table } from '../../ui/parts';
import { Who } from '../Who';

const head = ['storage.who', 'storage.outputs', 'storage.uploads', 'storage.bytes', 'common.actions'] as const;

/** How much is kept, whose it is, and how long. */
export function Storage(): JSX.Element {
  const { value, fault } = useLoaded<StorageReport>('/storage?limit=100');
  const report = value.value;
  return (
    <div class="page">
      <header class="page-head"><div><h1>{t('storage.title')}</h1><p class="soft">{t('storage.lead')}</p></div></header>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      {!report ? !fault.value && <Loading /> : (
        <>
          <section class="panel" aria-labelledby="kept">
            <h2 id="kept">{t('storage.kept')}</h2>
            <dl class="facts across">
              <div><dt>{t('storage.outputs')}</dt><dd>{joined(number(report.outputs), bytes(report.output_bytes))}</dd></div>
              <div><dt>{t('storage.uploads')}</dt><dd>{joined(number(report.uploads), bytes(report.upload_bytes))}</dd></div>
            </dl>
          </section>
          <Retention terms={report.retention} />
          {report.users.length === 0 ? <Empty title={t('storage.empty')} hint={t('storage.empty.hint')} /> : (
            <section class="panel" aria-labelledby="storage-users">
              <h2 id="storage-users">{t('storage.users')}</h2>
              <Table label={t('storage.users')} head={head.map(key => t(key))}>
                {report.users.map(user => (
                  <tr key={user.user_id}>
                    <th scope="row"><Who id={user.user_id} /></th>
                    <td>{number(user.outputs)}</td>
                    <td>{number(user.uploads)}</td>
                    <td>{bytes(user.output_bytes + user.upload_bytes)}</td>
                    <td><a class="button plain small" href={`${hrefOf('admin', 'jobs')}?user=${user.user_id}`}>{t('jobs.title')}</a></td>
                  </tr>
                ))}
              </Table>
            </section>
          )}
        </>
      )}
    </div>
  );
}

function Retention({ terms }: { terms: StorageReport['retention'] }): JSX.Element {
  const days = (count: number | null): string => (count === null ? t('storage.always') : t('storage.days', { n: count }));
  return (
    <section class="panel" aria-labelledby="retention">
      <h2 id="retention">{t('storage.retention')}</h2>
      <dl class="facts across even">
        <div><dt>{t('storage.keep')}</dt><dd>{days(terms.keep_days)}</dd></div>
        <div><dt>{t('storage.keepFailed')}</dt><dd>{days(terms.keep_failed_days)}</dd></div>
        <div><dt>{t('storage.keepUploads')}</dt><dd>{days(terms.upload_keep_days)}</dd></div>
        <div><dt>{t('storage.mostJobs')}</dt><dd>{terms.max_jobs_per_user === null ? t('plans.unlimited') : number(terms.max_jobs_per_user)}</dd></div>
        <div><dt>{t('storage.mostBytes')}</dt><dd>{terms.max_bytes_per_user === null ? t('plans.unlimited') : bytes(terms.max_bytes_per_user)}</dd></div>
        <div><dt>{t('storage.mostUploads')}</dt><dd>{bytes(terms.upload_bytes_per_user)}</dd></div>
      </dl>
      <p class="soft">{t('storage.retention.hint')} <a href={hrefOf('admin', 'people')}>{t('plans.title')}</a></p>
    </section>
  );
}
