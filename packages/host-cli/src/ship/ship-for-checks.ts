import { CIPipelineManager, SCMWorkflowManager } from '@strata/l2-managers';
import { GitExpert, GitHubExpert, PyTestExpert } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { shipWorkflow } from './ship-workflow.ts';

/** The flow of `ship` with tools that nobody calls, to hold histories against. */
export const shipForChecks = () => {
  const git = new GitExpert(new GitWrapper());
  const pytest = new PyTestExpert(new PyTestCLIWrapper());
  const github = new GitHubExpert(new GitHubAPIWrapper());
  return shipWorkflow(new SCMWorkflowManager({ github, ci: new CIPipelineManager({ git, pytest }) }));
};
