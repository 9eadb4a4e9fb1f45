import { toolsSuite } from './tools-suite.ts';

toolsSuite('4.1.1');
