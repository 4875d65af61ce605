import { z } from 'zod';
import type { TicketFile } from '../../ticket-system';
import type { HttpClient } from '../http-client';

/** Tickets that one question names: their numbers go into its address. */
export const PAGE = 50;

/** With sysparm_display_value=all each field comes as stored and as shown; times as stored are UTC. */
const Field = z.object({ value: z.string().nullable(), display_value: z.string().nullable() });
const Incident = z.object({
  sys_id: Field,
  number: Field,
  state: Field,
  sys_updated_on: Field,
  opened_by: Field,
  assigned_to: Field,
  resolved_at: Field,
  resolved_by: Field,
  reopened_time: Field,
  reopened_by: Field,
});
export type Incident = z.infer<typeof Incident>;
const Incidents = z.object({ result: z.array(Incident) });
const Created = z.object({ result: z.object({ sys_id: z.string(), number: z.string() }) });
const Changed = z.object({ result: z.object({ state: z.string() }) });
const Files = z.object({ result: z.array(z.object({ file_name: z.string() })) });
const Entry = z.object({
  sys_id: z.string(),
  element: z.string(),
  value: z.string(),
  sys_created_on: z.string(),
  sys_created_by: z.string(),
});
export type Entry = z.infer<typeof Entry>;
const Journal = z.object({ result: z.array(Entry) });
const Anything = z.unknown();

export type Fields = Readonly<Record<string, string>>;

const INCIDENTS = '/api/now/table/incident';

/** The calls of the Table and Attachment APIs that a case needs. They end as http-client.ts says. */
export class ServiceNowApi {
  constructor(private readonly http: HttpClient) {}

  /** The incidents that bear this correlation id, the oldest first. */
  byCorrelation(correlationId: string): Promise<readonly Incident[]> {
    return this.incidents('search', `correlation_id=${correlationId}^ORDERBYnumber`);
  }

  byNumbers(numbers: readonly string[]): Promise<readonly Incident[]> {
    return this.incidents('poll', `numberIN${numbers.join(',')}`);
  }

  private async incidents(doing: string, sysparm_query: string): Promise<readonly Incident[]> {
    const query = {
      sysparm_query,
      sysparm_display_value: 'all',
      sysparm_exclude_reference_link: 'true',
      sysparm_fields: Object.keys(Incident.shape).join(','),
      sysparm_limit: '100',
    };
    return (await this.http.call({ doing, method: 'GET', path: INCIDENTS, query, answer: Incidents })).result;
  }

  async create(fields: Fields): Promise<{ readonly sys_id: string; readonly number: string }> {
    const body = { kind: 'json', value: fields } as const;
    return (await this.http.call({ doing: 'create', method: 'POST', path: INCIDENTS, body, answer: Created }))
      .result;
  }

  /** Returns the state that the incident is in now. */
  async change(sysId: string, doing: string, fields: Fields): Promise<string> {
    const body = { kind: 'json', value: fields } as const;
    const path = `${INCIDENTS}/${sysId}`;
    return (await this.http.call({ doing, method: 'PATCH', path, body, answer: Changed })).result.state;
  }

  async fileNames(sysId: string): Promise<ReadonlySet<string>> {
    const query = {
      sysparm_query: `table_name=incident^table_sys_id=${sysId}`,
      sysparm_fields: 'file_name',
      sysparm_limit: '1000',
    };
    const path = '/api/now/attachment';
    const { result } = await this.http.call({ doing: 'files', method: 'GET', path, query, answer: Files });
    return new Set(result.map(({ file_name }) => file_name));
  }

  async attach(sysId: string, { name, mediaType, bytes }: TicketFile): Promise<void> {
    const query = { table_name: 'incident', table_sys_id: sysId, file_name: name };
    const body = { kind: 'bytes', bytes, mediaType } as const;
    const path = '/api/now/attachment/file';
    await this.http.call({ doing: 'attach', method: 'POST', path, query, body, answer: Anything });
  }

  /** Comments and work notes, oldest first. */
  async journal(sysId: string): Promise<readonly Entry[]> {
    const query = {
      sysparm_query: `name=incident^element_id=${sysId}^elementINcomments,work_notes^ORDERBYsys_created_on`,
      sysparm_fields: Object.keys(Entry.shape).join(','),
      sysparm_limit: '1000',
    };
    const path = '/api/now/table/sys_journal_field';
    return (await this.http.call({ doing: 'journal', method: 'GET', path, query, answer: Journal })).result;
  }
}
