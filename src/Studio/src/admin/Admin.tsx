import type { JSX } from 'preact';
import { t } from '../texts';
import { SubPages, type SubPage } from '../ui/SubPages';
import { Audit } from './audit/Audit';
import { AllJobs } from './jobs/AllJobs';
import { People } from './people/People';
import { Servers } from './servers/Servers';
import { Storage } from './storage/Storage';
import { Usage } from './usage/Usage';
import { AllDeliveries } from './webhooks/AllDeliveries';
import { Workflows } from './workflows/Workflows';

const pages: SubPage[] = [
  { key: 'servers', name: 'servers.title', show: Servers },
  { key: 'jobs', name: 'jobs.title', show: AllJobs },
  { key: 'workflows', name: 'workflows.title', show: Workflows },
  { key: 'people', name: 'people.title', show: People },
  { key: 'usage', name: 'usage.title', show: Usage },
  { key: 'storage', name: 'storage.title', show: Storage },
  { key: 'webhooks', name: 'webhooks.title', show: AllDeliveries },
  { key: 'audit', name: 'audit.title', show: Audit },
];

export const Admin = (): JSX.Element => <SubPages screen="admin" label={t('nav.admin')} pages={pages} />;
