import type { JSX } from 'preact';

export interface Line {
  name: string;
  className: string;
  points: readonly { x: number; y: number }[];
  filled?: boolean;
}

const [width, height] = [600, 160];

/** The smallest of 1, 2, 5, 10, 20, ... that is not below the value. */
export function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value) ?? value;
}

/** Lines over time, as steps: a queue has its length until it changes. */
export function Plot({ label, lines, from, to, unit = '' }: { label: string; lines: Line[]; from: number; to: number; unit?: string }): JSX.Element {
  const top = ceiling(Math.max(...lines.flatMap(line => line.points.map(point => point.y)), 1));
  const x = (value: number): number => ((value - from) / Math.max(to - from, 1)) * width;
  const y = (value: number): number => height - (value / top) * (height - 8);
  const pathOf = (line: Line): string => {
    const seen = line.points.filter((point, index, all) => point.x >= from || (all[index + 1]?.x ?? to) > from);
    if (seen.length === 0) return '';
    const steps = seen.map((point, index) => (index === 0 ? `M${Math.max(x(point.x), 0).toFixed(1)} ${y(point.y).toFixed(1)}` : `H${x(point.x).toFixed(1)}V${y(point.y).toFixed(1)}`));
    return `${steps.join('')}H${width}`;
  };
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {[0.5, 1].map(share => <path key={share} class="plot-grid" d={`M0 ${y(top * share)}H${width}`} />)}
        {lines.map(line => {
          const path = pathOf(line);
          return path && (
            <g key={line.name} class={line.className}>
              {line.filled && <path class="plot-area" d={`${path}V${height}H${Math.max(x(line.points[0]!.x), 0)}Z`} />}
              <path class="plot-line" d={path} />
            </g>
          );
        })}
      </svg>
      <span class="plot-top">{top}{unit}</span>
      <figcaption>
        {lines.map(line => <span key={line.name} class={`plot-key ${line.className}`}>{line.name}</span>)}
      </figcaption>
    </figure>
  );
}

/** One column for each value, the newest at the right. */
export function Columns({ label, values, titles, kind = 'small' }: {
  label: string; values: number[]; titles: string[]; kind?: 'small' | 'tall' | 'days';
}): JSX.Element {
  const top = Math.max(...values, 1);
  return (
    <div class={`columns ${kind}`} role="img" aria-label={label}>
      {values.map((value, index) => <span key={index} class={value === 0 ? 'none' : undefined} title={titles[index]} style={{ height: `${Math.max((value / top) * 100, 2)}%` }} />)}
    </div>
  );
}
