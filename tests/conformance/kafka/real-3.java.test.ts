import { realSuite } from './real-suite.ts';

realSuite('3.9.1');
