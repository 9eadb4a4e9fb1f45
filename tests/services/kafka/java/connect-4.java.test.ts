import { connectSuite } from './connect-suite.ts';

connectSuite('4.1.1');
