// The alias `node-pty` is @lydell/node-pty, whose types are declared under its own name.
declare module 'node-pty' {
  export * from '@lydell/node-pty';
}
