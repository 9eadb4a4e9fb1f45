import { notHere, refuse } from './refusal.ts';
import type { GivenDataSource } from './routes/data-sources.ts';
import type { DataSource, State } from './state.ts';
import { checkUid, newUid } from './uid.ts';

/** A data source that is added. @throws Refusal 409 for a name or uid that is taken, 400 for what this slice lacks */
export function newDataSource(state: State, given: GivenDataSource): DataSource {
  const name = given.name.trim() || freeName(state);
  checkUid(given.uid);
  const isTaken = (known: DataSource) => given.uid !== '' && known.uid === given.uid;
  if (state.dataSources.some((known) => known.name === name)) throw refuse(409, 'data source with the same name already exists');
  if (state.dataSources.some(isTaken)) throw refuse(409, 'data source with the same uid already exists');
  const secureJsonData = given.secureJsonData ?? {};
  return { id: state.newId(), ...fieldsOf(given), name, uid: given.uid || newUid(), secureJsonData, version: 1 };
}

/** A data source as it is after a change; passwords that are not given stay. @throws Refusal as for a new one */
export function changedDataSource(state: State, given: GivenDataSource, before: DataSource): DataSource {
  const name = given.name.trim() || before.name;
  checkUid(given.uid);
  const others = state.dataSources.filter(({ id }) => id !== before.id);
  if (others.some((each) => each.name === name))
    throw refuse(409, 'Failed to update datasource: data source with the same name already exists');
  if (given.version !== undefined && given.version !== 0 && given.version < before.version)
    throw refuse(409, 'Datasource has already been updated by someone else. Please reload and try again');
  const secureJsonData = { ...before.secureJsonData, ...given.secureJsonData };
  const uid = given.uid || before.uid;
  if (others.some((each) => each.uid === uid)) throw refuse(409, 'data source with the same uid already exists');
  return { id: before.id, ...fieldsOf(given), name, uid, secureJsonData, version: before.version + 1 };
}

/** What answers say of a data source: of its passwords only that they are there. */
export function shownDataSource({ secureJsonData, ...shown }: DataSource) {
  const secureJsonFields = Object.fromEntries(
    Object.entries(secureJsonData)
      .filter(([, value]) => value !== '')
      .map(([name]) => [name, true]),
  );
  const typeLogoUrl = 'public/app/plugins/datasource/influxdb/img/influxdb_logo.svg';
  return { orgId: 1, ...shown, typeLogoUrl, secureJsonFields, readOnly: false };
}

function fieldsOf(given: GivenDataSource): Omit<DataSource, 'id' | 'uid' | 'name' | 'secureJsonData' | 'version'> {
  const { access, user, database, basicAuth, basicAuthUser, withCredentials, isDefault } = given;
  const jsonData = given.jsonData ?? {};
  if (given.type !== 'influxdb') throw notHere(`data sources of type "${given.type}", only of type "influxdb"`);
  if (access !== 'proxy') throw notHere(`access "${access}" to data sources, only "proxy"`);
  const { version = 'InfluxQL', httpMode = 'GET' } = jsonData;
  if (version !== 'InfluxQL') throw notHere(`query language "${version}" for InfluxDB, only "InfluxQL"`);
  if (httpMode !== 'GET' && httpMode !== 'POST') throw refuse(400, "'httpMode' should be either 'GET' or 'POST'");
  const url = checkedUrl(given.url);
  return { type: 'influxdb', access, url, user, database, basicAuth, basicAuthUser, withCredentials, isDefault, jsonData };
}

/** The address as it was given; Grafana takes one without a scheme for http. */
function checkedUrl(url: string): string {
  if (url === '') return url;
  const whole = /^\w+:\/\//.test(url) ? url : `http://${url}`;
  if (!URL.canParse(whole) || !/^https?:/.test(whole)) throw refuse(400, 'Validation error, invalid URL');
  return url;
}

function freeName({ dataSources }: State): string {
  const names = new Set(dataSources.map(({ name }) => name));
  let number = 0;
  while (names.has(number === 0 ? 'influxdb' : `influxdb-${number}`)) number++;
  return number === 0 ? 'influxdb' : `influxdb-${number}`;
}
