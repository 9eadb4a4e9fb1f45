/** What the job manager says of the cluster. */
export type Overview = { taskmanagers: number; 'slots-total': number; 'slots-available': number };
/** A job as the job manager lists it. Times are ms since 1970. */
export type Job = { jid: string; name: string; state: string; 'start-time': number };
/** A part of a job's graph. */
export type Vertex = { id: string; name: string; status: string; parallelism: number };
/** How many records a job has read and written since it began, or began again. */
export type Records = { in: number; out: number };

type Metric = { id: string; value?: string };

/** States in which a job takes no more records. */
export const ENDED_JOBS: readonly string[] = ['FINISHED', 'CANCELED', 'FAILED', 'SUSPENDED'];

/** What a sink wrote. Connectors that count what they send say it themselves; of others, what went into them counts. */
const SENT = /(?:__Writer|^\d+\.Sink__.*)\.numRecordsSend$/;
const INTO_SINK = /(?:__Writer|\.Sink__[^.]*)\.numRecordsIn$/;
const OUT_OF_SOURCE = /\.Source__.*\.numRecordsOut$/;

/** Asks Flink's job manager over its REST API. Each function rejects when it does not answer. */
export class Cluster {
  readonly #origin: string;
  readonly #signal: AbortSignal;

  /** `origin`: where its REST API is: `http://127.0.0.1:8091`. */
  constructor(origin: string, signal: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  async overview(): Promise<Overview> {
    return await this.#get<Overview>('/overview');
  }

  /** All jobs that it remembers, the newest first. */
  async jobs(): Promise<Job[]> {
    const { jobs } = await this.#get<{ jobs: Job[] }>('/jobs/overview');
    return jobs.sort((one, other) => other['start-time'] - one['start-time']);
  }

  /** The state of a job; undefined for one that it does not know. */
  async stateOf(jid: string): Promise<string | undefined> {
    return (await this.jobs()).find((job) => job.jid === jid)?.state;
  }

  async vertices(jid: string): Promise<Vertex[]> {
    return (await this.#get<{ vertices: Vertex[] }>(`/jobs/${jid}`)).vertices;
  }

  /** How many checkpoints of a job were completed. */
  async checkpoints(jid: string): Promise<number> {
    return (await this.#get<{ counts: { completed: number } }>(`/jobs/${jid}/checkpoints`)).counts.completed;
  }

  /** The trace of a job's newest failure; undefined when it never failed. */
  async failure(jid: string): Promise<string | undefined> {
    type History = { exceptionHistory?: { entries: { stacktrace: string }[] } };
    const { exceptionHistory } = await this.#get<History>(`/jobs/${jid}/exceptions?maxExceptions=1`);
    return exceptionHistory?.entries[0]?.stacktrace;
  }

  async cancel(jid: string): Promise<void> {
    const response = await fetch(`${this.#origin}/jobs/${jid}?mode=cancel`, { method: 'PATCH', signal: this.#signal });
    await response.body?.cancel();
  }

  /** Counted by the task managers, and about a second old. */
  async records(jid: string, vertices: readonly Vertex[]): Promise<Records> {
    const perVertex = await Promise.all(vertices.map((vertex) => this.#recordsOf(jid, vertex)));
    return {
      in: perVertex.reduce((sum, records) => sum + records.in, 0),
      out: perVertex.reduce((sum, records) => sum + records.out, 0),
    };
  }

  async #recordsOf(jid: string, { id }: Vertex): Promise<Records> {
    const path = `/jobs/${jid}/vertices/${id}/metrics`;
    const names = (await this.#get<Metric[]>(path)).map((metric) => metric.id);
    const sent = names.filter((name) => SENT.test(name));
    const out = sent.length > 0 ? sent : names.filter((name) => INTO_SINK.test(name));
    const wanted = [...out, ...names.filter((name) => OUT_OF_SOURCE.test(name))];
    if (wanted.length === 0) return { in: 0, out: 0 };
    const values = await this.#get<Metric[]>(`${path}?get=${wanted.map(encodeURIComponent).join(',')}`);
    const sum = (chosen: (name: string) => boolean) =>
      values.filter((metric) => chosen(metric.id)).reduce((total, { value }) => total + Number(value ?? 0), 0);
    return { in: sum((name) => OUT_OF_SOURCE.test(name)), out: sum((name) => out.includes(name)) };
  }

  async #get<Body>(path: string): Promise<Body> {
    const response = await fetch(this.#origin + path, { signal: this.#signal });
    if (response.ok) return (await response.json()) as Body;
    await response.body?.cancel();
    throw new Error(`Flink answers ${response.status} to ${path}.`);
  }
}
