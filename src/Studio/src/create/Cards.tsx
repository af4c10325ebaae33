import type { JSX } from 'preact';
import type { Workflow } from '../api/types';
import { t } from '../texts';
import { hrefOf } from '../ui/route';
import { Empty, Note } from '../ui/parts';
import { FirstSteps } from './FirstSteps';
import { kindOf } from './values';

export function Cards({ workflows, fault }: { workflows: Workflow[] | null; fault: string | null }): JSX.Element {
  return (
    <div class="page">
      <FirstSteps workflows={workflows} />
      <h1>{t('create.title')}</h1>
      {fault && <Note kind="bad">{fault}</Note>}
      {workflows?.length === 0 && <Empty title={t('create.empty')} hint={t('create.empty.hint')} />}
      <ul class="cards" aria-busy={workflows === null && !fault}>
        {workflows === null && !fault && [1, 2, 3, 4].map(one => <li key={one} class="card skeleton" />)}
        {workflows?.map((workflow, index) => <Card key={workflow.name} workflow={workflow} tone={toneOf(index)} />)}
      </ul>
    </div>
  );
}

/** Hues as far from each other as can be, beginning with that of the page. */
const toneOf = (index: number): number => Math.round(18 + index * 137.5) % 360;

function Card({ workflow, tone }: { workflow: Workflow; tone: number }): JSX.Element {
  const title = workflow.title ?? workflow.name;
  if (!workflow.parameters) {
    return (
      <li class="card broken">
        <h2>{title}</h2>
        <p class="fault">{t('create.broken', { reason: workflow.reason ?? '' })}</p>
      </li>
    );
  }
  const kinds = Object.values(workflow.parameters.properties).map(kindOf);
  return (
    <li class="card">
      <Sketch kinds={kinds} tone={tone} />
      <h2><a href={hrefOf('create', ...workflow.name.split('/'))}>{title}</a></h2>
      {workflow.description && <p class="soft">{workflow.description}</p>}
      <p class="card-name">{workflow.name}</p>
    </li>
  );
}

/** A small drawing that says what goes in and comes out. */
function Sketch({ kinds, tone }: { kinds: string[]; tone: number }): JSX.Element {
  const takesPicture = kinds.includes('upload');
  const takesText = kinds.includes('prompt');
  return (
    <svg class="sketch" viewBox="0 0 200 72" aria-hidden="true" style={{ '--tone': String(tone) }}>
      {takesPicture && <path class="sketch-picture" d="M14 14h44v44H14zM14 48l14-14 10 10 8-8 12 12" />}
      {takesText && <path class="sketch-text" d={takesPicture ? 'M72 24h40M72 36h30M72 48h36' : 'M14 22h72M14 36h54M14 50h64'} />}
      {!takesText && !takesPicture && <path class="sketch-text" d="M14 36h60M44 26v20M28 30v12M60 30v12" />}
      <path class="sketch-arrow" d="M118 36h16M129 31l5 5-5 5" />
      <rect class="sketch-made" x="142" y="12" width="48" height="48" rx="4" />
      <circle class="sketch-sun" cx="176" cy="26" r="5" />
      <path class="sketch-hill" d="M142 52l14-16 10 10 8-7 16 15v2a4 4 0 0 1-4 4h-40a4 4 0 0 1-4-4z" />
    </svg>
  );
}
