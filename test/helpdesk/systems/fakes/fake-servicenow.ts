import { FakeApi, isJson, jsonOf, type FakeAnswer, type FakeRequest } from './fake-api';
import type { FarTicket } from '../ticket-system-contract';

export const SERVICENOW_USER = 'bouncedesk';
export const SERVICENOW_PASSWORD = 'servicenow-password';
const NAMES: Readonly<Record<string, string>> = { 'id-bouncedesk': 'Bounce Desk', 'id-grace': 'Grace' };
/** The close codes of the instance. */
const CLOSE_CODES = new Set(['Solution provided', 'No resolution provided']);

type Row = Record<string, string>;

/**
 * ServiceNow's Table and Attachment APIs as their reference tells them, for the incident table, strict about
 * who calls, content types, mandatory fields and lengths. A correlation id is not unique here either.
 */
export class FakeServiceNow {
  api!: FakeApi;
  readonly incidents: Row[] = [];
  private readonly journal: Row[] = [];
  private readonly attachments: Row[] = [];
  private now = Date.parse('2026-11-24T08:00:00.000Z');
  private ids = 0;

  async start(): Promise<void> {
    this.api = await FakeApi.start((request) => this.handle(request));
  }

  withReference(reference: string): readonly FarTicket[] {
    return this.incidents
      .filter(({ correlation_id, state }) => correlation_id?.startsWith(`${reference}-`) && state !== '8')
      .map((incident) => this.far(incident));
  }

  asAgent(number: string, fields: Row): void {
    const incident = this.incidents.find((one) => one['number'] === number);
    if (incident !== undefined) this.write(incident, fields, 'grace');
  }

  private far(incident: Row): FarTicket {
    const files = this.attachments.filter(({ table_sys_id }) => table_sys_id === incident['sys_id']);
    const whole = files.find(({ file_name }) => file_name?.endsWith('-case.txt'));
    return {
      subject: incident['short_description'] ?? '',
      text: whole?.['content'] ?? '',
      priority: `${incident['impact']}/${incident['urgency']}`,
      files: new Map(
        files
          .filter((file) => file !== whole)
          .map(({ file_name = '', content = '' }) => [file_name, content]),
      ),
      comments: this.journal
        .filter(({ element_id }) => element_id === incident['sys_id'])
        .map(({ value = '' }) => value),
      state: incident['state'] === '6' ? 'solved' : 'open',
    };
  }

  private handle(request: FakeRequest): FakeAnswer {
    const expected = `Basic ${Buffer.from(`${SERVICENOW_USER}:${SERVICENOW_PASSWORD}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return { status: 401, value: { error: { message: 'User Not Authenticated' } } };
    if (request.headers.accept !== 'application/json') return { status: 406 };
    const { method, path, query } = request;
    if (method === 'POST' && path === '/api/now/attachment/file') return this.attach(request);
    if (method === 'GET') return this.read(path, query);
    if (!isJson(request)) return { status: 415 };
    const fields = jsonOf(request) as Row;
    if (method === 'POST' && path === '/api/now/table/incident') return this.create(fields);
    const id = /^\/api\/now\/table\/incident\/([0-9a-f]{32})$/.exec(path)?.[1];
    const incident = this.incidents.find(({ sys_id }) => sys_id === id);
    if (method === 'PATCH' && incident !== undefined) return this.change(incident, fields);
    return { status: 404, value: { error: { message: 'No Record found' } } };
  }

  private change(incident: Row, fields: Row): FakeAnswer {
    const closes = fields['state'] === '6';
    if (closes && !(CLOSE_CODES.has(fields['close_code'] ?? '') && fields['close_notes']))
      return { status: 403, value: { error: { message: 'Data Policy Exception' } } };
    this.write(incident, fields, SERVICENOW_USER);
    return { status: 200, value: { result: incident } };
  }

  private create(fields: Row): FakeAnswer {
    if (!fields['short_description'] || fields['short_description'].length > 160) return { status: 400 };
    if ((fields['description'] ?? '').length > 4000) return { status: 400 };
    const sys_id = (this.ids += 1).toString(16).padStart(32, '0');
    const blank = {
      opened_by: 'id-bouncedesk',
      assigned_to: '',
      resolved_at: '',
      resolved_by: '',
      reopened_time: '',
      reopened_by: '',
      correlation_id: '',
    };
    const incident: Row = { ...blank, sys_id, number: `INC${`${this.ids}`.padStart(7, '0')}`, state: '1' };
    this.incidents.push(incident);
    this.write(incident, fields, SERVICENOW_USER);
    return { status: 201, value: { result: incident } };
  }

  private write(incident: Row, { work_notes, comments, ...fields }: Row, user: string): void {
    const at = new Date((this.now += 1000)).toISOString().slice(0, 19).replace('T', ' ');
    const was = incident['state'];
    Object.assign(incident, fields, { sys_updated_on: at });
    if (fields['state'] === '6') Object.assign(incident, { resolved_at: at, resolved_by: `id-${user}` });
    if (fields['state'] === '2' && was === '6')
      Object.assign(incident, { reopened_time: at, reopened_by: `id-${user}` });
    for (const [element, value] of Object.entries({ work_notes, comments })) {
      if (value === undefined) continue;
      const sys_id = (this.ids += 1).toString(16).padStart(32, '0');
      this.journal.push({
        sys_id,
        element_id: incident['sys_id'] ?? '',
        element,
        value,
        sys_created_on: at,
        sys_created_by: user,
      });
    }
  }

  private attach({ query, headers, body }: FakeRequest): FakeAnswer {
    const table_sys_id = query.get('table_sys_id') ?? '';
    const file_name = query.get('file_name') ?? '';
    const isKnown = this.incidents.some(({ sys_id }) => sys_id === table_sys_id);
    if (query.get('table_name') !== 'incident' || !isKnown) return { status: 404 };
    if (file_name === '' || headers['content-type'] !== 'text/plain' || body.length === 0)
      return { status: 400 };
    this.attachments.push({ table_sys_id, file_name, content: body.toString('utf8') });
    return { status: 201, value: { result: { sys_id: 'f', file_name } } };
  }

  private read(path: string, query: URLSearchParams): FakeAnswer {
    const asked = query.get('sysparm_query') ?? '';
    const fields = (query.get('sysparm_fields') ?? '').split(',');
    const asAll = query.get('sysparm_display_value') === 'all';
    const rows = this.rows(path, asked);
    if (rows === null) return { status: 404 };
    const result = rows.map((row) =>
      Object.fromEntries(
        fields.map((name) => {
          const value = row[name] ?? '';
          return [name, asAll ? { value, display_value: NAMES[value] ?? value } : value];
        }),
      ),
    );
    return { status: 200, value: { result } };
  }

  /** Knows the encoded queries that our client sends, and answers an unknown one with everything, as ServiceNow does. */
  private rows(path: string, asked: string): readonly Row[] | null {
    if (path === '/api/now/table/incident') {
      const correlation = /^correlation_id=([^^]+)\^ORDERBYnumber$/.exec(asked)?.[1];
      if (correlation !== undefined)
        return this.incidents.filter(({ correlation_id }) => correlation_id === correlation);
      const numbers = /^numberIN([^^]+)$/.exec(asked)?.[1]?.split(',');
      return numbers === undefined
        ? this.incidents
        : this.incidents.filter(({ number = '' }) => numbers.includes(number));
    }
    if (path === '/api/now/attachment') {
      const id = /^table_name=incident\^table_sys_id=([^^]+)$/.exec(asked)?.[1];
      return this.attachments.filter(({ table_sys_id }) => id === undefined || table_sys_id === id);
    }
    if (path !== '/api/now/table/sys_journal_field') return null;
    const id =
      /^name=incident\^element_id=([^^]+)\^elementINcomments,work_notes\^ORDERBYsys_created_on$/.exec(
        asked,
      )?.[1];
    return this.journal.filter(({ element_id }) => id === undefined || element_id === id);
  }
}
