import { readAddress } from './view/address.ts';
import { startTheme } from './view/current-theme.ts';
import { DashboardPage } from './view/dashboard-page.ts';
import { showList } from './view/list-page.ts';

const address = readAddress(location);
startTheme(address.theme);
if (address.kind === 'list') showList(document.body, address.search);
else new DashboardPage(document.body, address).start();
