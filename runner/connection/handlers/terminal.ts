import type { HandlersOf } from './handlers.ts';

/** `terminal.*`: interactive shells. */
export const terminalHandlers: HandlersOf<
  'terminal.open' | 'terminal.attach' | 'terminal.close' | 'terminal.input' | 'terminal.resize' | 'terminal.ack'
> = {
  'terminal.open': ({ id, name, cols, rows }, connection) => {
    const status = connection.runner.openTerminal({ name, cols, rows, lesson: connection.view?.lesson });
    connection.send({ type: 'terminal.opened', id, status });
    connection.terminals.attach(status.terminal);
    return 'sent';
  },
  'terminal.attach': ({ terminal, seen, cols, rows }, connection) => {
    connection.runner.terminals.resize(terminal, cols, rows);
    connection.terminals.attach(terminal, seen);
  },
  'terminal.close': async ({ terminal }, { runner }) => await runner.terminals.end(terminal),
  'terminal.input': ({ terminal, data }, { runner }) => runner.terminals.write(terminal, data),
  'terminal.resize': ({ terminal, cols, rows }, { runner }) => runner.terminals.resize(terminal, cols, rows),
  'terminal.ack': ({ terminal, chars }, connection) => connection.terminals.acknowledge(terminal, chars),
};
