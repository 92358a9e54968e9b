// Continuous integration
export { CIPipelineManager, type CIPipelineTools } from './ci/ci-pipeline-manager.ts';
export { type CIOperations, ciCatalog } from './ci/catalog.ts';
export { type TestReport, summarise } from './ci/test-report.ts';

// Source code
export { SCMWorkflowManager, type SCMWorkflowTools } from './scm/scm-workflow-manager.ts';
export { type SCMOperations, scmCatalog } from './scm/catalog.ts';
