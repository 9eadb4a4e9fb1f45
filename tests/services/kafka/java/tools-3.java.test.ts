import { toolsSuite } from './tools-suite.ts';

toolsSuite('3.9.1');
