import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Folder, Output } from '../api/types';
import { t } from '../texts';
import { useLoaded, useQueueTurn } from '../ui/hooks';
import { hrefOf, route, turnTo } from '../ui/route';
import { Button, Empty } from '../ui/parts';
import { filter, isNarrowed, showAll } from './filter';
import { Filters } from './Filters';
import { Folders } from './Folders';
import type { PagedList } from './pages';
import { Selection } from './Selection';
import { Sheet } from './Sheet';
import { Viewer } from './Viewer';

const nearTop = 300;

export function Gallery(): JSX.Element {
  const turn = useSignal(0);
  const isChoosing = useSignal(false);
  const chosen = useSignal<Output[]>([]);
  const emptyFor = useSignal<string | null>(null);
  const opened = useSignal<{ list: PagedList<Output>; index: number } | null>(null);
  const loaded = useLoaded<{ folders: Folder[] }>('/image/folders');
  const folders = loaded.value.value?.folders;
  const key = useComputed(() => JSON.stringify([filter.value, turn.value]));
  const [jobId, outputId] = route.value.rest;

  const show = (list: PagedList<Output>, index: number, output: Output): void => {
    opened.value = { list, index };
    turnTo(hrefOf('gallery', output.job_id, output.id));
  };
  const choose = (output: Output): void => {
    const others = chosen.value.filter(one => one.id !== output.id);
    chosen.value = others.length < chosen.value.length ? others : [...chosen.value, output];
  };
  const step = async (by: number): Promise<void> => {
    const { list, index } = opened.value!;
    await list.reach(index + by, index + by);
    const output = list.at(index + by);
    if (output) show(list, index + by, output);
  };
  const reload = (): void => {
    chosen.value = [];
    turn.value++;
  };
  const endChoosing = (): void => {
    isChoosing.value = false;
    chosen.value = [];
  };
  useEffect(() => {
    // It was deleted meanwhile, or is somebody else's who used this page before.
    if (folders && filter.value.folder && !folders.some(one => one.id === filter.value.folder)) filter.value = { ...filter.value, folder: null };
  }, [folders]);
  const isEmpty = emptyFor.value === key.value;
  const queueTurn = useQueueTurn();
  useEffect(() => {
    // Whoever chooses, looks at one, or is further down, is not disturbed by new ones.
    if (queueTurn > 0 && !isChoosing.value && !jobId && window.scrollY < nearTop) turn.value++;
  }, [queueTurn]);
  return (
    <div class="page wide">
      <header class="page-head">
        <h1>{t('gallery.title')}</h1>
        <Button icon="check" pressed={isChoosing.value} onClick={() => (isChoosing.value ? endChoosing() : (isChoosing.value = true))}>
          {t('gallery.select')}
        </Button>
      </header>
      <Folders folders={folders ?? []} onChanged={loaded.reload} />
      <Filters />
      {isEmpty ? <NoPictures /> : (
        <Sheet
          filter={filter.value} turn={turn.value} marked={chosen.value.map(one => one.id)} isChoosing={isChoosing.value} label={t('gallery.title')}
          onOpen={(output, list, index) => (isChoosing.value ? choose(output) : show(list, index, output))}
          onEmpty={() => (emptyFor.value = key.value)}
        />
      )}
      {isChoosing.value && <Selection chosen={chosen.value} folders={folders ?? []} onChanged={reload} onFolders={loaded.reload} onEnd={endChoosing} />}
      {jobId && outputId && (
        <Viewer
          jobId={jobId} outputId={outputId} folders={folders ?? []} onClose={() => turnTo(hrefOf('gallery'))} onChanged={() => turn.value++}
          {...(opened.value ? { onStep: (by: number) => void step(by) } : {})}
        />
      )}
    </div>
  );
}

function NoPictures(): JSX.Element {
  if (isNarrowed(filter.value)) {
    return (
      <Empty title={t('gallery.none')} hint={t('gallery.none.hint')}>
        <Button onClick={showAll}>{t('gallery.filter.clear')}</Button>
      </Empty>
    );
  }
  return filter.value.folder ? <Empty title={t('folders.empty')} hint={t('folders.empty.hint')} /> : (
    <Empty title={t('gallery.empty')} hint={t('gallery.empty.hint')}>
      <a class="button primary" href={hrefOf('create')}>{t('gallery.empty.go')}</a>
    </Empty>
  );
}
