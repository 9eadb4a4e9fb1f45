import { realSuite } from './real-suite.ts';

realSuite('4.1.1');
