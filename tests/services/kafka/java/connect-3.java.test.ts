import { connectSuite } from './connect-suite.ts';

connectSuite('3.9.1');
