import type { JSX } from 'preact';
import { t } from '../texts';
import { SubPages, type SubPage } from '../ui/SubPages';
import { Allowance } from './Allowance';
import { Keys } from './Keys';
import { Webhooks } from './Webhooks';

const pages: SubPage[] = [
  { key: 'keys', name: 'keys.title', show: Keys },
  { key: 'webhooks', name: 'webhooks.title', show: Webhooks },
  { key: 'usage', name: 'allowance.title', show: Allowance },
];

export const Account = (): JSX.Element => <SubPages screen="account" label={t('nav.account')} pages={pages} />;
