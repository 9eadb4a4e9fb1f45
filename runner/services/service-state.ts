import type { Endpoint, ServiceState, ServiceStatus, StartProgress } from '#contract/messages/stack.ts';
import { SERVICE_TITLES } from '#contract/services.ts';
import type { Service, ServicePort } from './define-service.ts';

/** Lines kept of each service's log. */
const LOG_LINES = 500;

/** How a service is on one stack. */
export type ServiceForm = {
  /** False: this stack cannot run it. */
  available: boolean;
  ports: readonly ServicePort[];
  /** In text; its usual title unless said. */
  title?: string;
  image?: string;
  memoryLimitBytes?: number;
};

/** Words about a state, and while it is `starting` how far that is. */
export type StateWords = { detail?: string; hint?: string; progress?: StartProgress };

/** What is known of one service while the runner runs: its state, where it listens, its newest log lines. */
export class ServiceRecord {
  readonly service: Service;
  readonly form: ServiceForm;
  state: ServiceState = 'stopped';
  /** It should run: started again when it ends by itself. */
  wanted = false;
  detail: string | undefined;
  hint: string | undefined;
  progress: StartProgress | undefined;
  ports: Record<string, number> = {};
  memoryBytes: number | undefined;
  readyMs: number | undefined;
  /** When it ended by itself lately (ms since 1970). */
  deaths: number[] = [];
  #lines: string[] = [];

  constructor(service: Service, form: ServiceForm) {
    this.service = service;
    this.form = form;
  }

  get title(): string {
    return this.form.title ?? SERVICE_TITLES[this.service.id];
  }

  /** `at`: when it was written, in ISO 8601; now unless said. */
  addLine(line: string, at = new Date().toISOString()): void {
    this.#lines.push(`${at.slice(11, 23)} ${line}`);
    if (this.#lines.length > LOG_LINES) this.#lines.splice(0, this.#lines.length - LOG_LINES);
  }

  lines(): string[] {
    return [...this.#lines];
  }

  set(state: ServiceState, words: StateWords = {}): void {
    // Not each step of a bar.
    const isNews = state !== this.state || (words.detail !== this.detail && words.progress?.doneBytes === undefined);
    this.state = state;
    this.detail = words.detail;
    this.hint = words.hint;
    this.progress = words.progress;
    if (state !== 'ready') this.memoryBytes = undefined;
    if (isNews) this.addLine(`— ${state}${words.detail ? `: ${words.detail}` : ''}`);
  }

  status(): ServiceStatus {
    const endpoints = this.form.ports.flatMap((usual): Endpoint[] => {
      const port = this.ports[usual.name];
      if (port === undefined) return [];
      return [
        {
          name: usual.name,
          url: `${usual.protocol}://127.0.0.1:${port}`,
          port,
          ...(port !== usual.port && { usualPort: usual.port }),
        },
      ];
    });
    const page = this.form.ports.find(({ ui }) => ui);
    const ui = page && endpoints.find(({ name }) => name === page.name);
    return {
      service: this.service.id,
      title: this.title,
      state: this.state,
      available: this.form.available,
      endpoints,
      ...(this.detail && { detail: this.detail }),
      ...(this.hint && { hint: this.hint }),
      ...(ui && { ui: `${ui.url}${page?.ui}` }),
      ...(this.memoryBytes !== undefined && { memoryBytes: this.memoryBytes }),
      ...(this.form.memoryLimitBytes && { memoryLimitBytes: this.form.memoryLimitBytes }),
      ...(this.form.image && { image: this.form.image }),
      ...(this.progress && { progress: this.progress }),
      ...(this.readyMs !== undefined && { readyMs: this.readyMs }),
    };
  }
}
