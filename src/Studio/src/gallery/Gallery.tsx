import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { get } from '../api/client';
import { page } from '../api/jobs';
import type { Job, Workflow } from '../api/types';
import { t } from '../texts';
import { useLoaded } from '../ui/hooks';
import { hrefOf, route, turnTo } from '../ui/route';
import { Button, Empty } from '../ui/parts';
import { Compare } from './Compare';
import type { Piece } from './outputs';
import type { PagedList } from './pages';
import { Sheet } from './Sheet';
import { Viewer } from './Viewer';

export function Gallery(): JSX.Element {
  const workflows = useLoaded<{ workflows: Workflow[] }>('/workflows');
  const workflow = useSignal('');
  const isEmpty = useSignal(false);
  const turn = useSignal(0);
  const isChoosing = useSignal(false);
  const marked = useSignal<Piece[]>([]);
  const isComparing = useSignal(false);
  const opened = useSignal<{ piece: Piece; list: PagedList<Piece> | null; index: number } | null>(null);
  const wanted = route.value.rest[0];

  useEffect(() => {
    if (!wanted) {
      opened.value = null;
    } else if (opened.value?.piece.output.id !== wanted) {
      void findPiece(wanted).then(piece => {
        if (piece) opened.value = { piece, list: null, index: -1 };
        else turnTo(hrefOf('gallery'));
      }, () => {});
    }
  }, [wanted]);

  const open = (piece: Piece, list: PagedList<Piece>, index: number): void => {
    if (isChoosing.value) {
      const others = marked.value.filter(one => one.output.id !== piece.output.id);
      marked.value = others.length < marked.value.length ? others : [...marked.value, piece].slice(-2);
      return;
    }
    opened.value = { piece, list, index };
    turnTo(hrefOf('gallery', piece.output.id));
  };
  const step = async (by: number): Promise<void> => {
    const { list, index } = opened.value ?? {};
    if (!list || index === undefined) return;
    await list.reach(index + by, index + by);
    const piece = list.at(index + by);
    if (piece) open(piece, list, index + by);
  };
  return (
    <div class="page wide">
      <header class="page-head">
        <h1>{t('gallery.title')}</h1>
        <div class="page-tools">
          <label class="inline">
            <span class="sr">{t('gallery.filter')}</span>
            <select
              value={workflow.value}
              onChange={event => {
                isEmpty.value = false;
                workflow.value = event.currentTarget.value;
              }}
            >
              <option value="">{t('gallery.filter.all')}</option>
              {workflows.value.value?.workflows.map(one => <option key={one.name} value={one.name}>{one.title ?? one.name}</option>)}
            </select>
          </label>
          <Button
            icon="compare" pressed={isChoosing.value}
            onClick={() => {
              isChoosing.value = !isChoosing.value;
              marked.value = [];
            }}
          >
            {t('gallery.select')}
          </Button>
        </div>
      </header>
      {isEmpty.value ? (
        <Empty title={t('gallery.empty')} hint={t('gallery.empty.hint')}>
          <a class="button primary" href={hrefOf('create')}>{t('gallery.empty.go')}</a>
        </Empty>
      ) : (
        <Sheet
          workflow={workflow.value} turn={turn.value} marked={marked.value.map(one => one.output.id)} isChoosing={isChoosing.value} label={t('gallery.title')}
          onOpen={open} onEmpty={() => (isEmpty.value = true)}
        />
      )}
      {isChoosing.value && (
        <div class="selection" role="status">
          <span>{t('gallery.selected', { n: marked.value.length })}</span>
          <Button kind="primary" small disabled={marked.value.length !== 2} onClick={() => (isComparing.value = true)}>{t('gallery.compare')}</Button>
        </div>
      )}
      {opened.value && wanted && (
        <Viewer
          piece={opened.value.piece} onClose={() => turnTo(hrefOf('gallery'))}
          onRemoved={() => {
            turn.value++;
            turnTo(hrefOf('gallery'));
          }}
          {...(opened.value.list ? { onStep: (by: number) => void step(by) } : {})}
        />
      )}
      {isComparing.value && marked.value.length === 2 && (
        <Compare first={marked.value[0]!} second={marked.value[1]!} onClose={() => (isComparing.value = false)} />
      )}
    </div>
  );
}

/** A picture by its id: of the newest jobs, or of the job that is named beside it. */
async function findPiece(id: string): Promise<Piece | undefined> {
  const named = route.value.query.get('job');
  const jobs = named ? [await get<Job>(`/image/jobs/${named}`)] : (await page({ limit: '100' })).jobs;
  return jobs.flatMap(job => job.outputs.map(output => ({ job, output }))).find(piece => piece.output.id === id);
}
