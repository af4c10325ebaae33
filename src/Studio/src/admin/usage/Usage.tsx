import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { download, get, persist } from '../../api/client';
import type { UsageRow } from '../../api/types';
import { bytes, day, duration, number, t } from '../../texts';
import { Columns } from '../../ui/Plot';
import { Button, Empty, Loading, Note, Table, Tabs } from '../../ui/parts';
import { Who } from '../Who';
import { by, dayOf, daysBetween, type Measure } from './sums';

const shownDays = 30;
const mostRows = 10_000;
const mostListed = 20;

const inWords: Record<Measure, (value: number) => string> = { gpu_seconds: duration, jobs: value => number(value), bytes };

/** What was used, by day, and by whom. */
export function Usage(): JSX.Element {
  const to = useSignal(dayOf(new Date()));
  const from = useSignal(dayOf(new Date(Date.now() - (shownDays - 1) * 86_400_000)));
  const measure = useSignal<Measure>('gpu_seconds');
  const rows = useSignal<UsageRow[] | null>(null);
  const isCut = useSignal(false);
  const fault = useSignal<string | null>(null);
  const query = `from=${from.value}&to=${to.value}`;
  const fail = (reason: Error): void => {
    fault.value = reason.message;
  };
  useEffect(() => {
    let isWanted = true;
    [rows.value, fault.value] = [null, null];
    load(query).then(got => {
      if (isWanted) [rows.value, isCut.value] = [got.rows, got.isCut];
    }, fail);
    return () => {
      isWanted = false;
    };
  }, [query]);
  return (
    <div class="page">
      <header class="page-head">
        <div><h1>{t('usage.title')}</h1><p class="soft">{t('usage.lead')}</p></div>
        <div class="page-tools filters">
          <Day name={t('gallery.from')} chosen={from} max={to.value} />
          <Day name={t('gallery.to')} chosen={to} min={from.value} />
          <Button icon="download" onClick={() => void download(`/usage/csv?${query}`, 'usage.csv').catch(fail)}>CSV</Button>
        </div>
      </header>
      {fault.value && <Note kind="bad">{fault.value}</Note>}
      {isCut.value && <Note>{t('usage.cut', { n: number(mostRows) })}</Note>}
      <Tabs<Measure>
        label={t('usage.measure')} chosen={measure.value} onChoose={key => (measure.value = key)}
        tabs={[{ key: 'gpu_seconds', name: t('usage.seconds') }, { key: 'jobs', name: t('usage.jobs') }, { key: 'bytes', name: t('usage.bytes') }]}
      />
      <div id={`panel-${measure.value}`} role="tabpanel" aria-labelledby={`tab-${measure.value}`} class="stack">
        {rows.value === null ? !fault.value && <Loading />
          : rows.value.length === 0 ? <Empty title={t('usage.empty')} hint={t('usage.empty.hint')} />
          : <Sums rows={rows.value} measure={measure.value} days={daysBetween(from.value, to.value)} />}
      </div>
    </div>
  );
}

function Day({ name, chosen, ...limits }: { name: string; chosen: Signal<string>; min?: string; max?: string }): JSX.Element {
  return (
    <label class="filter-day">
      <span>{name}</span>
      <input
        type="date" required value={chosen.value} {...limits}
        onChange={event => {
          if (event.currentTarget.value) chosen.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

async function load(query: string): Promise<{ rows: UsageRow[]; isCut: boolean }> {
  const rows: UsageRow[] = [];
  let cursor: string | null = '';
  while (cursor !== null && rows.length < mostRows) {
    const path: string = `/usage?${query}&limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const page: { usage: UsageRow[]; next_cursor: string | null } = await persist(() => get(path));
    rows.push(...page.usage);
    cursor = page.next_cursor;
  }
  return { rows, isCut: cursor !== null };
}

function Sums({ rows, measure, days }: { rows: UsageRow[]; measure: Measure; days: string[] }): JSX.Element {
  const words = inWords[measure];
  const byDay = new Map(by(rows, 'day', measure));
  const values = days.map(one => byDay.get(one) ?? 0);
  return (
    <>
      <section class="panel" aria-labelledby="by-day">
        <div class="panel-head">
          <h2 id="by-day">{t('usage.byDay')}</h2>
          <p class="total-value">{words(values.reduce((sum, value) => sum + value, 0))}</p>
        </div>
        <Columns kind="days" label={t('usage.byDay')} values={values} titles={days.map((one, index) => `${day(one)}: ${words(values[index]!)}`)} />
        <p class="soft plot-ends"><span>{day(days[0]!)}</span><span>{day(days.at(-1)!)}</span></p>
      </section>
      <div class="two">
        <Shares title={t('usage.byUser')} sums={by(rows, 'user_id', measure)} words={words} show={id => <Who id={id} />} />
        <Shares title={t('usage.byWorkflow')} sums={by(rows, 'workflow', measure)} words={words} show={name => name} />
      </div>
    </>
  );
}

function Shares({ title, sums, words, show }: {
  title: string; sums: [string, number][]; words: (value: number) => string; show: (key: string) => JSX.Element | string;
}): JSX.Element {
  const top = Math.max(...sums.map(([, value]) => value), 1);
  return (
    <section class="panel" aria-label={title}>
      <Table label={title} head={[title, t('usage.share')]}>
        {sums.slice(0, mostListed).map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{show(key)}</th>
            <td class="share"><span class="share-bar" style={{ width: `${(value / top) * 100}%` }} /><span>{words(value)}</span></td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
