import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { words } from "../i18n/zh-Hans";
import type { Counted } from "../wire";

interface ChartProps {
  title: string;
  values: readonly Counted[];
}

const BAR = { height: 26, width: 320, label: 118, number: 34, most: 10 };
const COLUMN = { width: 14, gap: 4, height: 90, foot: 18 };
const LABEL_CHARACTERS = 8;
const EVERY_HOURS = 6;

/** Horizontal bars, the first values only; the table has all. */
export function Bars({ title, values }: ChartProps) {
  const drawn = values.slice(0, BAR.most);
  const most = Math.max(1, ...drawn.map(({ count }) => count));
  const room = BAR.width - BAR.label - BAR.number;
  return (
    <Chart title={title} values={values} width={BAR.width} height={drawn.length * BAR.height}>
      {drawn.map(({ title: name, count }, place) => (
        <g transform={`translate(0 ${place * BAR.height})`} key={name}>
          <text x={BAR.label - 8} y={BAR.height / 2} class="end">
            {shortened(name)}
          </text>
          <rect x={BAR.label} y={5} width={(room * count) / most} height={BAR.height - 10} rx={3} />
          <text x={BAR.label + (room * count) / most + 6} y={BAR.height / 2}>
            {count}
          </text>
        </g>
      ))}
    </Chart>
  );
}

/** Columns of the hours of a day. */
export function Columns({ title, values }: ChartProps) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  const step = COLUMN.width + COLUMN.gap;
  return (
    <Chart title={title} values={values} width={values.length * step} height={COLUMN.height + COLUMN.foot}>
      {values.map(({ title: name, count }, place) => {
        const height = (COLUMN.height * count) / most;
        return (
          <g transform={`translate(${place * step} 0)`} key={name}>
            <rect y={COLUMN.height - height} width={COLUMN.width} height={height} rx={2} />
            {place % EVERY_HOURS === 0 && <text y={COLUMN.height + COLUMN.foot / 2}>{place}</text>}
          </g>
        );
      })}
    </Chart>
  );
}

/** A drawing with its title, and the same as a table. */
function Chart({
  title,
  values,
  width,
  height,
  children,
}: ChartProps & { width: number; height: number; children: ComponentChildren }) {
  const id = useId();
  const { figures } = words;
  const total = values.reduce((sum, { count }) => sum + count, 0);
  return (
    <figure>
      <figcaption id={id}>{title}</figcaption>
      {total === 0 ? (
        <p class="nothing">{figures.none}</p>
      ) : (
        <>
          <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={figures.chart(title, total)}>
            <title>{figures.chart(title, total)}</title>
            {children}
          </svg>
          <details>
            <summary>{figures.table}</summary>
            <table aria-labelledby={id}>
              <thead>
                <tr>
                  <th scope="col">{figures.name}</th>
                  <th scope="col">{figures.count}</th>
                </tr>
              </thead>
              <tbody>
                {values.map(({ title: name, count }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </figure>
  );
}

const shortened = (name: string) =>
  name.length > LABEL_CHARACTERS ? `${name.slice(0, LABEL_CHARACTERS - 1)}…` : name;
