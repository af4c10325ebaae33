import type { components } from './schema';

type Schemas = components['schemas'];

export type Job = Schemas['JobView'];
export type JobStatus = Schemas['JobStatus'];
export type JobProgress = Schemas['JobProgress'];
export type Output = Schemas['OutputView'];
export type Folder = Schemas['FolderView'];
export type Upload = Schemas['UploadView'];
export type User = Schemas['UserView'];
export type Account = Schemas['UserAccount'];
export type Backend = Schemas['BackendView'];
export type Machine = Schemas['MachineView'];
export type ModelList = Schemas['ModelList'];
export type BackendState = Schemas['BackendState'];
export type ApiKey = Schemas['ApiKeyView'];
export type NewApiKey = Schemas['NewApiKey'];
export type SignInWay = Schemas['SignInView'];
export type Problem = Schemas['ProblemDetails'];
export type Batch = Schemas['BatchView'];
export type BatchItem = Schemas['BatchItemView'];
export type QueueMode = Schemas['QueueMode'];
export type OwnedJob = Schemas['OwnedJob'];
export type Plan = Schemas['PlanView'];
export type OwnUsage = Schemas['OwnUsage'];
export type UsageRow = Schemas['UsageRow'];
export type AuditEntry = Schemas['AuditEntry'];
export type Webhook = Schemas['WebhookView'];
export type StorageReport = Schemas['StorageReport'];
export type OwnedDelivery = Schemas['OwnedDelivery'];
export type Delivery = Schemas['DeliveryView'];
export type Verdict = Schemas['WorkflowVerdict'];
export type NodeProblem = Schemas['NodeProblem'];
export type Workflow = Omit<Schemas['WorkflowSummary'], 'parameters'> & { parameters: ParameterSchema | null };

export type WorkflowDetails = Omit<Schemas['WorkflowDetails'], 'parameters'> & { parameters: ParameterSchema };

/** What `GET /workflows/{name}` says of the parameters: JSON Schema, with hints for forms. */
export interface ParameterSchema {
  properties: Record<string, Parameter>;
  required?: string[];
}

export interface Parameter {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  'x-multiline'?: boolean;
  'x-randomize'?: boolean;
  'x-step'?: number;
  'x-upload'?: UploadKind;
  'x-group'?: string;
  'x-order'?: number;
  'x-advanced'?: boolean;
}

export type UploadKind = 'image' | 'mask' | 'video' | 'audio' | 'file';

export type Values = Record<string, unknown>;

/** What the socket of the queue tells. */
export interface QueueStatus {
  queue_running: number;
  queue_pending: number;
  queue_position: number | null;
  eta_seconds?: number | null;
  running?: { id: string; eta_seconds: number | null; progress: number | null }[];
}

export const openStatuses: readonly JobStatus[] = ['queued', 'running', 'canceling'];
export const isOpen = (job: { status: JobStatus }): boolean => openStatuses.includes(job.status);
