export { pageConnects } from './pages';
export { lookSometimes } from './watch';
export { pageRows } from './rows';
